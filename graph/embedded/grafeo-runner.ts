/** Runs the Cypher catalogue on one Grafeo file. One process holds the file; reads see a snapshot, writes retry on conflict. */
import type { GrafeoDB, GrafeoError, Transaction } from '@grafeo-db/js';
import { PlatformFault } from '../../network/index.js';
import type { CypherQuery } from '../cypher/query.js';
import type { CypherRunner, RunCypher } from '../cypher/runner.js';
import type { GrafeoBinding } from './binding.js';
import { isMachines } from './machine-error.js';
import { closeFile, fileBytes, openFile, putInPlace, saveFresh } from './grafeo-file.js';

/** GQLSTATUS of a transaction that met another one; it may be run again. */
const CONFLICT = '40000';
const ATTEMPTS = 5;

/** Opens the file, new or existing. Throws PlatformFault GRAPH_DAMAGED or GRAPH_LOCKED. */
export function openGrafeo(binding: GrafeoBinding, file: string): CypherRunner {
  try {
    return new GrafeoRunner(openFile(binding, file), { binding, file });
  } catch (cause) {
    throw openFault(file, cause);
  }
}

/** What a file that could not be opened means, and what to do. */
export function openFault(file: string, cause: unknown): PlatformFault {
  if (cause instanceof PlatformFault) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isMachines(cause))
    return new PlatformFault(
      'GRAPH_UNREADABLE',
      `the machine does not let the graph ${file} be opened (${message}); correct that and start again`,
      cause,
    );
  if (message.includes('cannot be locked'))
    return new PlatformFault(
      'GRAPH_LOCKED',
      `the graph ${file} is open in another process; stop that node first`,
      cause,
    );
  return new PlatformFault(
    'GRAPH_DAMAGED',
    `the graph ${file} cannot be read (${message}); start its node: it sets the file aside and refills the graph from the ledger`,
    cause,
  );
}

class GrafeoRunner implements CypherRunner {
  readonly engine = 'grafeo';
  readonly #place: { readonly binding: GrafeoBinding; readonly file: string };
  #database: GrafeoDB;
  readonly #running = new Set<Promise<unknown>>();
  /** Held while the file is rewritten, so that new transactions wait. */
  #rewriting: Promise<void> | undefined;

  constructor(
    database: GrafeoDB,
    place: { readonly binding: GrafeoBinding; readonly file: string },
  ) {
    this.#database = database;
    this.#place = place;
  }

  async schema(statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.#database.executeCypher(statement);
  }

  async transaction<T>(mode: 'read' | 'write', work: (run: RunCypher) => Promise<T>): Promise<T> {
    while (this.#rewriting) await this.#rewriting.catch(() => undefined);
    const turn = this.#attempts(mode, work);
    this.#running.add(turn);
    try {
      return await turn;
    } finally {
      this.#running.delete(turn);
    }
  }

  /** A compaction would not do: old images of the file keep what was removed until they happen to be written over. */
  async eraseRemoved(): Promise<void> {
    while (this.#rewriting) await this.#rewriting.catch(() => undefined);
    this.#rewriting = this.#rewrite();
    try {
      await this.#rewriting;
    } finally {
      this.#rewriting = undefined;
    }
  }

  async fileBytes(): Promise<number> {
    return fileBytes(this.#place.file);
  }

  async close(): Promise<void> {
    closeFile(this.#database, this.#place.file);
  }

  async #rewrite(): Promise<void> {
    await Promise.allSettled([...this.#running]);
    const { binding, file } = this.#place;
    saveFresh(this.#database, file);
    closeFile(this.#database, file);
    try {
      putInPlace(file);
    } finally {
      this.#database = openFile(binding, file);
    }
  }

  async #attempts<T>(mode: 'read' | 'write', work: (run: RunCypher) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(mode, work);
      } catch (error) {
        const { gqlStatus } = error as GrafeoError;
        if (gqlStatus !== CONFLICT || attempt === ATTEMPTS) throw error;
      }
    }
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
