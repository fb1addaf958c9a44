/** Statements of records in Cypher: `(:Statement)` nodes, found by the fact they are about and by the record that made them. */
import type { NoRows } from './query.js';
import { cypher } from './query.js';

/** A statement as it is stored; `said` is the JSON of its properties. */
export interface StatementRow {
  readonly fact: string;
  readonly record: string;
  readonly revision: number;
  readonly owner: string;
  readonly block: number;
  readonly tx: number;
  readonly said: string;
}

const COLUMNS = ['fact', 'record', 'revision', 'owner', 'block', 'tx', 'said'] as const;
const RETURNED = COLUMNS.map((column) => `s.${column} AS ${column}`).join(', ');

/** A statement without what it says: who said it, and where on the ledger. */
export type SourceRow = Omit<StatementRow, 'said'>;

const SOURCE_COLUMNS = ['fact', 'record', 'revision', 'owner', 'block', 'tx'] as const;
const SOURCE = SOURCE_COLUMNS.map((column) => `s.${column} AS ${column}`).join(', ');

export const statementsOfRecords = cypher<{ records: readonly string[] }, StatementRow>({
  name: 'statementsOfRecords',
  text: `UNWIND $records AS record MATCH (s:Statement {record: record}) RETURN ${RETURNED}`,
  parameters: ['records'],
  columns: COLUMNS,
});

export const statementsOfFacts = cypher<{ facts: readonly string[] }, StatementRow>({
  name: 'statementsOfFacts',
  text: `UNWIND $facts AS fact MATCH (s:Statement {fact: fact}) RETURN ${RETURNED}`,
  parameters: ['facts'],
  columns: COLUMNS,
});

export const recordsOfFacts = cypher<
  { facts: readonly string[] },
  Pick<StatementRow, 'fact' | 'record'>
>({
  name: 'recordsOfFacts',
  text: 'UNWIND $facts AS fact MATCH (s:Statement {fact: fact}) RETURN s.fact AS fact, s.record AS record',
  parameters: ['facts'],
  columns: ['fact', 'record'],
});

/** Facts that records state, each once. */
export const factsOfRecords = cypher<{ records: readonly string[] }, Pick<StatementRow, 'fact'>>({
  name: 'factsOfRecords',
  text: 'UNWIND $records AS record MATCH (s:Statement {record: record}) RETURN DISTINCT s.fact AS fact',
  parameters: ['records'],
  columns: ['fact'],
});

export const countSources = cypher<{ facts: readonly string[] }, { fact: string; total: number }>({
  name: 'countSources',
  text: 'UNWIND $facts AS fact MATCH (s:Statement {fact: fact}) RETURN fact AS fact, count(s) AS total',
  parameters: ['facts'],
  columns: ['fact', 'total'],
});

/** The first records on the ledger that state a fact. */
export const firstSources = cypher<{ fact: string; most: number }, SourceRow>({
  name: 'firstSources',
  text: `MATCH (s:Statement {fact: $fact}) RETURN ${SOURCE} ORDER BY block, tx, record LIMIT $most`,
  parameters: ['fact', 'most'],
  columns: SOURCE_COLUMNS,
});

export const sourcesOfFacts = cypher<{ facts: readonly string[] }, SourceRow>({
  name: 'sourcesOfFacts',
  text: `UNWIND $facts AS fact MATCH (s:Statement {fact: fact}) RETURN ${SOURCE}`,
  parameters: ['facts'],
  columns: SOURCE_COLUMNS,
});

export const factsStated = cypher<{ facts: readonly string[] }, Pick<StatementRow, 'fact'>>({
  name: 'factsStated',
  text: 'UNWIND $facts AS fact WITH fact WHERE EXISTS { MATCH (s:Statement {fact: fact}) } RETURN fact AS fact',
  parameters: ['facts'],
  columns: ['fact'],
});

export const allRecords = cypher<Record<never, never>, Pick<StatementRow, 'record'>>({
  name: 'allRecords',
  text: 'MATCH (s:Statement) RETURN DISTINCT s.record AS record ORDER BY record',
  parameters: [],
  columns: ['record'],
});

export const deleteStatements = cypher<{ records: readonly string[] }, NoRows>({
  name: 'deleteStatements',
  text: 'UNWIND $records AS record MATCH (s:Statement {record: record}) DELETE s',
  parameters: ['records'],
  columns: [],
});

export const createStatements = cypher<{ rows: readonly StatementRow[] }, NoRows>({
  name: 'createStatements',
  text: 'UNWIND $rows AS row CREATE (s:Statement) SET s = row',
  parameters: ['rows'],
  columns: [],
});
