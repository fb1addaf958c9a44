/** Between statements and what Cypher stores of them. */
import { refOf, relationshipParts } from '../identity.js';
import type { Sources } from '../questions/reader.js';
import { folded, searchable } from '../search-text.js';
import type { Statement } from '../statement.js';
import { inLedgerOrder, mergedProperties, onLedger, RESERVED_NAMES } from '../statement.js';
import type { Properties, Provenance } from '../store.js';
import type { StoredProperties } from './entities.js';
import { asOf } from './revision.js';
import type { SearchLine } from './search-lines.js';
import type { SourceRow, StatementRow } from './statements.js';

/** A statement as a row. */
export function rowOf({ fact, provenance, properties }: Statement): StatementRow {
  const { recordId, revision, owner, position } = provenance;
  const said = JSON.stringify(properties);
  return { fact, record: recordId, revision, owner, block: position.block, tx: position.tx, said };
}

/** A row as a statement. */
export function statementOf(row: StatementRow): Statement {
  const { fact } = row;
  const provenance = sourceOf(row);
  const properties = JSON.parse(row.said) as Properties;
  if (!isRelationship(fact))
    return { fact, provenance, properties, subject: { kind: 'node', ref: refOf(fact) } };
  const subject = { kind: 'relationship', ...relationshipParts(fact) } as const;
  return { fact, provenance, properties, subject };
}

/** The record that made a statement, and where on the ledger it stands. */
export function sourceOf({ record, revision, owner, block, tx }: SourceRow): Provenance {
  return { recordId: record, revision, owner, position: { block, tx } };
}

/** Who states a fact, by rows of it: all of them, or the first of `total`, in the order of the ledger. */
export function sourcesIn(rows: readonly SourceRow[], total = rows.length): Sources {
  const records = rows.map(sourceOf).sort(onLedger);
  // A server may have taken up a change since it told the total.
  return { total: Math.max(total, records.length), records };
}

/** Whether a fact's id is that of a relationship; node ids are one line. */
export function isRelationship(fact: string): boolean {
  return fact.includes('\n');
}

/** What to store for a fact that these statements make; undefined when none is left. */
export function storedOf(statements: readonly Statement[]): StoredProperties | undefined {
  const latest = [...statements].sort(inLedgerOrder).at(-1);
  return latest && { ...mergedProperties(statements), asOf: asOf(latest) };
}

/** A node's id and the text it is found by. */
export function lineOf(id: string, stored: StoredProperties): SearchLine {
  const name = typeof stored['name'] === 'string' ? stored['name'] : '';
  return { id, folded: folded(name), search: searchable(refOf(id), name) };
}

/** Stored properties as the facts had them, in the order of their names. */
export function factProperties(stored: StoredProperties): Properties {
  return Object.fromEntries(
    Object.entries(stored)
      .filter(([name]) => !RESERVED_NAMES.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
