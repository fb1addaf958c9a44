/**
 * Statements: one fact said by one record, the unit that is stored, replaced and removed (FollowTheMoney's statement model).
 * Both engines keep the same statements, and everything they answer follows from them by the functions here.
 */
import { createHash } from 'node:crypto';
import { PlatformFault } from '../network/index.js';
import type {
  EntityRef,
  GraphPosition,
  Properties,
  Provenance,
  PurgedRecord,
  RecordVersion,
} from './store.js';
import { byText, nodeId, relationshipId } from './identity.js';
import { distinct, mapped, sorted } from './in-parts.js';
import { pace } from './pace.js';
import type { RelationshipType } from './vocabulary.js';

/** One fact by one record. `fact` is the id of the node or relationship it is about. */
export interface Statement {
  readonly fact: string;
  readonly provenance: Provenance;
  readonly subject: StatementSubject;
  readonly properties: Properties;
}

/** A statement that may have ended: `until` is where the record began to say something else. */
export interface DatedStatement extends Statement {
  readonly until?: GraphPosition;
}

/** What a statement is about. */
export type StatementSubject =
  | { readonly kind: 'node'; readonly ref: EntityRef }
  | {
      readonly kind: 'relationship';
      readonly type: RelationshipType;
      readonly from: EntityRef;
      readonly to: EntityRef;
    };

/**
 * The statements of a record, one per fact, sorted by fact. Facts told twice are merged (the later wins), and the ends
 * of relationships are stated too. Throws PlatformFault GRAPH_FACT_INVALID for a key or property no engine could keep.
 */
export function statementsOf(facts: RecordVersion): readonly Statement[] {
  const found = new Map<string, Statement>();
  const state = (fact: string, subject: StatementSubject, properties: Properties): void => {
    const known = found.get(fact)?.properties ?? {};
    const merged = { ...known, ...checkedProperties(fact, properties) };
    found.set(fact, { fact, provenance: facts.provenance, subject, properties: merged });
  };
  const node = (ref: EntityRef, properties: Properties): void =>
    state(nodeId(ref), { kind: 'node', ref: { label: ref.label, key: ref.key } }, properties);
  for (const { label, key, properties } of facts.nodes) node({ label, key }, properties);
  for (const { type, from, to, properties } of facts.relationships) {
    node(from, {});
    node(to, {});
    state(relationshipId(type, from, to), { kind: 'relationship', type, from, to }, properties);
  }
  return [...found.values()].sort((a, b) => byText(a.fact, b.fact));
}

/** All statements of one fact as one set of properties: the latest in the ledger wins, property by property. */
export function mergedProperties(statements: Iterable<Statement>): Properties {
  const merged: Record<string, string | number | boolean> = {};
  for (const { properties } of [...statements].sort(inLedgerOrder))
    Object.assign(merged, properties);
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => byText(a, b)));
}

/** Order of statements on the ledger. */
export function inLedgerOrder(
  a: Pick<Statement, 'provenance'>,
  b: Pick<Statement, 'provenance'>,
): number {
  return onLedger(a.provenance, b.provenance);
}

/** Order of the ledger: block, transaction, then record id so that it is total. */
export function onLedger(p: Provenance, q: Provenance): number {
  return (
    p.position.block - q.position.block ||
    p.position.tx - q.position.tx ||
    byText(p.recordId, q.recordId)
  );
}

/**
 * SHA-256 (hex) over what the statements say, who said it, since when it was known and until when it held, and over what
 * was purged. In parts of whole records that follow `inDigestOrder`; however they are parted, it comes out the same.
 */
export function statementDigest(): {
  add(part: Iterable<DatedStatement>, purged?: Iterable<PurgedRecord>): void;
  end(): string;
} {
  const hash = createHash('sha256');
  return {
    add(part, purged = []) {
      const lines = [...Array.from(part, statementLine), ...Array.from(purged, purgeLine)];
      for (const line of lines.sort(byText)) hash.update(line).update('\n');
    },
    end: () => hash.digest('hex'),
  };
}

function statementLine({ fact, provenance, properties, until }: DatedStatement): string {
  const { recordId, revision, owner, position } = provenance;
  const said = Object.entries(properties).sort(([a], [b]) => byText(a, b));
  const held = [position, until].flatMap((at) => (at ? [at.block, at.tx] : []));
  return JSON.stringify([recordId, revision, owner, fact, said, held]);
}

function purgeLine(mark: PurgedRecord): string {
  const { recordId, owner, revision, digest, reason, knownFrom, position } = mark;
  const places = [knownFrom.block, knownFrom.tx, position.block, position.tx];
  return JSON.stringify([recordId, revision, owner, digest, reason, places]);
}

/** Record ids, each once, in the order of the lines of the digest that begin with them; there may be very many. */
export async function inDigestOrder(records: Iterable<string>): Promise<readonly string[]> {
  const { rest } = pace();
  const lines = await mapped(
    await distinct(records, rest),
    (record) => JSON.stringify(record),
    rest,
  );
  return mapped(await sorted(lines, byText, rest), (line) => JSON.parse(line) as string, rest);
}

/** Names that engines use beside the properties of facts. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['id', 'asOf', 'folded', 'search']);

function checkedProperties(fact: string, properties: Properties): Properties {
  for (const [name, value] of Object.entries(properties)) {
    const safe = typeof value !== 'number' || Number.isSafeInteger(value);
    if (safe && /^[a-z][A-Za-z0-9]*$/.test(name) && !RESERVED_NAMES.has(name)) continue;
    const label = fact.slice(0, fact.indexOf(':'));
    throw new PlatformFault(
      'GRAPH_FACT_INVALID',
      `property "${name}" of a ${label} fact must be text, boolean or a safe integer under a free camelCase name; correct the projection`,
    );
  }
  return properties;
}
