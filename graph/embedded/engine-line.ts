/** Asks the thread of an embedded graph over a port: each step is answered once, whatever order they come back in. */
import type { MessagePort, Worker } from 'node:worker_threads';
import { pace } from '../pace.js';
import type { EngineAnswer, EngineStep } from './engine-messages.js';

interface Waiting {
  readonly rows: object[];
  readonly resolve: (rows: object[]) => void;
  readonly reject: (reason: Error) => void;
}

type Port = Pick<MessagePort | Worker, 'postMessage' | 'ref' | 'unref'> & {
  on(event: 'message', listener: (answer: EngineAnswer) => void): unknown;
};

export class EngineLine {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  readonly #pace = pace();
  #next = 1;
  #ended: Error | undefined;

  /** The port only keeps the process alive while something is asked. */
  constructor(port: Port) {
    this.#port = port;
    port.on('message', (answer) => this.#take(answer));
    port.unref();
  }

  /** Rejects with the engine's message and `gqlStatus`, or with the reason that the line has ended for. */
  async ask(step: EngineStep): Promise<object[]> {
    if (this.#ended) throw this.#ended;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { rows: [], resolve, reject });
      if (this.#waiting.size === 1) this.#port.ref();
      this.#port.postMessage({ id, step });
    });
  }

  /** Nobody answers any more: all that is and will be asked fails for this reason. */
  end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  #take(answer: EngineAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    if ('failure' in answer) {
      const { message, ...more } = answer.failure;
      this.#settle(answer.id);
      waiting.reject(Object.assign(new Error(message), more));
      return;
    }
    for (const row of answer.rows) waiting.rows.push(row);
    if (!answer.isLast) return;
    this.#settle(answer.id);
    // Answers that have piled up come all in one turn of the event loop, with the work that each of them brings.
    void this.#pace.rest().then(() => waiting.resolve(waiting.rows));
  }

  #settle(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#port.unref();
  }
}
