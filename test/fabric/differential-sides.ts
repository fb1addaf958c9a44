/**
 * A ledger on which a random story is played: connections of all members, and what its blocks say that each
 * transaction read and wrote. The embedded one starts with the public state of the other, so that both know one past.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'fabric-contract-api';
import { Contract } from 'fabric-contract-api';
import type {
  Agreement,
  CertificateStatusEntry,
  LedgerAnchor,
  Organisation,
  Parameter,
  Proposal,
  PublishedStatusList,
} from '../../chaincode/index.js';
import { canonicalize } from '../../chaincode/index.js';
import { createContracts } from '../../chaincode/contracts/index.js';
import type { BlockTransaction } from '../../network/embedded/index.js';
import { EmbeddedNetwork } from '../../network/embedded/index.js';
import type { Clock, Ledger, OrganisationIdentity, Position } from '../../network/index.js';
import { systemClock } from '../../network/index.js';

/** What a transaction read and wrote, keys in order; private keys and values by SHA-256 (hex). */
export interface Written {
  readonly reads: readonly string[];
  /** Value as text, null for a deletion. */
  readonly writes: readonly (readonly [key: string, value: string | null])[];
  /** Endorsement policies by key, base64. */
  readonly policies: readonly (readonly [key: string, policy: string])[];
  readonly collections: readonly {
    readonly collection: string;
    readonly reads: readonly string[];
    /** Hash of the value, null for a deletion, `purged` for a purge. */
    readonly writes: readonly (readonly [key: string, hash: string | null])[];
  }[];
}

export interface Side extends AsyncDisposable {
  readonly name: string;
  ledger(mspId: string): Ledger;
  written(positions: readonly Position[]): Promise<readonly Written[]>;
}

export type Identities = ReadonlyMap<string, OrganisationIdentity>;

interface Entry {
  readonly key: readonly [type: string, ...parts: string[]];
  readonly value: unknown;
}

/** Writes the past of another ledger; only this test's embedded network has it. */
class PastContract extends Contract {
  constructor() {
    super('past');
  }

  async Take(ctx: Context, entriesJson: string): Promise<void> {
    for (const { key, value } of JSON.parse(entriesJson) as Entry[]) {
      const [type, ...parts] = key;
      const text = Buffer.from(canonicalize(value));
      await ctx.stub.putState(ctx.stub.createCompositeKey(type, parts), text);
    }
  }
}

/** An embedded network in a folder of its own. */
export async function embeddedSide(
  name: string,
  identities: Identities,
  clock: Clock = systemClock,
): Promise<Side> {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-differential-'));
  const network = await EmbeddedNetwork.open({
    ...{ dir: join(dir, 'ledger'), channel: 'guanlian', clock },
    contracts: () => [...createContracts(() => clock.now()), new PastContract()],
    organisations: [...identities.keys()],
  });
  return {
    name,
    ledger: (mspId) => network.connect(identities.get(mspId)!),
    written: async (positions) =>
      positions.map(({ block, tx }) => writtenBy(network.block(block).transactions[tx]!)),
    [Symbol.asyncDispose]: async () => {
      await network.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function writtenBy({ rwset }: BlockTransaction): Written {
  return inOrder({
    reads: rwset.reads.map(({ key }) => key),
    writes: rwset.writes.map(({ key, value }) => [
      key,
      value === null ? null : Buffer.from(value, 'base64').toString(),
    ]),
    policies: rwset.metadata.map(({ key, policy }) => [key, policy]),
    collections: rwset.collections.map(({ collection, reads, writes }) => ({
      collection,
      reads: reads.map(({ key }) => key),
      writes: writes.map(({ key, valueHash, purge }) => [key, purge ? 'purged' : valueHash]),
    })),
  });
}

/** The order in which an engine lists keys is its own affair. */
export function inOrder({ reads, writes, policies, collections }: Written): Written {
  const byKey = (a: readonly unknown[], b: readonly unknown[]): number =>
    String(a[0]) < String(b[0]) ? -1 : 1;
  return {
    reads: [...reads].sort(),
    writes: [...writes].sort(byKey),
    policies: [...policies].sort(byKey),
    collections: collections
      .map((one) => ({
        ...one,
        reads: [...one.reads].sort(),
        writes: [...one.writes].sort(byKey),
      }))
      .sort((a, b) => (a.collection < b.collection ? -1 : 1)),
  };
}

/** Makes the members known to a ledger that has no directory yet. */
export async function found(side: Side, identities: Identities): Promise<void> {
  const [first] = [...identities.keys()].sort() as [string];
  const listed = await answer<Organisation[]>(side, first, 'directory:List');
  if (listed.length === 0) {
    const validFrom = new Date(Date.now() - 60_000).toISOString();
    const validUntil = new Date(Date.now() + 365 * 86_400_000).toISOString();
    const members = [...identities.values()].map(({ mspId, signer: { key } }) => ({
      ...{ mspId, name: mspId, countryCode: 'XA', roles: ['customs'] },
      keys: [{ kid: key.kid, jwk: key.jwk, validFrom, validUntil }],
    }));
    const founding = { name: 'directory:Found', args: [JSON.stringify(members)] };
    const founded = await side.ledger(first).submit(founding);
    if (!founded.ok) throw new Error('the directory is not founded', { cause: founded.refusal });
    return;
  }
  for (const { mspId, signer } of identities.values()) {
    const entry = listed.find((one) => one.mspId === mspId && one.status === 'active');
    if (entry?.keys.some(({ kid }) => kid === signer.key.kid)) continue;
    throw new Error(`the directory does not list the key of ${mspId}`);
  }
}

/** Copies the public state of one ledger to an embedded one. */
export async function takePast(from: Side, to: Side, mspId: string): Promise<void> {
  const list = <T>(name: string, ...args: string[]): Promise<T[]> =>
    answer(from, mspId, name, args);
  const entries: Entry[] = [];
  const add = <T>(items: readonly T[], key: (item: T) => Entry['key']): void =>
    void entries.push(...items.map((value) => ({ key: key(value), value })));
  add(await list<Organisation>('directory:List'), (o) => ['organisation', o.mspId]);
  add(await list<Agreement>('agreements:List'), (a) => ['agreement', a.id]);
  add(await list<Proposal>('governance:ListProposals'), (p) => ['proposal', p.id]);
  add(await list<Parameter>('governance:ListParameters'), (p) => ['parameter', p.name]);
  add(await list<Model>('governance:ListModels'), (m) => ['model', m.name, m.version]);
  add(await list<PublishedStatusList>('certificates:ListStatusLists'), (s) => [
    ...(['statusList', s.issuer, s.purpose] as const),
  ]);
  add(await list<CertificateStatusEntry>('certificates:ListStatuses', ''), (s) => [
    ...(['certificateStatus', s.issuer, s.idHash] as const),
  ]);
  const anchors = await list<LedgerAnchor>('certificates:ListAnchors', '');
  add(anchors, (a) => ['anchor', a.issuer, String(a.sequence).padStart(10, '0')]);
  // In order of their sequence: the last one of each issuer stays.
  const heads = new Map(anchors.map((anchor) => [anchor.issuer, anchor]));
  add([...heads.values()], (a) => ['anchorHead', a.issuer]);
  const taken = await to
    .ledger(mspId)
    .submit({ name: 'past:Take', args: [JSON.stringify(entries)] });
  if (!taken.ok) throw new Error('the past is not taken', { cause: taken.refusal });
}

interface Model {
  readonly name: string;
  readonly version: string;
}

/** The parsed answer of an evaluation that has to succeed. */
export async function answer<T>(
  side: Side,
  mspId: string,
  name: string,
  args: readonly string[] = [],
): Promise<T> {
  const outcome = await side.ledger(mspId).evaluate({ name, args });
  if (!outcome.ok) throw new Error(`${name} on ${side.name}`, { cause: outcome.refusal });
  return JSON.parse(outcome.value) as T;
}
