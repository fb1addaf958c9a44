/**
 * Heads in Cypher: `(:Head {about, total, first})` for facts that more than a few records state, such as a country that
 * thousands name. Counting and sorting those takes longer than a question, so it is kept how many they are and which came
 * first. The property is not called `fact`: Grafeo's index of a property is one for all labels, and would find all
 * statements of the fact with its head.
 */
import type { NoRows } from './query.js';
import { cypher } from './query.js';

/** How many records state a fact; `first` is the JSON of the first of them on the ledger (head.ts). */
export interface HeadRow {
  readonly fact: string;
  readonly total: number;
  readonly first: string;
}

export const headsOfFacts = cypher<{ facts: readonly string[] }, HeadRow>({
  name: 'headsOfFacts',
  text: 'UNWIND $facts AS fact MATCH (h:Head {about: fact}) RETURN h.about AS fact, h.total AS total, h.first AS first',
  parameters: ['facts'],
  columns: ['fact', 'total', 'first'],
});

/** Heads part by part: those of the facts after one, in the order of the engine. */
export const headsAfter = cypher<{ after: string; most: number }, HeadRow>({
  name: 'headsAfter',
  text: 'MATCH (h:Head) WHERE h.about > $after RETURN h.about AS fact, h.total AS total, h.first AS first ORDER BY fact LIMIT $most',
  parameters: ['after', 'most'],
  columns: ['fact', 'total', 'first'],
});

export const writeHeads = cypher<{ rows: readonly HeadRow[] }, NoRows>({
  name: 'writeHeads',
  text: 'UNWIND $rows AS row MERGE (h:Head {about: row.fact}) SET h.total = row.total, h.first = row.first',
  parameters: ['rows'],
  columns: [],
});

/** For heads whose first records stay the same, which are nearly all at nearly all times. */
export const recountHeads = cypher<{ rows: readonly Pick<HeadRow, 'fact' | 'total'>[] }, NoRows>({
  name: 'recountHeads',
  text: 'UNWIND $rows AS row MATCH (h:Head {about: row.fact}) SET h.total = row.total',
  parameters: ['rows'],
  columns: [],
});

export const deleteHeads = cypher<{ facts: readonly string[] }, NoRows>({
  name: 'deleteHeads',
  text: 'UNWIND $facts AS fact MATCH (h:Head {about: fact}) DELETE h',
  parameters: ['facts'],
  columns: [],
});
