/** Runs the Cypher catalogue on one Grafeo file. One process holds the file; reads see a snapshot, writes retry on conflict. */
import type { GrafeoDB, GrafeoError, Transaction } from '@grafeo-db/js';
import { PlatformFault } from '../../network/index.js';
import type { CypherQuery } from '../cypher/query.js';
import type { CypherRunner, RunCypher } from '../cypher/runner.js';
import type { GrafeoBinding } from './binding.js';

/** Grafeo writes no checkpoint by itself unless told: without these the log would only grow. */
const CHECKPOINTS = { intervalMs: 60_000, walBytes: 16 * 1024 * 1024 };
/** GQLSTATUS of a transaction that met another one; it may be run again. */
const CONFLICT = '40000';
const ATTEMPTS = 5;

/** Opens the file, new or existing. Throws PlatformFault GRAPH_DAMAGED or GRAPH_LOCKED. */
export function openGrafeo(binding: GrafeoBinding, file: string): CypherRunner {
  let database: GrafeoDB;
  try {
    database = binding.GrafeoDB.create(file);
    database.setCheckpointTriggers(CHECKPOINTS);
  } catch (cause) {
    throw openFault(file, cause);
  }
  return new GrafeoRunner(database);
}

function openFault(file: string, cause: unknown): PlatformFault {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('cannot be locked'))
    return new PlatformFault(
      'GRAPH_LOCKED',
      `the graph ${file} is open in another process; stop that node first`,
      cause,
    );
  return new PlatformFault(
    'GRAPH_DAMAGED',
    `the graph ${file} cannot be read (${message}); move the file away and start again, the node refills the graph from the ledger`,
    cause,
  );
}

class GrafeoRunner implements CypherRunner {
  readonly engine = 'grafeo';
  readonly #database: GrafeoDB;

  constructor(database: GrafeoDB) {
    this.#database = database;
  }

  async schema(statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.#database.executeCypher(statement);
  }

  async transaction<T>(mode: 'read' | 'write', work: (run: RunCypher) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(mode, work);
      } catch (error) {
        const { gqlStatus } = error as GrafeoError;
        if (gqlStatus !== CONFLICT || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Old versions of changed and removed data go, and the log with them: what was purged is not in the files any more. */
  async eraseRemoved(): Promise<void> {
    this.#database.compact();
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  async #once<T>(mode: 'read' | 'write', work: (run: RunCypher) => Promise<T>): Promise<T> {
    const transaction = this.#database.beginTransaction();
    try {
      const answer = await work((query, parameters) => rows(transaction, query, parameters));
      if (mode === 'write') transaction.commit();
      return answer;
    } finally {
      if (transaction.isActive) transaction.rollback();
    }
  }
}

async function rows<P extends object, R extends object>(
  transaction: Transaction,
  query: CypherQuery<P, R>,
  parameters: P,
): Promise<readonly R[]> {
  const result = await transaction.executeCypher(query.text, parameters);
  return result.toArray() as unknown as R[];
}
