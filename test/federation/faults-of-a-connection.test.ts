/** A node whose connection to its ledger fails: what was promised is kept, and users see how far each share has come. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReleaseMarker } from '../../chaincode/index.js';
import type { Node } from '../../gateway/node.js';
import type { LedgerFailure, OrganisationIdentity } from '../../network/index.js';
import { NodeStore, openIdentity, systemClock } from '../../network/index.js';
import { found, embeddedSide } from '../fabric/differential-sides.js';
import type { Side } from '../fabric/differential-sides.js';
import type { Faults } from '../fabric/interrupted-ledger.js';
import { interrupted } from '../fabric/interrupted-ledger.js';
import { agree, ask, eachOf, inspect, openNode, share } from '../fabric/single-node.js';
import { callerOf, granted } from './running-federation.js';

const NORTH = 'NorthCustomsMSP';
const SOUTH = 'SouthCustomsMSP';
const isRelease = ({ name }: { name: string }): boolean => name === 'records:ReleaseFields';

let dir: string;
let side: Side;
let faults: Faults;
let north: Node;
let south: Node;
let openNorth: () => Promise<Node>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-faults-'));
  const identities = new Map<string, OrganisationIdentity>();
  for (const mspId of [NORTH, SOUTH]) {
    const keys = join(dir, 'keys');
    identities.set(
      mspId,
      await openIdentity({ dir: keys, mspId, name: 'node', clock: systemClock }),
    );
  }
  side = await embeddedSide('embedded', identities);
  await found(side, identities);
  faults = {};
  const open = (mspId: string, faulty: boolean): Promise<Node> =>
    openNode({
      dir: join(dir, mspId),
      identity: identities.get(mspId)!,
      ledger: faulty ? interrupted(side.ledger(mspId), faults) : side.ledger(mspId),
    });
  openNorth = () => open(NORTH, true);
  north = await openNorth();
  south = await open(SOUTH, false);
});
afterEach(async () => {
  faults.isDown = false;
  for (const node of [north, south]) await node[Symbol.asyncDispose]();
  await side[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

describe('a share whose answer was lost', () => {
  const officer = callerOf(NORTH, 'data-officer');
  const cases: readonly [string, (agreementId: string, recordId: string) => Promise<unknown>][] = [
    ['nothing else happens', async () => undefined],
    [
      'its agreement ends',
      async (agreementId) =>
        granted(await north.application.terminateAgreement(officer, agreementId)),
    ],
    [
      'its record is purged',
      async (_agreementId, recordId) => granted(await north.application.purge(officer, recordId)),
    ],
  ];
  test.each(cases)(
    'is known as delivered, and was made once, when %s',
    async (_name, meanwhile) => {
      const agreementId = await agree(north, south);
      const recordId = await inspect(north, 'CSQU3054384');
      faults.loseAnswer = isRelease;
      expect(await share(north, SOUTH, recordId)).toMatchObject({
        state: 'pending',
        attempts: 1,
        refusal: { code: 'UNKNOWN' },
      });
      faults.loseAnswer = undefined;
      await meanwhile(agreementId, recordId);
      await expect.poll(() => stateOf(recordId), { timeout: 10_000 }).toBe('delivered');
      const listed = await side
        .ledger(SOUTH)
        .evaluate({ name: 'records:ListReleases', args: [recordId] });
      expect(listed.ok && (JSON.parse(listed.value) as ReleaseMarker[])).toHaveLength(1);
    },
  );
});

describe('a record whose answer was lost', () => {
  const officer = callerOf(NORTH, 'data-officer');
  const isEnvelope = ({ name }: { name: string }): boolean => name === 'records:CreateEnvelope';

  test('is taken in when it is on the ledger', async () => {
    faults.loseAnswer = isEnvelope;
    const recordId = await inspect(north, 'CSQU3054384');
    expect(await north.application.record(officer, recordId)).toMatchObject({ holding: 'owner' });
  });

  test('has its payload also when it is committed after the user was told of the trouble', async () => {
    faults.answerEarly = isEnvelope;
    await expect(inspect(north, 'CSQU3054384')).rejects.toThrow('UNKNOWN');
    const records = async () => (await north.application.records(officer, { first: 5 })).items;
    await expect.poll(records, { timeout: 10_000 }).toHaveLength(1);
    const [item] = await records();
    expect(item?.node).toMatchObject({ holding: 'owner' });
  });

  test('leaves nothing behind when the contract refused it', async () => {
    const why: LedgerFailure = {
      category: 'refused',
      code: 'ORGANISATION_SUSPENDED',
      message: 'suspended',
      next: 'Nothing.',
    };
    faults.refuseElsewhere = (call) => (isEnvelope(call) ? why : undefined);
    await expect(inspect(north, 'CSQU3054384')).rejects.toThrow('ORGANISATION_SUSPENDED');
    await north[Symbol.asyncDispose]();
    const store = await NodeStore.open(join(dir, NORTH, 'store'));
    const kept = await store.keys('vault');
    await store.close();
    expect(kept).toEqual([]);
    north = await openNorth();
  });
});

describe('a share that is committed after its attempt was given up', () => {
  test('counts once', async () => {
    await agree(north, south);
    const recordId = await inspect(north, 'CSQU3054384');
    faults.answerEarly = isRelease;
    expect(await share(north, SOUTH, recordId)).toMatchObject({ state: 'pending' });
    faults.answerEarly = undefined;
    await expect.poll(() => stateOf(recordId), { timeout: 10_000 }).toBe('delivered');
    const listed = await side
      .ledger(SOUTH)
      .evaluate({ name: 'records:ListReleases', args: [recordId] });
    expect(listed.ok && (JSON.parse(listed.value) as ReleaseMarker[])).toHaveLength(1);
  });
});

describe('a recipient whose peer is behind', () => {
  test('refuses what it does not know yet, and gets the share when it has caught up', async () => {
    await agree(north, south);
    const recordId = await inspect(north, 'CSQU3054384');
    const behind: LedgerFailure = {
      category: 'refused',
      code: 'NOT_FOUND',
      message: 'no record on the ledger',
      next: 'Check the id.',
      organisation: SOUTH,
    };
    faults.refuseElsewhere = (call) => (isRelease(call) ? behind : undefined);
    expect(await share(north, SOUTH, recordId)).toMatchObject({
      state: 'pending',
      refusal: { code: 'NOT_FOUND' },
    });
    faults.refuseElsewhere = undefined;
    await expect.poll(() => stateOf(recordId), { timeout: 10_000 }).toBe('delivered');
  });

  test('does not keep what the owner’s own peer refuses too', async () => {
    const agreementId = await agree(north, south);
    const recordId = await inspect(north, 'CSQU3054384');
    faults.refuseElsewhere = (call) => {
      if (!isRelease(call)) return undefined;
      // Between rehearsal and delivery the other party ends the agreement.
      return {
        category: 'unreachable',
        code: 'UNREACHABLE',
        message: 'down',
        next: 'Wait for it.',
      };
    };
    await share(north, SOUTH, recordId);
    granted(
      await south.application.terminateAgreement(callerOf(SOUTH, 'data-officer'), agreementId),
    );
    faults.refuseElsewhere = undefined;
    await expect.poll(() => stateOf(recordId), { timeout: 10_000 }).toBe('failed');
    const { deliveries } = await ask<Deliveries>(north, 'data-officer', DELIVERIES, { recordId });
    expect(deliveries.edges[0]!.node.refusal).toMatchObject({ code: 'AGREEMENT_NOT_LIVE' });
  });
});

describe('a node whose event stream is cut', () => {
  test.each([
    ['by itself', 'ends'],
    ['with an error', 'throws'],
  ] as const)('%s after every second event misses none and repeats none', async (_name, how) => {
    faults.cutEvents = { after: 2, how };
    const ids = await eachOf(['a', 'b', 'c', 'd', 'e', 'f'], 6, (subject) =>
      inspect(north, subject),
    );
    await north.settled();
    const officer = callerOf(NORTH, 'data-officer');
    const { items } = await north.application.records(officer, { first: 50 });
    expect(items.map(({ node }) => node.id).sort()).toEqual([...ids].sort());
    faults.cutEvents = undefined;
    expect(granted(await north.application.verifyGraph(callerOf(NORTH, 'operator')))).toMatchObject(
      {
        equal: true,
      },
    );
  });

  test('is not ready while its peer is away, and ready again without a new event', async () => {
    await inspect(north, 'a');
    faults.isDown = true;
    faults.cutEvents = { after: 1, how: 'throws' };
    await side
      .ledger(NORTH)
      .submit({ name: 'certificates:PublishStatusList', args: ['revocation', LIST] });
    await expect.poll(() => readiness(north), { timeout: 10_000 }).not.toBe(200);
    faults.isDown = false;
    faults.cutEvents = undefined;
    await expect.poll(() => readiness(north), { timeout: 10_000 }).toBe(200);
  });
});

const LIST = `${'a'.repeat(40)}.${'b'.repeat(40)}.${'c'.repeat(86)}`;
const DELIVERIES = `query ($recordId: ID!) {
  deliveries(first: 10, recordId: $recordId) { edges { node { state refusal { code } } } }
}`;

interface Deliveries {
  readonly deliveries: {
    readonly edges: readonly {
      readonly node: { state: string; refusal: { code: string } | null };
    }[];
  };
}

async function stateOf(recordId: string): Promise<string | undefined> {
  const { deliveries } = await ask<Deliveries>(north, 'data-officer', DELIVERIES, { recordId });
  expect(deliveries.edges).toHaveLength(1);
  return deliveries.edges[0]?.node.state;
}

async function readiness(node: Node): Promise<number> {
  return (await fetch(`${node.url}/readyz`)).status;
}
