/**
 * The history of a record as statements: what it says now, and what it said before with the places in the ledger between
 * which that held (valid-from/until as in bitemporal stores; here the one axis is what this node knew).
 */
import { PlatformFault } from '../network/index.js';
import { byText } from './identity.js';
import type { DatedStatement, Statement } from './statement.js';
import { inLedgerOrder, statementsOf } from './statement.js';
import type { GraphPosition, PurgedRecord, RecordFacts } from './store.js';

/** All statements of one record: `current` hold now, `past` have ended. */
export interface RecordHistory {
  readonly recordId: string;
  readonly current: readonly Statement[];
  readonly past: readonly Required<DatedStatement>[];
  readonly purged: readonly PurgedRecord[];
}

/**
 * Turns the versions of a record into statements. One that a later version of the same revision repeats word for word is
 * known since it was first said. Throws PlatformFault GRAPH_FACT_INVALID for versions out of order or facts no engine could keep.
 */
export function historyOf(facts: RecordFacts): RecordHistory {
  const { recordId, owner } = facts.provenance;
  const past: Required<DatedStatement>[] = [];
  let open = new Map<string, Statement>();
  let before: GraphPosition | undefined;
  for (const version of [...(facts.earlier ?? []), facts]) {
    const { position } = version.provenance;
    requireOrder(before, position);
    const next = carried(open, statementsOf(version));
    for (const [fact, said] of open)
      if (next.get(fact) !== said && comparePositions(said.provenance.position, position) < 0)
        past.push({ ...said, until: { block: position.block, tx: position.tx } });
    open = next;
    before = position;
  }
  const purged = (facts.purged ?? []).map((mark) => ({ ...mark, recordId, owner }));
  return { recordId, current: [...open.values()], past, purged };
}

/** The record that is removed with all that was known of it. */
export function noHistory(recordId: string): RecordHistory {
  return { recordId, current: [], past: [], purged: [] };
}

/** Whether a statement was known, and not yet superseded, at a place in the ledger. */
export function heldAt(statement: DatedStatement, at: GraphPosition): boolean {
  if (comparePositions(statement.provenance.position, at) > 0) return false;
  return statement.until === undefined || comparePositions(at, statement.until) < 0;
}

/** Order of places in the ledger. */
export function comparePositions(a: GraphPosition, b: GraphPosition): number {
  return a.block - b.block || a.tx - b.tx;
}

/** Statements, ended or not, in one order. */
export function inHistoryOrder(a: DatedStatement, b: DatedStatement): number {
  return inLedgerOrder(a, b) || a.provenance.revision - b.provenance.revision;
}

/** Purge marks in ledger order. */
export function inPurgeOrder(a: PurgedRecord, b: PurgedRecord): number {
  return (
    comparePositions(a.position, b.position) ||
    byText(a.recordId, b.recordId) ||
    comparePositions(a.knownFrom, b.knownFrom) ||
    a.revision - b.revision ||
    byText(a.reason + a.digest, b.reason + b.digest)
  );
}

function carried(
  open: ReadonlyMap<string, Statement>,
  said: readonly Statement[],
): Map<string, Statement> {
  return new Map(
    said.map((statement) => {
      const known = open.get(statement.fact);
      return [statement.fact, known && sameWords(known, statement) ? known : statement];
    }),
  );
}

function sameWords(a: Statement, b: Statement): boolean {
  if (a.provenance.revision !== b.provenance.revision) return false;
  const names = Object.keys(a.properties);
  if (names.length !== Object.keys(b.properties).length) return false;
  return names.every((name) => a.properties[name] === b.properties[name]);
}

function requireOrder(before: GraphPosition | undefined, position: GraphPosition): void {
  if (before === undefined || comparePositions(before, position) <= 0) return;
  throw new PlatformFault(
    'GRAPH_FACT_INVALID',
    'the versions of a record are not in ledger order; correct the projection',
  );
}
