/** Relationships in Cypher: at most one of a type between two nodes; one statement per type since types are static text. */
import type { RelationshipType } from '../vocabulary.js';
import { RELATIONSHIP_TYPES } from '../vocabulary.js';
import type { StoredProperties } from './entities.js';
import type { CypherQuery, NoRows } from './query.js';
import { cypher } from './query.js';

/** A relationship's ends by node id. */
export interface EndsRow {
  readonly from: string;
  readonly to: string;
}

/** A relationship to write: `properties` replace all that it had. */
export interface RelationshipRow extends EndsRow {
  readonly properties: StoredProperties;
}

/** A relationship as found. */
export interface FoundRelationship extends RelationshipRow {
  readonly type: RelationshipType;
}

const FOUND = ['type', 'from', 'to', 'properties'] as const;
const RETURNED = 'type(r) AS type, a.id AS from, b.id AS to, properties(r) AS properties';

/** Writes relationships of one type between nodes that exist. */
export const upsertRelationships = byType((type) =>
  cypher<{ rows: readonly RelationshipRow[] }, NoRows>({
    name: `upsertRelationships${type}`,
    text: `UNWIND $rows AS row MATCH (a:Entity {id: row.from}) MATCH (b:Entity {id: row.to}) MERGE (a)-[r:${type}]->(b) SET r = row.properties`,
    parameters: ['rows'],
    columns: [],
  }),
);

/** Deletes relationships of one type. */
export const deleteRelationships = byType((type) =>
  cypher<{ rows: readonly EndsRow[] }, NoRows>({
    name: `deleteRelationships${type}`,
    text: `UNWIND $rows AS row MATCH (a:Entity {id: row.from})-[r:${type}]->(b:Entity {id: row.to}) DELETE r`,
    parameters: ['rows'],
    columns: [],
  }),
);

/** The relationships of one type between the ends of each row. */
export const relationshipsBetween = byType((type) =>
  cypher<{ rows: readonly EndsRow[] }, FoundRelationship>({
    name: `relationshipsBetween${type}`,
    text: `UNWIND $rows AS row MATCH (a:Entity {id: row.from})-[r:${type}]->(b:Entity {id: row.to}) RETURN ${RETURNED}`,
    parameters: ['rows'],
    columns: FOUND,
  }),
);

/** All relationships of one type. */
export const relationshipsOfType = byType((type) =>
  cypher<Record<never, never>, FoundRelationship>({
    name: `relationshipsOfType${type}`,
    text: `MATCH (a:Entity)-[r:${type}]->(b:Entity) RETURN ${RETURNED}`,
    parameters: [],
    columns: FOUND,
  }),
);

export const neighbours = cypher<{ ids: readonly string[] }, { id: string }>({
  name: 'neighbours',
  text: 'UNWIND $ids AS id MATCH (a:Entity {id: id})-[r]-(b:Entity) RETURN DISTINCT b.id AS id',
  parameters: ['ids'],
  columns: ['id'],
});

/** Those of the nodes that more than so many relationships end at, both directions together. */
export const hubsAmong = cypher<
  { ids: readonly string[]; most: number },
  { id: string; total: number }
>({
  name: 'hubsAmong',
  text: 'UNWIND $ids AS id MATCH (a:Entity {id: id}) WITH a, COUNT { (a)--() } AS total WHERE total > $most RETURN a.id AS id, total AS total',
  parameters: ['ids', 'most'],
  columns: ['id', 'total'],
});

export const relationshipsAmong = cypher<{ ids: readonly string[] }, FoundRelationship>({
  name: 'relationshipsAmong',
  text: `UNWIND $ids AS id MATCH (a:Entity {id: id})-[r]->(b:Entity) WHERE b.id IN $ids RETURN ${RETURNED}`,
  parameters: ['ids'],
  columns: FOUND,
});

export const linksAmong = cypher<
  { ids: readonly string[] },
  Pick<FoundRelationship, 'type' | 'from' | 'to'>
>({
  name: 'linksAmong',
  text: 'UNWIND $ids AS id MATCH (a:Entity {id: id})-[r]->(b:Entity) WHERE b.id IN $ids RETURN type(r) AS type, a.id AS from, b.id AS to',
  parameters: ['ids'],
  columns: ['type', 'from', 'to'],
});

export const countRelationships = cypher<Record<never, never>, { total: number }>({
  name: 'countRelationships',
  text: 'MATCH (a:Entity)-[r]->(b:Entity) RETURN count(r) AS total',
  parameters: [],
  columns: ['total'],
});

/** One statement for each relationship type. */
export function byType<P extends object, R extends object>(
  of: (type: RelationshipType) => CypherQuery<P, R>,
): Readonly<Record<RelationshipType, CypherQuery<P, R>>> {
  return Object.fromEntries(RELATIONSHIP_TYPES.map((type) => [type, of(type)])) as Record<
    RelationshipType,
    CypherQuery<P, R>
  >;
}
