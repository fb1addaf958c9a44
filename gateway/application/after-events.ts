/**
 * Work that follows an event once it is in the graph, such as scoring: in order, behind the graph and not in its way. How
 * far it is stands in the node's store, so that a node that falls goes on where it was.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { NodeStore, Position } from '../../network/index.js';

/** An event whose facts are in the graph, and the records whose content it changed. */
export interface AppliedEvent {
  readonly position: Position;
  readonly recordIds: readonly string[];
}

export interface AfterEventsOptions {
  readonly store: NodeStore;
  readonly log: Logger;
  readonly work: (recordIds: readonly string[], position: Position) => Promise<void>;
}

const COLLECTION = 'follower';
const DONE = 'done';
/** Events that may wait here; the graph waits for this work then. */
const MOST_WAITING = 1_000;
const RETRY_MS = 500;

export class AfterEvents implements AsyncDisposable {
  readonly #options: AfterEventsOptions;
  readonly #stop = new AbortController();
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(options: AfterEventsOptions) {
    this.#options = options;
  }

  /** The place in the ledger up to which everything is done; undefined before the first time. */
  async doneUpTo(): Promise<Position | undefined> {
    return this.#options.store.get<Position>(COLLECTION, DONE);
  }

  /** Takes events up; resolves at once, or when there is room again. */
  async add(events: readonly AppliedEvent[]): Promise<void> {
    this.#waiting += events.length;
    const done = this.#last.then(() => this.#workOn(events));
    this.#last = done;
    if (this.#waiting > MOST_WAITING) await done;
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  async #workOn(events: readonly AppliedEvent[]): Promise<void> {
    for (const event of events) await this.#untilDone(event);
    this.#waiting -= events.length;
    const { position } = events.at(-1) ?? {};
    if (position === undefined || this.#stop.signal.aborted) return;
    await this.#options.store.put(COLLECTION, DONE, position);
  }

  /** Tries again after a fault: what is left out here would never be done. */
  async #untilDone({ recordIds, position }: AppliedEvent): Promise<void> {
    while (recordIds.length > 0 && !this.#stop.signal.aborted) {
      try {
        return await this.#options.work(recordIds, position);
      } catch (cause) {
        this.#options.log.error({ err: cause }, 'work after an event failed; trying again');
        const { signal } = this.#stop;
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
