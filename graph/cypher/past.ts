/**
 * What no longer holds, in Cypher: `(:Past)` nodes for statements that ended, `(:Purged)` nodes for what was purged. They
 * stand apart, so that questions about the present never meet them.
 */
import type { NoRows } from './query.js';
import { cypher } from './query.js';
import type { StatementRow } from './statements.js';

/** An ended statement; `source` and `target` are the ends of a relationship, empty for a node. */
export interface PastRow extends StatementRow {
  readonly untilBlock: number;
  readonly untilTx: number;
  readonly source: string;
  readonly target: string;
}

/** A purge mark. */
export interface PurgedRow {
  readonly record: string;
  readonly owner: string;
  readonly revision: number;
  readonly digest: string;
  readonly reason: string;
  readonly fromBlock: number;
  readonly fromTx: number;
  readonly block: number;
  readonly tx: number;
}

const PAST = [
  ...(['fact', 'record', 'revision', 'owner', 'block', 'tx', 'said'] as const),
  ...(['untilBlock', 'untilTx', 'source', 'target'] as const),
];
const PAST_RETURNED = PAST.map((column) => `p.${column} AS ${column}`).join(', ');
const PURGED = [
  ...(['record', 'owner', 'revision', 'digest', 'reason'] as const),
  ...(['fromBlock', 'fromTx', 'block', 'tx'] as const),
];
const PURGED_RETURNED = PURGED.map((column) => `p.${column} AS ${column}`).join(', ');

export const pastOfRecords = cypher<{ records: readonly string[] }, PastRow>({
  name: 'pastOfRecords',
  text: `UNWIND $records AS record MATCH (p:Past {record: record}) RETURN ${PAST_RETURNED}`,
  parameters: ['records'],
  columns: PAST,
});

export const pastOfFacts = cypher<{ facts: readonly string[] }, PastRow>({
  name: 'pastOfFacts',
  text: `UNWIND $facts AS fact MATCH (p:Past {fact: fact}) RETURN ${PAST_RETURNED}`,
  parameters: ['facts'],
  columns: PAST,
});

export const pastFrom = cypher<{ ids: readonly string[] }, { readonly fact: string }>({
  name: 'pastFrom',
  text: 'UNWIND $ids AS id MATCH (p:Past {source: id}) RETURN DISTINCT p.fact AS fact',
  parameters: ['ids'],
  columns: ['fact'],
});

export const pastTo = cypher<{ ids: readonly string[] }, { readonly fact: string }>({
  name: 'pastTo',
  text: 'UNWIND $ids AS id MATCH (p:Past {target: id}) RETURN DISTINCT p.fact AS fact',
  parameters: ['ids'],
  columns: ['fact'],
});

export const allPast = cypher<Record<never, never>, PastRow>({
  name: 'allPast',
  text: `MATCH (p:Past) RETURN ${PAST_RETURNED}`,
  parameters: [],
  columns: PAST,
});

export const deletePast = cypher<{ records: readonly string[] }, NoRows>({
  name: 'deletePast',
  text: 'UNWIND $records AS record MATCH (p:Past {record: record}) DELETE p',
  parameters: ['records'],
  columns: [],
});

export const createPast = cypher<{ rows: readonly PastRow[] }, NoRows>({
  name: 'createPast',
  text: 'UNWIND $rows AS row CREATE (p:Past) SET p = row',
  parameters: ['rows'],
  columns: [],
});

export const allPurged = cypher<Record<never, never>, PurgedRow>({
  name: 'allPurged',
  text: `MATCH (p:Purged) RETURN ${PURGED_RETURNED}`,
  parameters: [],
  columns: PURGED,
});

export const deletePurged = cypher<{ records: readonly string[] }, NoRows>({
  name: 'deletePurged',
  text: 'UNWIND $records AS record MATCH (p:Purged {record: record}) DELETE p',
  parameters: ['records'],
  columns: [],
});

export const createPurged = cypher<{ rows: readonly PurgedRow[] }, NoRows>({
  name: 'createPurged',
  text: 'UNWIND $rows AS row CREATE (p:Purged) SET p = row',
  parameters: ['rows'],
  columns: [],
});

/** Ends of the relationships that start at the nodes now. */
export const relationshipsOut = cypher<
  { ids: readonly string[] },
  { readonly type: string; readonly from: string; readonly to: string }
>({
  name: 'relationshipsOut',
  text: 'UNWIND $ids AS id MATCH (a:Entity {id: id})-[r]->(b:Entity) RETURN type(r) AS type, a.id AS from, b.id AS to',
  parameters: ['ids'],
  columns: ['type', 'from', 'to'],
});

/** Ends of the relationships that end at the nodes now. */
export const relationshipsIn = cypher<
  { ids: readonly string[] },
  { readonly type: string; readonly from: string; readonly to: string }
>({
  name: 'relationshipsIn',
  text: 'UNWIND $ids AS id MATCH (b:Entity {id: id})<-[r]-(a:Entity) RETURN type(r) AS type, a.id AS from, b.id AS to',
  parameters: ['ids'],
  columns: ['type', 'from', 'to'],
});
