/**
 * Processes of the network killed (SIGKILL) while shares are made: whatever was acknowledged arrives, each share once,
 * those of one record in order, and everything heals when the process is started again.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReleaseMarker } from '../../chaincode/index.js';
import type { Node } from '../../gateway/node.js';
import { PlatformFault } from '../../network/index.js';
import { networkStatus } from '../../network/fabric/index.js';
import type { CutLine } from '../fabric/cut-line.js';
import { cutLine } from '../fabric/cut-line.js';
import { connectMember } from '../fabric/fabric-side.js';
import type { Delivered, FabricMembers } from '../fabric/members-over-fabric.js';
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
import type { RunningNetwork } from '../fabric/running-network.js';
import { runningNetwork } from '../fabric/running-network.js';
import { agree, eachOf, inspect, PURPOSE, SECOND_PURPOSE, share } from '../fabric/single-node.js';
import { callerOf } from './running-federation.js';

const RECORDS = 30;
const AT_ONCE = 10;
const HEAL_MS = 150_000;
const PURPOSES = [PURPOSE, SECOND_PURPOSE];

let network: RunningNetwork;
let members: FabricMembers;
let line: CutLine;
let agreementId: string;

beforeAll(async () => {
  network = await runningNetwork();
  const { ports } = network.description.organisations.find(({ mspId }) => mspId === SOUTH)!;
  line = await cutLine(ports.peer);
  members = await openMembers(network, [NORTH, SOUTH, COOP], (mspId) =>
    connectMember(network, mspId, mspId === SOUTH ? { address: line.address } : {}),
  );
  agreementId = await agree(members.node(NORTH), members.node(SOUTH));
});
afterAll(async () => {
  await network?.heal();
  await members?.[Symbol.asyncDispose]();
  await line?.[Symbol.asyncDispose]();
});

interface Fault {
  readonly name: string;
  readonly strike: () => Promise<void>;
  /** Starts again what was killed. */
  readonly mend: () => Promise<void>;
  /** Members that are not touched: a share between them must go through while the fault lasts. */
  readonly untouched?: readonly [string, string];
}

const leader = async (): Promise<string> => {
  const status = await networkStatus(network.description);
  const found = status.find(({ leads }) => leads);
  if (!found) throw new Error('no ordering node leads');
  return found.mspId;
};
let killedLeader = '';

const FAULTS: readonly Fault[] = [
  {
    name: 'the leader of three ordering nodes',
    strike: async () => {
      killedLeader = await leader();
      await network.killOrderer(killedLeader);
    },
    mend: () => restart(() => network.startOrderer(killedLeader)),
    untouched: [NORTH, COOP],
  },
  {
    name: 'the chaincode of the recipient',
    strike: () => network.killChaincode(SOUTH, 'guanlian'),
    mend: () => restart(() => network.startChaincode(SOUTH, 'guanlian')),
    untouched: [NORTH, COOP],
  },
  {
    name: 'the chaincode of the owner',
    strike: () => network.killChaincode(NORTH, 'guanlian'),
    mend: () => restart(() => network.startChaincode(NORTH, 'guanlian')),
  },
  {
    name: 'the peer of the recipient while it commits',
    strike: () => network.killPeer(SOUTH),
    mend: () => restart(() => network.startPeer(SOUTH)),
    untouched: [NORTH, COOP],
  },
  {
    name: 'the owner’s own peer while it commits',
    strike: () => network.killPeer(NORTH),
    mend: () => restart(() => network.startPeer(NORTH)),
  },
  {
    name: 'all peers, which then know no others for a while',
    strike: async () => {
      const ids = network.description.organisations.map(({ mspId }) => mspId);
      await Promise.all(ids.map((mspId) => network.killPeer(mspId)));
    },
    mend: async () => {
      const ids = network.description.organisations.map(({ mspId }) => mspId);
      await Promise.all(ids.map((mspId) => restart(() => network.startPeer(mspId))));
    },
  },
];

describe.each(FAULTS)('killed under load: $name', ({ strike, mend, untouched }) => {
  let recordIds: string[];
  let height: number;

  beforeEach(async () => {
    await network.heal();
    ({ height } = await members.ledger(COOP).info());
    const north = members.node(NORTH);
    recordIds = await eachOf([...Array(RECORDS).keys()], AT_ONCE, (i) => inspect(north, `C${i}`));
  });

  const ownDeliveries = async (): Promise<Delivered[]> =>
    (await deliveriesOf(members.node(NORTH))).filter((one) => recordIds.includes(one.recordId));
  const isDelivered = ({ state }: Delivered): boolean => state === 'delivered';

  test('nothing acknowledged is lost, each share arrives once and in order', async () => {
    const north = members.node(NORTH);
    const load = eachOf(recordIds, AT_ONCE, async (recordId) => {
      for (const purpose of PURPOSES) await untilAcknowledged(north, { recordId, purpose });
    });
    // In the midst of it: some shares are through, others are on their way.
    await expect
      .poll(async () => (await ownDeliveries()).filter(isDelivered).length, { timeout: 60_000 })
      .toBeGreaterThan(3);
    await strike();
    if (untouched) await shareBetween(untouched);
    await mend();
    await load;
    await allDelivered(north, HEAL_MS);
    const own = await ownDeliveries();
    expect(own).toHaveLength(recordIds.length * PURPOSES.length);
    expect(own.every(isDelivered)).toBe(true);
    await expectOnceAndInOrder(recordIds, height);
    expect(await received(members.node(SOUTH), recordIds)).toBe(recordIds.length);
  }, 400_000);
});

describe('the event stream of the recipient’s node cut again and again', () => {
  test('no event is missed and none is taken twice', async () => {
    await network.heal();
    const [north, south] = [members.node(NORTH), members.node(SOUTH)];
    const { height } = await members.ledger(COOP).info();
    const load = eachOf([...Array(RECORDS).keys()], AT_ONCE, async (i) => {
      const recordId = await inspect(north, `E${i}`);
      for (const purpose of PURPOSES) await untilAcknowledged(north, { recordId, purpose });
      return recordId;
    });
    for (let cut = 0; cut < 4; cut += 1) {
      const last = line.count;
      line.cut();
      // A reset that Node misses is noticed after 20 s of silence.
      await expect.poll(() => line.count, { timeout: 60_000 }).toBeGreaterThan(last);
    }
    const recordIds = await load;
    await allDelivered(north, HEAL_MS);
    await expectOnceAndInOrder(recordIds, height);
    expect(await received(south, recordIds)).toBe(recordIds.length);
    const operator = callerOf(SOUTH, 'operator');
    expect(await south.application.verifyGraph(operator)).toMatchObject({
      ok: true,
      value: { equal: true },
    });
  }, 300_000);
});

/** A user who gets no answer, or a refusal because the own peer is away, asks again: the same share is the same job. */
async function untilAcknowledged(
  node: Node,
  { recordId, purpose }: { recordId: string; purpose: string },
): Promise<void> {
  for (let left = 300; ; left -= 1) {
    try {
      await share(node, SOUTH, recordId, { agreementId, purpose });
      return;
    } catch (cause) {
      if (left === 0) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** The system may take a moment to give back the ports of a process that was killed. */
async function restart(start: () => Promise<unknown>): Promise<void> {
  for (let left = 20; ; left -= 1) {
    try {
      await start();
      return;
    } catch (cause) {
      const isBusy = cause instanceof PlatformFault && cause.code === 'PORT_BUSY';
      if (!isBusy || left === 0) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function shareBetween([owner, recipient]: readonly [string, string]): Promise<void> {
  const node = members.node(owner);
  const other = await agree(node, members.node(recipient));
  const recordId = await inspect(node, 'between the others');
  await share(node, recipient, recordId, { agreementId: other });
  const [delivery] = (await deliveriesOf(node)).filter((one) => one.recordId === recordId);
  expect(delivery?.state).toBe('delivered');
}

async function expectOnceAndInOrder(recordIds: readonly string[], height: number): Promise<void> {
  await members.level();
  const markers = (await releasesSince(members.ledger(COOP), height)).filter(({ recordId }) =>
    recordIds.includes(recordId),
  );
  const purposes = new Map<string, string[]>(recordIds.map((id) => [id, []]));
  for (const { recordId, purpose } of markers as ReleaseMarker[]) {
    purposes.get(recordId)!.push(purpose);
  }
  for (const [recordId, order] of purposes) expect(order, recordId).toEqual(PURPOSES);
}
