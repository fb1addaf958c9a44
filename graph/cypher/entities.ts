/** Nodes in Cypher: `(:Entity:Company {id, search, asOf, …})`, one statement per label since labels are static text. */
import type { Label } from '../vocabulary.js';
import { LABELS } from '../vocabulary.js';
import type { CypherQuery, NoRows } from './query.js';
import { cypher } from './query.js';
import type { SearchLine } from './search-lines.js';

/** Properties as stored: those of the facts, and `id`, `asOf` and `search` of our own. */
export type StoredProperties = Readonly<Record<string, string | number | boolean>>;

/** A node to write: `properties` replace all that it had and hold the id again. */
export interface EntityRow {
  readonly id: string;
  readonly properties: StoredProperties;
}

/** Writes nodes of one label. */
export const upsertEntities: Readonly<
  Record<Label, CypherQuery<{ rows: readonly EntityRow[] }, NoRows>>
> = Object.fromEntries(
  LABELS.map((label) => [
    label,
    cypher<{ rows: readonly EntityRow[] }, NoRows>({
      name: `upsertEntities${label}`,
      text: `UNWIND $rows AS row MERGE (e:Entity {id: row.id}) ON CREATE SET e:${label} SET e = row.properties`,
      parameters: ['rows'],
      columns: [],
    }),
  ]),
) as Record<Label, CypherQuery<{ rows: readonly EntityRow[] }, NoRows>>;

export const entitiesById = cypher<
  { ids: readonly string[] },
  { id: string; properties: StoredProperties }
>({
  name: 'entitiesById',
  text: 'UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN e.id AS id, properties(e) AS properties',
  parameters: ['ids'],
  columns: ['id', 'properties'],
});

export const deleteEntities = cypher<{ ids: readonly string[] }, NoRows>({
  name: 'deleteEntities',
  text: 'UNWIND $ids AS id MATCH (e:Entity {id: id}) DETACH DELETE e',
  parameters: ['ids'],
  columns: [],
});

/**
 * A search: `words` stand somewhere in the text, `longest` is one of them; `whole` is all of the text, `ending` the same
 * after a space; `without` are patterns of the ids that are left out.
 */
export interface SearchParameters {
  readonly words: readonly string[];
  readonly longest: string;
  readonly without: readonly string[];
  readonly whole: string;
  readonly ending: string;
  readonly most: number;
}

/** The best matches first, as `ranked` orders them; the engine cuts, since a short text is in half of all names. */
export const searchEntities = cypher<SearchParameters, { id: string }>({
  name: 'searchEntities',
  text: `MATCH (e:Entity) WHERE e.search CONTAINS $longest AND all(word IN $words WHERE e.search CONTAINS word)
      AND all(pattern IN $without WHERE NOT (e.id =~ pattern))
    WITH e, e.folded = $whole OR e.search = e.folded + $ending OR e.search = $whole AS exact
    WITH e, exact, exact OR e.folded STARTS WITH $whole AS begins
    RETURN e.id AS id ORDER BY exact DESC, begins DESC, id LIMIT $most`.replace(/\s+/g, ' '),
  parameters: ['words', 'longest', 'without', 'whole', 'ending', 'most'],
  columns: ['id'],
});

/** What nodes are found by, by id: a page of those behind an id. */
export const linesAfter = cypher<{ after: string; most: number }, SearchLine>({
  name: 'linesAfter',
  text: 'MATCH (e:Entity) WHERE e.id > $after RETURN e.id AS id, e.folded AS folded, e.search AS search ORDER BY id LIMIT $most',
  parameters: ['after', 'most'],
  columns: ['id', 'folded', 'search'],
});

export const countByLabel = cypher<Record<never, never>, { label: string; total: number }>({
  name: 'countByLabel',
  text: "MATCH (e:Entity) UNWIND labels(e) AS label WITH label, count(*) AS total WHERE label <> 'Entity' RETURN label AS label, total AS total",
  parameters: [],
  columns: ['label', 'total'],
});
