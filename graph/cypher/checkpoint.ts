/** The graph's place in the ledger, kept in the graph itself so that facts and place change in one transaction. */
import type { NoRows } from './query.js';
import { cypher } from './query.js';

/** Labels of everything that is kept, besides the checkpoint. */
const FACTS = ['Entity', 'Statement', 'Head', 'Past', 'Purged'] as const;

/** Where the graph stands; block −1 stands for a graph that has seen nothing. */
export interface CheckpointRow {
  readonly block: number;
  readonly tx: number;
  readonly version: number;
  /** Removed data may still be in the files; kept so that a restart goes on erasing. */
  readonly erasing: boolean;
}

export const readCheckpoint = cypher<Record<never, never>, CheckpointRow>({
  name: 'readCheckpoint',
  text: "MATCH (c:Checkpoint {id: 'graph'}) RETURN c.block AS block, c.tx AS tx, c.version AS version, c.erasing AS erasing",
  parameters: [],
  columns: ['block', 'tx', 'version', 'erasing'],
});

export const writeCheckpoint = cypher<CheckpointRow, NoRows>({
  name: 'writeCheckpoint',
  text: "MERGE (c:Checkpoint {id: 'graph'}) SET c.block = $block, c.tx = $tx, c.version = $version, c.erasing = $erasing",
  parameters: ['block', 'tx', 'version', 'erasing'],
  columns: [],
});

export const erased = cypher<Record<never, never>, NoRows>({
  name: 'erased',
  text: "MATCH (c:Checkpoint {id: 'graph'}) SET c.erasing = false",
  parameters: [],
  columns: [],
});

/** Whether there is anything at all in the database. */
export const anything = cypher<Record<never, never>, { readonly total: number }>({
  name: 'anything',
  text: 'MATCH (n) WITH n LIMIT 1 RETURN count(n) AS total',
  parameters: [],
  columns: ['total'],
});

/** Deletes as many facts of one kind as one transaction should reach. */
export const deleteSome = FACTS.map((label) =>
  cypher<{ readonly most: number }, NoRows>({
    name: `deleteSome${label}`,
    text: `MATCH (n:${label}) WITH n LIMIT $most DETACH DELETE n`,
    parameters: ['most'],
    columns: [],
  }),
);

/** Whether any fact of one kind is left. */
export const anyLeft = FACTS.map((label) =>
  cypher<Record<never, never>, { readonly total: number }>({
    name: `anyLeft${label}`,
    text: `MATCH (n:${label}) WITH n LIMIT 1 RETURN count(n) AS total`,
    parameters: [],
    columns: ['total'],
  }),
);
