/**
 * Follows the ledger: one loop per node, from the graph's checkpoint, that never gives up on a fault
 * (a lost connection is waited out, and the node is not ready meanwhile).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerEvent, Position } from '../../network/index.js';
import type { NodeParts } from './parts.js';
import type { GraphChange } from './projection.js';
import { changeOf, indexEvent } from './projection.js';

export interface FollowerOptions {
  readonly parts: NodeParts;
  readonly personSalt: string;
  /** Called after an event is in the graph. `recordIds` are those whose content changed; may be empty. */
  readonly onApplied: (event: LedgerEvent, recordIds: readonly string[]) => Promise<void>;
}

const RETRY_MS = 500;
const MOST_UNRECORDED = 200;

export class Follower implements AsyncDisposable {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  #position: Position | undefined;
  #loop: Promise<void> = Promise.resolve();
  #healthy = true;
  #unrecorded = 0;
  /** Held while the graph is rebuilt, so that live events wait. */
  #pause: Promise<unknown> = Promise.resolve();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#position = await this.#options.parts.graph.checkpoint();
    this.#loop = this.#run();
  }

  /** The newest position whose effects are in the graph. */
  get position(): Position | undefined {
    return this.#position;
  }

  get healthy(): boolean {
    return this.#healthy;
  }

  /** Runs work while no event is applied. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#pause.then(work);
    this.#pause = turn.catch(() => undefined);
    return turn;
  }

  /** Blocks whose effects are in the graph; blocks without events count once a later one is. */
  get seenHeight(): number {
    return this.#position === undefined ? 0 : this.#position.block + 1;
  }

  /** Resolves once the events of the block, and of all before it, are in the graph. */
  async passed(block: number): Promise<void> {
    while (!this.#stop.signal.aborted && !(await this.#isPast(block))) await sleep(5);
  }

  /** A block may hold no event for anybody: then the newest event before it decides. */
  async #isPast(block: number): Promise<boolean> {
    if (this.seenHeight > block) return true;
    const from = this.#position === undefined ? {} : { after: this.#position };
    const stop = AbortSignal.timeout(50);
    for await (const event of this.#options.parts.ledger.events({ ...from, signal: stop })) {
      return event.position.block > block;
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#follow();
        this.#healthy = true;
      } catch (cause) {
        this.#healthy = false;
        this.#options.parts.log.error({ err: cause }, 'following the ledger failed; trying again');
        await sleep(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
  }

  async #follow(): Promise<void> {
    const { ledger } = this.#options.parts;
    const from = this.#position === undefined ? {} : { after: this.#position };
    for await (const event of ledger.events({ ...from, signal: this.#stop.signal })) {
      await this.exclusively(() => this.#take(event));
      this.#healthy = true;
    }
  }

  /** Most events change nothing here: their positions are recorded now and then, a restart repeats the few since. */
  async #apply({ facts, remove }: GraphChange, checkpoint: Position): Promise<void> {
    const isEmpty = facts.length + remove.length === 0;
    if (isEmpty && this.#unrecorded < MOST_UNRECORDED) {
      this.#unrecorded += 1;
      return;
    }
    await this.#options.parts.graph.apply({ facts, remove, checkpoint });
    this.#unrecorded = 0;
  }

  async #take(event: LedgerEvent): Promise<void> {
    const { parts, personSalt, onApplied } = this.#options;
    await indexEvent(parts, event);
    const change = await changeOf(parts, event, personSalt);
    await this.#apply(change, event.position);
    await onApplied(event, change.recordId === undefined ? [] : [change.recordId]);
    this.#position = event.position;
  }
}
