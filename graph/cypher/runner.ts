/** What an engine must do to serve the catalogue: run statements in transactions. */
import type { GraphConnection } from '../store.js';
import type { CypherQuery } from './query.js';

/** Runs one statement of the catalogue inside a transaction. Integers come back as numbers. */
export type RunCypher = <P extends object, R extends object>(
  query: CypherQuery<P, R>,
  parameters: P,
) => Promise<readonly R[]>;

/** An engine that speaks Cypher. */
export interface CypherRunner {
  readonly engine: 'grafeo' | 'neo4j';
  /** Runs schema statements, each by itself; they may be repeated. */
  schema(statements: readonly string[]): Promise<void>;
  /**
   * One transaction: committed when the work ends, rolled back when it throws. Work may run again after a conflict. An
   * aborted `signal` ends a statement that runs on a server; the embedded engine ends between two.
   */
  transaction<T>(
    mode: 'read' | 'write',
    work: (run: RunCypher) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Makes removed data leave the files, where the engine lets us ask for it; answers how long that took, ms. */
  eraseRemoved(): Promise<number>;
  /** Resolves when no other thread works on the graph, which may be long: a rewriting would have to wait for it. */
  unlent(): Promise<void>;
  /** Bytes of the files that are this node's own; undefined where there are none. */
  fileBytes(): Promise<number | undefined>;
  /** Gives another thread a way to the same graph while the work lasts. */
  lend<T>(work: (connection: GraphConnection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
