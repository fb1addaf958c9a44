/**
 * Links of nodes in Cypher, for questions: how many, which ones, the next few of a hub. One statement per type where a
 * type is asked for, since types are static text; outgoing and incoming apart, since that is what both engines index.
 */
import type { Label, RelationshipType } from '../vocabulary.js';
import { LABELS, RELATIONSHIP_TYPES } from '../vocabulary.js';
import type { CypherQuery } from './query.js';
import { cypher } from './query.js';
import type { EndsRow } from './relationships.js';
import { byType } from './relationships.js';

/** A link by its ends' ids. */
export interface LinkRow extends EndsRow {
  readonly type: RelationshipType;
}

/** How many relationships a node has. */
export interface DegreeRow {
  readonly id: string;
  readonly total: number;
}

/** Which links of a node: those whose other end comes after `after`, at most `most` of them. */
export interface LinksAfter {
  readonly id: string;
  readonly after: string;
  readonly most: number;
}

type DegreesQuery = CypherQuery<{ ids: readonly string[] }, DegreeRow>;
type LinksQuery = CypherQuery<{ ids: readonly string[] }, LinkRow>;
type LinksAfterQuery = CypherQuery<LinksAfter, LinkRow>;

const COLUMNS = ['type', 'from', 'to'] as const;
const ENDS = 'type(r) AS type, a.id AS from, b.id AS to';

export const degreesOfAny = degrees();
export const outgoingOfAny = outgoing();
export const incomingOfAny = incoming();

export const degreesOf = byType(degrees);
export const outgoingOf = byType(outgoing);
export const incomingOf = byType(incoming);

/** Outgoing links of one type by the id of the node they lead to. */
export const outgoingAfter = byType((type): LinksAfterQuery =>
  cypher<LinksAfter, LinkRow>({
    name: `outgoingAfter${type}`,
    text: `MATCH (a:Entity {id: $id})-[r:${type}]->(b:Entity) WHERE b.id > $after RETURN ${ENDS} ORDER BY to LIMIT $most`,
    parameters: ['id', 'after', 'most'],
    columns: COLUMNS,
  }),
);

/** Incoming links of one type by the id of the node they come from. */
export const incomingAfter = byType((type): LinksAfterQuery =>
  cypher<LinksAfter, LinkRow>({
    name: `incomingAfter${type}`,
    text: `MATCH (b:Entity {id: $id})<-[r:${type}]-(a:Entity) WHERE a.id > $after RETURN ${ENDS} ORDER BY from LIMIT $most`,
    parameters: ['id', 'after', 'most'],
    columns: COLUMNS,
  }),
);

/** How many relationships of each type a node has, in one look. */
export const degreesByType = cypher<{ id: string }, Readonly<Record<RelationshipType, number>>>({
  name: 'degreesByType',
  text: `MATCH (a:Entity {id: $id}) RETURN ${RELATIONSHIP_TYPES.map((type) => `COUNT { (a)-[r:${type}]-() } AS ${type}`).join(', ')}`,
  parameters: ['id'],
  columns: RELATIONSHIP_TYPES,
});

/** How many nodes have a label. */
export const populationOf = Object.fromEntries(
  LABELS.map((label) => [
    label,
    cypher<Record<never, never>, { total: number }>({
      name: `populationOf${label}`,
      text: `MATCH (e:${label}) RETURN count(e) AS total`,
      parameters: [],
      columns: ['total'],
    }),
  ]),
) as Record<Label, CypherQuery<Record<never, never>, { total: number }>>;

function degrees(type?: RelationshipType): DegreesQuery {
  return cypher<{ ids: readonly string[] }, DegreeRow>({
    name: `degreesOf${type ?? 'Any'}`,
    text: `UNWIND $ids AS id MATCH (a:Entity {id: id}) RETURN a.id AS id, COUNT { (a)-[r${typed(type)}]-() } AS total`,
    parameters: ['ids'],
    columns: ['id', 'total'],
  });
}

function outgoing(type?: RelationshipType): LinksQuery {
  return cypher<{ ids: readonly string[] }, LinkRow>({
    name: `outgoingOf${type ?? 'Any'}`,
    text: `UNWIND $ids AS id MATCH (a:Entity {id: id})-[r${typed(type)}]->(b:Entity) RETURN ${ENDS}`,
    parameters: ['ids'],
    columns: COLUMNS,
  });
}

function incoming(type?: RelationshipType): LinksQuery {
  return cypher<{ ids: readonly string[] }, LinkRow>({
    name: `incomingOf${type ?? 'Any'}`,
    text: `UNWIND $ids AS id MATCH (b:Entity {id: id})<-[r${typed(type)}]-(a:Entity) RETURN ${ENDS}`,
    parameters: ['ids'],
    columns: COLUMNS,
  });
}

function typed(type: RelationshipType | undefined): string {
  return type === undefined ? '' : `:${type}`;
}
