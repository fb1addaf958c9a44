/**
 * A named Cypher statement with typed parameters and rows. The catalogue keeps to what Grafeo and Neo4j answer alike
 * (research/graph.md section 4, eight rules); a test reads every text and holds it to them.
 */

/** A statement: `parameters` are the names after `$`, `columns` the names after AS. */
export interface CypherQuery<P extends object, R extends object> {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly (keyof P & string)[];
  readonly columns: readonly (keyof R & string)[];
}

/** Declares a statement with its types. */
export function cypher<P extends object, R extends object>(
  query: CypherQuery<P, R>,
): CypherQuery<P, R> {
  return query;
}

/** Rows of a statement that only writes. */
export type NoRows = Readonly<Record<never, never>>;
