/**
 * Runs the Cypher catalogue on a Neo4j database (5.26 or later) through neo4j-driver: one driver per node, managed
 * transactions that are repeated after transient faults, bookmarks that let a node read what it wrote.
 */
import type neo4jDriver from 'neo4j-driver';
import type { Driver, ManagedTransaction } from 'neo4j-driver';
import { PlatformFault } from '../../network/index.js';
import type { CypherQuery } from '../cypher/query.js';
import type { CypherRunner, RunCypher } from '../cypher/runner.js';
import type { GraphConnection } from '../store.js';
import { busy, openFault, unavailable } from './neo4j-faults.js';

/** How a Neo4j is reached. */
export interface Neo4jOptions {
  /** `neo4j+s://…` or `bolt+s://…` with TLS; without TLS only on the same machine. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Name of the database, which belongs to this node alone; `neo4j` when absent. */
  readonly database?: string;
  /** Longest time of one transaction, ms; 60,000 when absent. */
  readonly timeoutMs?: number;
  /** What was written before and has to be seen. */
  readonly bookmarks?: readonly string[];
}

type Neo4jModule = typeof neo4jDriver;

/** Neo4j from 2026 on would take a text for Cypher 25; all versions from 5.26 on understand the prefix. */
const PREFIX = 'CYPHER 5 ';
const TIMEOUT_MS = 60_000;
/** To a connection that is ready; whoever asks while the server is down waits for these, some seconds in all. */
const ACQUIRE_MS = 5_000;
const CONNECT_MS = 3_000;
/** Longer would only keep people waiting: who writes tries again by itself. */
const RETRY_MS = 2_000;
/** A connection that lay idle for longer is tried first: to a frozen server a question on it would hang. */
const IDLE_MS = 1_000;
/** Statements on the server at a time; more wait for a connection. */
export const CONNECTIONS = 20;
const PLAIN = /^(neo4j|bolt):\/\/(?!localhost|127\.|\[::1\])/;

/** Connects; throws PlatformFault GRAPH_UNREACHABLE, GRAPH_DENIED or GRAPH_INSECURE with what to do. */
export async function openNeo4j(options: Neo4jOptions): Promise<CypherRunner> {
  const runner = await unaskedNeo4j(options);
  try {
    await runner.assertAnswers();
  } catch (cause) {
    await runner.close();
    throw cause;
  }
  return runner;
}

/** A runner of which nobody knows yet whether its server answers: as an open one is once the server went down. */
export async function unaskedNeo4j(options: Neo4jOptions): Promise<Neo4jRunner> {
  if (PLAIN.test(options.url)) {
    throw new PlatformFault(
      'GRAPH_INSECURE',
      `${options.url} would send the graph over the network without TLS; use neo4j+s:// or bolt+s://`,
    );
  }
  const { default: neo4j } = await import('neo4j-driver');
  return new Neo4jRunner(neo4j, connect(neo4j, options), options);
}

function connect(neo4j: Neo4jModule, { url, user, password }: Neo4jOptions): Driver {
  return neo4j.driver(url, neo4j.auth.basic(user, password), {
    disableLosslessIntegers: true,
    connectionAcquisitionTimeout: ACQUIRE_MS,
    connectionTimeout: CONNECT_MS,
    connectionLivenessCheckTimeout: IDLE_MS,
    maxTransactionRetryTime: RETRY_MS,
    maxConnectionPoolSize: CONNECTIONS,
    userAgent: 'guanlian',
  });
}

function databaseOf({ database = 'neo4j' }: Neo4jOptions): string {
  return database;
}

class Neo4jRunner implements CypherRunner {
  readonly engine = 'neo4j';
  readonly #neo4j: Neo4jModule;
  readonly #driver: Driver;
  readonly #database: string;
  readonly #timeoutMs: number;
  readonly #options: Neo4jOptions;

  constructor(neo4j: Neo4jModule, driver: Driver, options: Neo4jOptions) {
    this.#neo4j = neo4j;
    this.#driver = driver;
    this.#options = options;
    this.#database = databaseOf(options);
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /** Throws PlatformFault GRAPH_UNREACHABLE or GRAPH_DENIED. */
  async assertAnswers(): Promise<void> {
    try {
      await this.#driver.getServerInfo({ database: this.#database });
    } catch (cause) {
      throw openFault(this.#options.url, cause);
    }
  }

  async schema(statements: readonly string[]): Promise<void> {
    for (const statement of statements) {
      await this.#driver.executeQuery(PREFIX + statement, {}, { database: this.#database });
    }
    const awaitIndexes = `${PREFIX}CALL db.awaitIndexes(300)`;
    await this.#driver.executeQuery(awaitIndexes, {}, { database: this.#database });
  }

  /** Throws PlatformFault GRAPH_UNAVAILABLE when the server does not answer, GRAPH_BUSY when no connection comes free, after some seconds. */
  async transaction<T>(
    mode: 'read' | 'write',
    work: (run: RunCypher) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    const session = this.#driver.session({
      database: this.#database,
      bookmarkManager: this.#driver.executeQueryBookmarkManager,
      ...(this.#options.bookmarks ? { bookmarks: [...this.#options.bookmarks] } : {}),
      defaultAccessMode: mode === 'read' ? 'READ' : 'WRITE',
    });
    const gone = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const inside = (transaction: ManagedTransaction): Promise<T> => {
      signal?.throwIfAborted();
      return work((query, parameters) => this.#rows(transaction, query, parameters));
    };
    const rules = { timeout: this.#timeoutMs };
    const asked =
      mode === 'read' ? session.executeRead(inside, rules) : session.executeWrite(inside, rules);
    try {
      // A driver that was about to try again never answers once its session is closed.
      return await (signal ? Promise.race([asked, gone]) : asked);
    } catch (cause) {
      const { url } = this.#options;
      throw busy(url, cause, CONNECTIONS) ?? unavailable(url, cause) ?? cause;
    } finally {
      // Closing the session resets its connection, which ends a statement that still runs on the server.
      await session.close();
    }
  }

  /** Neo4j reuses the space of what was removed by itself; when is its own affair (SECURITY.md). */
  async eraseRemoved(): Promise<number> {
    return Promise.resolve(0);
  }

  async unlent(): Promise<void> {
    return Promise.resolve();
  }

  /** Its files are the server's. */
  async fileBytes(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async lend<T>(work: (connection: GraphConnection) => Promise<T>): Promise<T> {
    // Another driver would not know what this one wrote, and a cluster might answer it from before.
    const bookmarks = [...(await this.#driver.executeQueryBookmarkManager.getBookmarks())];
    return work({ neo4j: { ...this.#options, bookmarks } });
  }

  async close(): Promise<void> {
    await this.#driver.close();
  }

  async #rows<P extends object, R extends object>(
    transaction: ManagedTransaction,
    { text }: CypherQuery<P, R>,
    parameters: P,
  ): Promise<readonly R[]> {
    const sent = this.#toNeo4j(parameters) as Record<string, unknown>;
    const { records } = await transaction.run(PREFIX + text, sent);
    return records.map((record) => record.toObject() as R);
  }

  /** Our numbers are integers, which the driver would otherwise send as floats; others go as they are. */
  #toNeo4j(value: unknown): unknown {
    if (typeof value === 'number')
      return Number.isSafeInteger(value) ? this.#neo4j.int(value) : value;
    if (Array.isArray(value)) return value.map((item) => this.#toNeo4j(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, item]) => [name, this.#toNeo4j(item)]);
    return Object.fromEntries(entries);
  }
}
