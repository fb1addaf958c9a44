/**
 * A sixth organisation joins a running network of five and leaves it again: proposed from the running channel, signed by
 * each administrator apart, submitted, its peer and chaincode started, admitted by votes, sharing and receiving.
 * The network is this suite's own, for its members change.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkEnvelopeSignature, releaseText } from '../../chaincode/index.js';
import type { Envelope, ReleaseMarker } from '../../chaincode/index.js';
import { MEMBERS } from '../../gateway/demo/members.js';
import type { Node } from '../../gateway/node.js';
import type { FabricDescription } from '../../network/fabric/index.js';
import {
  bringUp,
  connectFabric,
  describeNetwork,
  layoutOf,
  networkStatus,
  readConnectionProfile,
  requireDescription,
  resetNetwork,
} from '../../network/fabric/index.js';
import type {
  ChannelProposal,
  OrganisationDefinition,
} from '../../network/fabric/channel-update/index.js';
import {
  addOrganisation,
  ChannelRefused,
  definitionText,
  developmentAccess,
  fetchConfig,
  membersOf,
  proposalText,
  proposalToJoin,
  proposalToLeave,
  readDefinition,
  readProposal,
  readSignature,
  removeOrganisation,
  showProposal,
  signatureText,
  signProposal,
  startOrganisation,
  submitProposal,
} from '../../network/fabric/channel-update/index.js';
import type { Ledger, OrganisationIdentity } from '../../network/index.js';
import { openIdentity, systemClock } from '../../network/index.js';
import {
  agree,
  type Cast,
  commit,
  decide,
  directory,
  done,
  entryOf,
  held,
  refusalOf,
  release,
  share,
} from '../chaincode/membership-steps.js';
import { callerOf } from '../federation/running-federation.js';
import { Story } from './differential-story.js';
import {
  agree as agreeNodes,
  inspect,
  openNode,
  PURPOSE,
  share as shareRecord,
} from './single-node.js';

const FIVE = MEMBERS.map(({ mspId }) => mspId);
const [A, B, C, D] = FIVE as [string, string, string, string];
const ISLAND = 'IslandCustomsMSP';
const ENTRY = {
  name: 'Island Customs',
  countryCode: 'XI',
  roles: ['customs'],
  authorities: [],
} as const;

let dir: string;
let description: FabricDescription;
let cast: Cast;
let definition: OrganisationDefinition;
const identities = new Map<string, OrganisationIdentity>();
const ledgers = new Map<string, Ledger>();
const nodes: Node[] = [];
const kept: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-joining-'));
  const organisations = MEMBERS.map(({ mspId, name }) => ({ mspId, name }));
  description = await describeNetwork({ dir, organisations, firstPort: 0 });
  await bringUp(description, {
    progress: (text) => void process.stderr.write(`joining: ${text}\n`),
  });
  for (const mspId of FIVE) await connect(mspId);
  cast = { story: new Story(identities), ledger: (mspId) => ledgers.get(mspId)! };
  const entries = FIVE.map((mspId) => entryOf(identities.get(mspId)!));
  done(await cast.ledger(A).submit({ name: 'directory:Found', args: [JSON.stringify(entries)] }));
});

afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]();
  for (const ledger of ledgers.values()) await ledger[Symbol.asyncDispose]();
  await resetNetwork(dir);
  await rm(dir, { recursive: true, force: true });
});

async function connect(mspId: string): Promise<void> {
  const layout = layoutOf(dir);
  const place = { dir: layout.organisations, mspId, clock: systemClock };
  const identity = await openIdentity({ ...place, name: 'node' });
  const { connectionProfile } = layout.organisation(mspId);
  const choice = { channel: description.channel, chaincode: 'guanlian', mspId };
  const connection = await readConnectionProfile(connectionProfile, choice);
  identities.set(mspId, identity);
  ledgers.set(mspId, await connectFabric({ connection, identity }));
}

async function nodeOf(mspId: string): Promise<Node> {
  const folder = join(dir, 'nodes', mspId);
  await mkdir(folder, { recursive: true });
  return openNode({ dir: folder, ledger: ledgers.get(mspId)!, identity: identities.get(mspId)! });
}

const accessOf = async (mspId: string) =>
  developmentAccess(await requireDescription(dir), mspId, systemClock);
const now = () => systemClock.now();

/** As it happens: the proposal travels as a file, each signs apart against the own peer's configuration. */
async function signedBy(
  mspIds: readonly string[],
  proposal: ChannelProposal,
): Promise<Uint8Array[]> {
  const file = proposalText(proposal);
  const signatures: Uint8Array[] = [];
  for (const mspId of mspIds) {
    const access = await accessOf(mspId);
    const own = await fetchConfig(access);
    const mine = readProposal(file);
    const signature = await signProposal({
      proposal: mine,
      own,
      identity: access.identity,
      now: now(),
    });
    signatures.push(readSignature(proposal, signatureText(mine, signature)));
  }
  return signatures;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (cause) {
    if (cause instanceof ChannelRefused) return cause.refusal.code;
    throw cause;
  }
}

test('the newcomer’s definition is one file without secrets, and it is no member by it', async () => {
  const made = await addOrganisation(dir, { mspId: ISLAND, name: 'island', entry: ENTRY });
  const file = definitionText(made);
  expect(file).not.toMatch(/PRIVATE KEY|"d"/);
  expect(readDefinition(file)).toEqual(made);
  definition = made;
  expect(await addOrganisation(dir, { mspId: ISLAND, name: 'island', entry: ENTRY })).toEqual(made);
  expect(await codeOf(startOrganisation(dir, ISLAND))).toBe('NOT_MEMBER');
  expect((await requireDescription(dir)).organisations).toHaveLength(5);
});

test('it joins when a majority of administrators signed: fewer are refused, a stale proposal is refused', async () => {
  const access = await accessOf(B);
  const proposal = await proposalToJoin(access, definition);
  const older = proposal;
  const { description: shown, quorum } = showProposal({
    proposal,
    own: await fetchConfig(access),
    now: now(),
  });
  expect(shown.joins.map(({ mspId }) => mspId)).toEqual([ISLAND]);
  expect(shown.warnings).toEqual([]);
  expect(quorum).toMatchObject([{ policy: '/Channel/Application/Admins', needed: 3, missing: 3 }]);

  const two = await signedBy([A, C], proposal);
  expect(await codeOf(submitProposal(access, proposal, { signatures: two, now: now() }))).toBe(
    'SIGNATURES_MISSING',
  );
  const three = [...two, ...(await signedBy([D], proposal))];
  const config = await submitProposal(access, proposal, { signatures: three, now: now() });
  expect(config.sequence).toBe(proposal.base.sequence + 1);
  expect(membersOf(config.root)).toEqual([...FIVE, ISLAND].sort());
  expect(await codeOf(submitProposal(access, older, { signatures: three, now: now() }))).toBe(
    'PROPOSAL_STALE',
  );
  expect(await codeOf(signedBy([A], older))).toBe('PROPOSAL_STALE');
});

test('its peer reads the channel, its chaincode serves, while the others go on working', async () => {
  const work = (async () => {
    const terms = await agree(cast, A, B);
    for (let i = 0; i < 5; i += 1) await share(cast, terms);
  })();
  description = await startOrganisation(dir, ISLAND);
  await work;
  expect(description.organisations.map(({ mspId }) => mspId)).toEqual([...FIVE, ISLAND]);
  const status = await networkStatus(description);
  expect(status.filter(({ trouble }) => trouble !== undefined)).toEqual([]);
  // Starting again changes nothing.
  await startOrganisation(dir, ISLAND);
  expect(await networkStatus(await requireDescription(dir))).toHaveLength(status.length);
});

test('it shares nothing before the votes, and is listed with its key after them', async () => {
  await connect(ISLAND);
  const record = await cast.story.record(ISLAND);
  const args = [JSON.stringify(record.envelope)];
  const early = await cast.ledger(ISLAND).submit({ name: 'records:CreateEnvelope', args });
  expect(refusalOf(early)).toBe('UNKNOWN_ORGANISATION');
  expect(await decide(cast, [A, B, D], 'admit-organisation', definition.entry)).toBe('adopted');
  const seen = (await directory(cast, ISLAND)).find(({ mspId }) => mspId === ISLAND);
  expect(seen).toMatchObject({
    status: 'active',
    keys: [{ kid: identities.get(ISLAND)!.signer.key.kid }],
  });
});

test('it agrees, receives and shares', async () => {
  const received = await share(cast, await agree(cast, A, ISLAND));
  expect(await held(cast, ISLAND, received)).toBe(releaseText(received.release));
  const given = await share(cast, await agree(cast, ISLAND, C));
  expect(await held(cast, C, given)).toBe(releaseText(given.release));
  expect(
    refusalOf(
      await cast.ledger(D).evaluate({ name: 'records:ReadRelease', args: [given.release.id] }),
    ),
  ).toBe('NOT_FOUND');
});

test('its node takes part like any other', async () => {
  const [island, north] = [await nodeOf(ISLAND), await nodeOf(A)];
  nodes.push(island, north);
  await agreeNodes(island, north);
  const given = await inspect(island, 'ISLU1234567');
  expect((await shareRecord(island, A, given)).state).toBe('delivered');
  await agreeNodes(north, island);
  const received = await inspect(north, 'NORU7654321');
  expect((await shareRecord(north, ISLAND, received)).state).toBe('delivered');
  kept.push(await inspect(north, 'NORU0000001'));
});

test('it endorses for others, and the network comes up again with all six', async () => {
  const { envelope } = await cast.story.record(B);
  const call = {
    name: 'records:CreateEnvelope',
    args: [JSON.stringify(envelope)],
    endorsers: [B, ISLAND],
  };
  expect(refusalOf(await cast.ledger(B).submit(call))).toBe('done');
  await bringUp(await requireDescription(dir));
});

test('it leaves: no new shares, past evidence verifies, purges go through, its peer and data are its own', async () => {
  const [toIt, fromIt] = [await agree(cast, A, ISLAND), await agree(cast, ISLAND, C)];
  const [received, given] = [await share(cast, toIt), await share(cast, fromIt)];
  const record = await commit(cast, A);
  expect(await decide(cast, [ISLAND, A, B, C], 'remove-organisation', { mspId: ISLAND })).toBe(
    'adopted',
  );
  expect(refusalOf((await release(cast, record, toIt, 'try')).outcome)).toBe(
    'ORGANISATION_SUSPENDED',
  );

  const input = { recordId: kept[0]!, recipient: ISLAND, purpose: PURPOSE };
  const byNode = await nodes[1]!.application.share(callerOf(A, 'data-officer'), input);
  expect(byNode).toMatchObject({ ok: false, refusal: { code: 'ORGANISATION_SUSPENDED' } });

  const access = await accessOf(A);
  const proposal = await proposalToLeave(access, ISLAND);
  const { description: shown } = showProposal({ proposal, now: now() });
  expect(shown.leaves.map(({ mspId }) => mspId)).toEqual([ISLAND]);
  expect(shown.warnings).toEqual([]);
  expect(await codeOf(removeOrganisation(dir, ISLAND))).toBe('STILL_MEMBER');
  const signatures = await signedBy([A, B, C, D], proposal);
  const config = await submitProposal(access, proposal, { signatures, now: now() });
  expect(membersOf(config.root)).toEqual([...FIVE].sort());
  description = await removeOrganisation(dir, ISLAND);
  expect(description.organisations.map(({ mspId }) => mspId)).toEqual(FIVE);

  const still = await release(cast, record, toIt, 'try');
  expect(refusalOf(still.outcome)).toBe('ORGANISATION_SUSPENDED');
  const entry = (await directory(cast, C)).find(({ mspId }) => mspId === ISLAND)!;
  const envelope = done(
    await cast.ledger(C).evaluate({ name: 'records:GetEnvelope', args: [given.release.recordId] }),
  );
  expect(checkEnvelopeSignature(JSON.parse(envelope) as Envelope, entry)).toMatchObject({
    ok: true,
  });
  expect(await held(cast, C, given)).toBe(releaseText(given.release));

  const { recordId, id } = received.release;
  const purged = done(
    await cast.ledger(A).submit({ name: 'records:PurgeRelease', args: [recordId, id] }),
  );
  expect((JSON.parse(purged.result) as ReleaseMarker).purgedAt).toBeDefined();
  expect(
    refusalOf(await cast.ledger(A).evaluate({ name: 'records:ReadRelease', args: [id] })),
  ).toBe('NOT_FOUND');
  const own = { name: 'records:PurgeRelease', args: [given.release.recordId, given.release.id] };
  expect(refusalOf(await cast.ledger(C).submit(own))).toBe('done');
  await bringUp(await requireDescription(dir));
  await share(cast, await agree(cast, B, C));
});
