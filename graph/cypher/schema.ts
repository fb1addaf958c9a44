/**
 * Constraints and indexes: the one dialect-specific file. Grafeo's UNIQUE constraint does not index, so an index stands
 * beside it; in Neo4j the constraint brings its own.
 */

const UNIQUE_ENTITY =
  'CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE';
const UNIQUE_HEAD =
  'CREATE CONSTRAINT head_about IF NOT EXISTS FOR (h:Head) REQUIRE h.about IS UNIQUE';
const STATEMENT_INDEXES: readonly string[] = [
  'CREATE INDEX statement_fact IF NOT EXISTS FOR (s:Statement) ON (s.fact)',
  'CREATE INDEX statement_record IF NOT EXISTS FOR (s:Statement) ON (s.record)',
];
const PAST_INDEXES: readonly string[] = [
  'CREATE INDEX past_fact IF NOT EXISTS FOR (p:Past) ON (p.fact)',
  'CREATE INDEX past_record IF NOT EXISTS FOR (p:Past) ON (p.record)',
  'CREATE INDEX past_source IF NOT EXISTS FOR (p:Past) ON (p.source)',
  'CREATE INDEX past_target IF NOT EXISTS FOR (p:Past) ON (p.target)',
  'CREATE INDEX purged_record IF NOT EXISTS FOR (p:Purged) ON (p.record)',
];

/** Schema statements by engine. */
export const SCHEMA: Readonly<Record<'grafeo' | 'neo4j', readonly string[]>> = {
  grafeo: [
    UNIQUE_ENTITY,
    UNIQUE_HEAD,
    'CREATE INDEX entity_id_index IF NOT EXISTS FOR (e:Entity) ON (e.id)',
    'CREATE INDEX head_about_index IF NOT EXISTS FOR (h:Head) ON (h.about)',
    ...STATEMENT_INDEXES,
    ...PAST_INDEXES,
  ],
  neo4j: [
    UNIQUE_ENTITY,
    UNIQUE_HEAD,
    // Trigrams: what a search CONTAINS is found without reading every name.
    'CREATE TEXT INDEX entity_search IF NOT EXISTS FOR (e:Entity) ON (e.search)',
    ...STATEMENT_INDEXES,
    ...PAST_INDEXES,
  ],
};

/** Version of the way facts are kept; a graph of another version is emptied and refilled from the ledger. */
export const SCHEMA_VERSION = 4;

/** Stands in the place of the version while a graph is emptied. */
export const BEING_EMPTIED = -1;
