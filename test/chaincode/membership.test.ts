/** Membership by recorded votes, on the embedded ledger: an organisation is admitted, shares, leaves, and comes back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Envelope, ReleaseMarker } from '../../chaincode/index.js';
import { checkEnvelopeSignature, releaseText } from '../../chaincode/index.js';
import { createContracts } from '../../chaincode/contracts/index.js';
import type { OrganisationIdentity } from '../../network/index.js';
import { EmbeddedNetwork, openIdentity, systemClock } from '../../network/index.js';
import { Story } from '../fabric/differential-story.js';
import {
  accept,
  agree,
  type Cast,
  commit,
  decide,
  directory,
  done,
  entryOf,
  held,
  propose,
  refusalOf,
  release,
  share,
} from './membership-steps.js';

const FOUNDERS = ['EastMSP', 'NorthMSP', 'WestMSP'] as const;
const [EAST, NORTH, WEST] = FOUNDERS;
const ISLAND = 'IslandMSP';

let dir: string;
let network: EmbeddedNetwork;
let cast: Cast;
const identities = new Map<string, OrganisationIdentity>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-membership-'));
  for (const mspId of [...FOUNDERS, ISLAND]) {
    identities.set(mspId, await openIdentity({ dir, mspId, name: 'node', clock: systemClock }));
  }
  network = await EmbeddedNetwork.open({
    ...{ dir: join(dir, 'ledger'), channel: 'trade', clock: systemClock },
    contracts: () => createContracts(() => systemClock.now()),
    organisations: [...identities.keys()],
  });
  const ledgers = new Map([...identities].map(([mspId, one]) => [mspId, network.connect(one)]));
  cast = { story: new Story(identities), ledger: (mspId) => ledgers.get(mspId)! };
  const entries = FOUNDERS.map((mspId) => entryOf(identities.get(mspId)!));
  done(
    await cast.ledger(EAST).submit({ name: 'directory:Found', args: [JSON.stringify(entries)] }),
  );
});

afterAll(async () => {
  await network.close();
  await rm(dir, { recursive: true, force: true });
});

const island = () => identities.get(ISLAND)!;
const statusOf = async (mspId: string) =>
  (await directory(cast, EAST)).find((one) => one.mspId === mspId);

describe('before it is admitted', () => {
  test('an organisation of the channel shares nothing and gets nothing', async () => {
    const terms = cast.story.terms(EAST, ISLAND);
    expect(refusalOf(await propose(cast, terms))).toBe('UNKNOWN_ORGANISATION');
    const record = await cast.story.record(ISLAND);
    const args = [JSON.stringify(record.envelope)];
    const own = await cast.ledger(ISLAND).submit({ name: 'records:CreateEnvelope', args });
    expect(refusalOf(own)).toBe('UNKNOWN_ORGANISATION');
  });

  test('it cannot vote itself in', async () => {
    const args = [
      cast.story.id('proposal-number'),
      'admit-organisation',
      JSON.stringify(entryOf(island())),
    ];
    const outcome = await cast.ledger(ISLAND).submit({ name: 'governance:Propose', args });
    expect(refusalOf(outcome)).toBe('UNKNOWN_ORGANISATION');
  });
});

describe('once more than half have voted for it', () => {
  test('it is listed with its key, agrees, shares and receives', async () => {
    expect(await decide(cast, [EAST, NORTH], 'admit-organisation', entryOf(island()))).toBe(
      'adopted',
    );
    expect(await statusOf(ISLAND)).toMatchObject({
      status: 'active',
      keys: [{ kid: island().signer.key.kid }],
    });
    const received = await share(cast, await agree(cast, EAST, ISLAND));
    expect(await held(cast, ISLAND, received)).toBe(releaseText(received.release));
    const given = await share(cast, await agree(cast, ISLAND, NORTH));
    expect(await held(cast, NORTH, given)).toBe(releaseText(given.release));
  });
});

describe('when it leaves', () => {
  test('nothing new goes to it or comes from it, and what it shared stays provable and purgeable', async () => {
    const [toIt, fromIt] = [await agree(cast, EAST, ISLAND), await agree(cast, ISLAND, NORTH)];
    const [record, given] = [await commit(cast, EAST), await share(cast, fromIt)];
    const received = await share(cast, toIt);
    const open = cast.story.terms(WEST, ISLAND);
    done(await propose(cast, open));
    // It may ask for its own leave.
    expect(
      await decide(cast, [ISLAND, EAST, NORTH], 'remove-organisation', { mspId: ISLAND }),
    ).toBe('adopted');
    const entry = (await statusOf(ISLAND))!;
    expect(entry).toMatchObject({
      status: 'suspended',
      leftAt: expect.stringMatching(/Z$/) as string,
    });

    const { outcome } = await release(cast, record, toIt, 'try');
    expect(refusalOf(outcome)).toBe('ORGANISATION_SUSPENDED');
    expect(refusalOf(await accept(cast, open))).toBe('ORGANISATION_SUSPENDED');
    expect(refusalOf(await propose(cast, cast.story.terms(EAST, ISLAND)))).toBe(
      'ORGANISATION_SUSPENDED',
    );
    const fresh = await cast.story.record(ISLAND);
    const args = [JSON.stringify(fresh.envelope)];
    const own = await cast.ledger(ISLAND).submit({ name: 'records:CreateEnvelope', args });
    expect(refusalOf(own)).toBe('ORGANISATION_SUSPENDED');
    const vote = {
      name: 'governance:Propose',
      args: [
        cast.story.id('proposal-number'),
        'remove-organisation',
        JSON.stringify({ mspId: EAST }),
      ],
    };
    expect(refusalOf(await cast.ledger(ISLAND).submit(vote))).toBe('ORGANISATION_SUSPENDED');

    expect(await held(cast, NORTH, given)).toBe(releaseText(given.release));
    const envelope = done(
      await cast
        .ledger(NORTH)
        .evaluate({ name: 'records:GetEnvelope', args: [given.release.recordId] }),
    );
    expect(checkEnvelopeSignature(JSON.parse(envelope) as Envelope, entry)).toMatchObject({
      ok: true,
    });

    const { recordId, id } = received.release;
    const purge = { name: 'records:PurgeRelease', args: [recordId, id] };
    const marker = JSON.parse(done(await cast.ledger(EAST).submit(purge)).result) as ReleaseMarker;
    expect(marker.purgedAt).toBeDefined();
    const gone = await cast.ledger(EAST).evaluate({ name: 'records:ReadRelease', args: [id] });
    expect(refusalOf(gone)).toBe('NOT_FOUND');
    done(await cast.ledger(EAST).submit({ name: 'records:PurgeRecord', args: [recordId] }));
  });

  test('it cannot be removed twice, and its leave needs the votes of the others', async () => {
    const subject = JSON.stringify({ mspId: ISLAND });
    const args = [cast.story.id('proposal-number'), 'remove-organisation', subject];
    const again = await cast.ledger(EAST).submit({ name: 'governance:Propose', args });
    expect(refusalOf(again)).toBe('STATUS_TRANSITION');
    expect(await decide(cast, [EAST], 'remove-organisation', { mspId: WEST })).toBe('open');
    expect(await statusOf(WEST)).toMatchObject({ status: 'active' });
  });

  test('it comes back by votes, with its old keys beside the new one', async () => {
    const renewed = await openIdentity({ dir, mspId: ISLAND, name: 'node-2', clock: systemClock });
    expect(await decide(cast, [EAST, NORTH], 'admit-organisation', entryOf(renewed))).toBe(
      'adopted',
    );
    const entry = (await statusOf(ISLAND))!;
    expect(entry.status).toBe('active');
    expect(entry.leftAt).toBeUndefined();
    expect(entry.keys.map(({ kid }) => kid)).toEqual([
      renewed.signer.key.kid,
      island().signer.key.kid,
    ]);
  });
});
