/**
 * Work that follows an event once it is in the graph, such as scoring: in order, behind the graph and not in its way. How
 * far it is stands in the node's store, so that a node that falls goes on where it was.
 */
import { once } from 'node:events';
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
  #isFailing = false;
  #last: Promise<void> = Promise.resolve();

  constructor(options: AfterEventsOptions) {
    this.#options = options;
  }

  /** The place in the ledger up to which everything is done, `nothing` in a node that began with this; undefined when nobody knows. */
  async doneUpTo(): Promise<Position | 'nothing' | undefined> {
    return this.#options.store.get<Position | 'nothing'>(COLLECTION, DONE);
  }

  /** To be called before the first event of all. */
  async nothingDone(): Promise<void> {
    await this.#options.store.put(COLLECTION, DONE, 'nothing');
  }

  /** Whether the last try failed, so that the work is behind and stays so until it is mended. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Takes events up; resolves at once, or when there is room again or `signal` is aborted. */
  async add(events: readonly AppliedEvent[], signal: AbortSignal): Promise<void> {
    this.#waiting += events.length;
    this.#last = this.#last.then(() => this.#workOn(events));
    if (this.#waiting <= MOST_WAITING || signal.aborted) return;
    const settled = new AbortController();
    const stopped = once(signal, 'abort', { signal: settled.signal });
    await Promise.race([this.#last, stopped]);
    settled.abort();
    await stopped.catch(() => undefined);
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
    const { store, work } = this.#options;
    for (const { recordIds, position } of events)
      if (recordIds.length > 0) await this.#untilDone(() => work(recordIds, position));
    const { position } = events.at(-1) ?? {};
    if (position) await this.#untilDone(() => store.put(COLLECTION, DONE, position));
    this.#waiting -= events.length;
  }

  /** Tries again after a fault: what is left out here would never be done. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await work();
        this.#isFailing = false;
        return;
      } catch (cause) {
        this.#isFailing = true;
        this.#options.log.error({ err: cause }, 'work after an event failed; trying again');
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
