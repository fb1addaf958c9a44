/**
 * A recipient whose peer is away for long while many shares are queued (GUANLIAN_QUEUED_SHARES; 10000 is the figure in
 * the issue, fewer by default): each arrives once, those of one record in order, and the others never wait.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReleaseMarker } from '../../chaincode/index.js';
import type { FabricMembers } from '../fabric/members-over-fabric.js';
import {
  allDelivered,
  COOP,
  deliveriesOf,
  NORTH,
  openMembers,
  received,
  releasesSince,
  SOUTH,
} from '../fabric/members-over-fabric.js';
import { runningNetwork } from '../fabric/running-network.js';
import type { RunningNetwork } from '../fabric/running-network.js';
import { agree, eachOf, inspect, PURPOSE, SECOND_PURPOSE, share } from '../fabric/single-node.js';

const SHARES = Number(process.env['GUANLIAN_QUEUED_SHARES'] ?? 300);
/** Each record is shared for two purposes: two releases of one topic. */
const RECORDS = Math.ceil(SHARES / 2);
const AT_ONCE = 24;
const note = (text: string): void => void process.stderr.write(`recipient away: ${text}\n`);

describe(`a recipient whose peer is killed while ${SHARES} shares are made`, () => {
  let network: RunningNetwork;
  let members: FabricMembers;
  let agreementId: string;
  let height: number;
  let recordIds: string[];

  beforeAll(async () => {
    network = await runningNetwork();
    members = await openMembers(network, [NORTH, SOUTH, COOP]);
    agreementId = await agree(members.node(NORTH), members.node(SOUTH));
    ({ height } = await members.ledger(NORTH).info());
  });
  afterAll(async () => {
    await network?.heal();
    await members?.[Symbol.asyncDispose]();
  });

  test('the owner takes in records and queues every share, each visible as pending', async () => {
    const north = members.node(NORTH);
    await network.killPeer(SOUTH);
    const start = performance.now();
    recordIds = await eachOf([...Array(RECORDS).keys()], AT_ONCE, (i) => inspect(north, `C${i}`));
    const taken = performance.now();
    for (const purpose of [PURPOSE, SECOND_PURPOSE]) {
      const states = await eachOf(recordIds, AT_ONCE, async (recordId) => {
        const { state } = await share(north, SOUTH, recordId, { agreementId, purpose });
        return state;
      });
      expect(new Set(states)).toEqual(new Set(['pending']));
    }
    note(
      `${RECORDS} records in ${seconds(taken - start)}, queued in ${seconds(performance.now() - taken)}`,
    );
    const pending = await deliveriesOf(north, 'pending');
    expect(pending).toHaveLength(2 * RECORDS);
    const codes = new Set(pending.flatMap(({ refusal }) => (refusal ? [refusal.code] : [])));
    expect([...codes]).toEqual(['UNREACHABLE']);
  }, 2_400_000);

  test('transactions between the others go on meanwhile', async () => {
    const [north, coop] = [members.node(NORTH), members.node(COOP)];
    const other = await agree(north, coop);
    const recordId = await inspect(north, 'meanwhile');
    const { state } = await share(north, COOP, recordId, { agreementId: other });
    expect(state).toBe('delivered');
    expect(await received(coop, [recordId])).toBe(1);
  });

  test('all arrive when it is back, each once, those of one record in order', async () => {
    const north = members.node(NORTH);
    const start = performance.now();
    await network.startPeer(SOUTH);
    const started = performance.now();
    await allDelivered(north, 2_400_000);
    const all = (await deliveriesOf(north)).filter(({ recordId }) => recordIds.includes(recordId));
    expect(all).toHaveLength(2 * RECORDS);
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['delivered']));
    const times = all.map(({ deliveredAt }) => Date.parse(deliveredAt!));
    const span = Math.max(...times) - Math.min(...times);
    note(
      `peer back in ${seconds(started - start)}; ${all.length} shares: all delivered ` +
        `${seconds(performance.now() - started)} later, ${((all.length * 1000) / span).toFixed(0)}/s from the first`,
    );
    await members.level();
    const markers = (await releasesSince(members.ledger(COOP), height)).filter(
      ({ recipient }) => recipient === SOUTH,
    );
    expect(new Set(markers.map(({ id }) => id)).size).toBe(markers.length);
    expect(markers).toHaveLength(2 * RECORDS);
    const order = byRecord(markers);
    expect([...order.keys()].sort()).toEqual([...recordIds].sort());
    for (const ofRecord of order.values()) {
      expect(ofRecord.map(({ purpose }) => purpose)).toEqual([PURPOSE, SECOND_PURPOSE]);
    }
  }, 2_500_000);

  test('the recipient’s node holds every one of them, proved, without a restart', async () => {
    const start = performance.now();
    const sample = recordIds.filter((_, i) => i % Math.ceil(RECORDS / 500) === 0);
    expect(await received(members.node(SOUTH), sample)).toBe(sample.length);
    note(
      `the recipient’s node has caught up and proved ${sample.length} in ${seconds(performance.now() - start)}`,
    );
  }, 2_400_000);
});

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function byRecord(markers: readonly ReleaseMarker[]): Map<string, ReleaseMarker[]> {
  const groups = new Map<string, ReleaseMarker[]>();
  for (const marker of markers) {
    groups.set(marker.recordId, [...(groups.get(marker.recordId) ?? []), marker]);
  }
  return groups;
}
