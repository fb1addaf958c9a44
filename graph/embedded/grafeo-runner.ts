/** Runs the Cypher catalogue on one Grafeo file, which a thread of its own holds. Reads see a snapshot, writes retry on conflict. */
import type { MessagePort, Worker } from 'node:worker_threads';
import { MessageChannel } from 'node:worker_threads';
import { PlatformFault } from '../../network/index.js';
import type { CypherRunner, RunCypher } from '../cypher/runner.js';
import type { GraphConnection } from '../store.js';
import { startThread } from '../thread.js';
import { EngineLine } from './engine-line.js';
import type { EngineFailure, EngineGreeting } from './engine-messages.js';
import { fileBytes } from './grafeo-file.js';
import { openFault } from './open-fault.js';

/** GQLSTATUS of a transaction that met another one; it may be run again. */
const CONFLICT = '40000';
const ATTEMPTS = 5;

/** Opens the file, new or existing. Throws PlatformFault as open-fault.ts says. */
export async function openGrafeo(file: string): Promise<CypherRunner> {
  const thread = startThread('embedded/engine-thread', { file });
  const greeting = await greetingOf(thread);
  if ('opened' in greeting) return new GrafeoRunner(thread, file);
  await thread.terminate();
  throw openFault(file, greeting.failure);
}

/** A thread that cannot be started says nothing about the file: that is thrown as it is. */
async function greetingOf(thread: Worker): Promise<EngineGreeting> {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => resolve({ failure: { message: 'its thread ended over it' } }));
  });
}

class GrafeoRunner implements CypherRunner {
  readonly engine = 'grafeo';
  readonly #thread: Worker;
  readonly #file: string;
  readonly #line: EngineLine;
  readonly #running = new Set<Promise<unknown>>();
  /** Work of other threads on the graph, which is long. */
  readonly #lent = new Set<Promise<unknown>>();
  /** Held while the file is rewritten, so that new transactions wait. */
  #rewriting: Promise<unknown> | undefined;

  constructor(thread: Worker, file: string) {
    this.#thread = thread;
    this.#file = file;
    this.#line = new EngineLine(thread);
    const ended = (cause?: unknown): void => this.#line.end(threadEnded(cause));
    thread.on('error', ended);
    thread.on('exit', () => ended());
  }

  async schema(statements: readonly string[]): Promise<void> {
    for (const text of statements) await this.#line.ask({ kind: 'schema', text });
  }

  async transaction<T>(mode: 'read' | 'write', work: (run: RunCypher) => Promise<T>): Promise<T> {
    await this.#rewritten();
    return counted(this.#running, attempts(this.#line, mode, work));
  }

  /** A compaction would not do: old images of the file keep what was removed until they happen to be written over. */
  async eraseRemoved(): Promise<number> {
    await this.#rewritten();
    await this.unlent();
    const rewriting = this.#rewrite();
    this.#rewriting = rewriting;
    try {
      return await rewriting;
    } finally {
      this.#rewriting = undefined;
    }
  }

  async unlent(): Promise<void> {
    while (this.#lent.size > 0) await Promise.allSettled([...this.#lent]);
  }

  async fileBytes(): Promise<number> {
    return fileBytes(this.#file);
  }

  async lend<T>(work: (connection: GraphConnection) => Promise<T>): Promise<T> {
    await this.#rewritten();
    const { port1, port2 } = new MessageChannel();
    this.#thread.postMessage({ guest: port2 }, [port2]);
    const lent = work({ grafeo: port1 }).finally(() => port1.close());
    return counted(this.#lent, lent);
  }

  async close(): Promise<void> {
    try {
      await this.unlent();
      await Promise.allSettled([...this.#running]);
      await this.#line.ask({ kind: 'close' });
    } finally {
      await this.#thread.terminate();
    }
  }

  async #rewrite(): Promise<number> {
    await Promise.allSettled([...this.#running]);
    const started = performance.now();
    await this.#line.ask({ kind: 'rewrite' });
    return performance.now() - started;
  }

  async #rewritten(): Promise<void> {
    while (this.#rewriting) await this.#rewriting.catch(() => undefined);
  }
}

/** A runner that only reads, over a port that a GrafeoRunner lent to this thread. */
export function lentGrafeo(port: MessagePort): Pick<CypherRunner, 'engine' | 'transaction'> {
  const line = new EngineLine(port);
  return { engine: 'grafeo', transaction: (mode, work) => attempts(line, mode, work) };
}

let lastTransaction = 0;

async function attempts<T>(
  line: EngineLine,
  mode: 'read' | 'write',
  work: (run: RunCypher) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(line, mode, work);
    } catch (error) {
      if ((error as EngineFailure).gqlStatus !== CONFLICT || tried === ATTEMPTS) throw error;
    }
  }
}

async function attempt<T>(
  line: EngineLine,
  mode: 'read' | 'write',
  work: (run: RunCypher) => Promise<T>,
): Promise<T> {
  const transaction = ++lastTransaction;
  let isOver = false;
  const run: RunCypher = async ({ text }, parameters) => {
    // One of several branches may go on when another has failed: its statement would begin a transaction that nobody ends.
    if (isOver) throw new Error('the transaction is over');
    return (await line.ask({ kind: 'run', transaction, text, parameters })) as never[];
  };
  const rollback = (): Promise<unknown> => line.ask({ kind: 'rollback', transaction });
  try {
    const answer = await work(run);
    isOver = true;
    if (mode === 'write') await line.ask({ kind: 'commit', transaction });
    // Nobody waits for the end of a snapshot: whatever is asked next is served after it.
    else rollback().catch(() => undefined);
    return answer;
  } catch (error) {
    isOver = true;
    // The failure is what counts; a line that has ended has nothing left to roll back.
    await rollback().catch(() => undefined);
    throw error;
  }
}

async function counted<T>(among: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  among.add(work);
  try {
    return await work;
  } finally {
    among.delete(work);
  }
}

function threadEnded(cause: unknown): PlatformFault {
  return new PlatformFault(
    'GRAPH_CLOSED',
    'the thread of the embedded graph has ended; start the node again, nothing of the graph is lost',
    cause,
  );
}
