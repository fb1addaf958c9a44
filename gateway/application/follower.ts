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
const POLL_MS = 5;
const MOST_UNRECORDED = 200;

export class Follower implements AsyncDisposable {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  #position: Position | undefined;
  #seenHeight = 0;
  #loop: Promise<void> = Promise.resolve();
  #healthy = true;
  #unrecorded = 0;
  /** Held while the graph is rebuilt, so that live events wait. */
  #pause: Promise<unknown> = Promise.resolve();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    // Begins with the newest event of the graph once more: the node may have fallen before the rest was done for it.
    const checkpoint = await this.#options.parts.graph.checkpoint();
    this.#position = checkpoint && { block: checkpoint.block, tx: checkpoint.tx - 1 };
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

  /** Blocks whose effects are in the graph, those without events included. */
  get seenHeight(): number {
    return this.#seenHeight;
  }

  /** Resolves once the events of the block, and of all before it, are in the graph. */
  async passed(block: number): Promise<void> {
    while (!this.#stop.signal.aborted && this.seenHeight <= block) await sleep(POLL_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        // A stream that is quiet says nothing about the connection; this does.
        await this.#options.parts.ledger.info();
        this.#healthy = true;
        await this.#follow();
      } catch (cause) {
        this.#healthy = false;
        this.#options.parts.log.error({ err: cause }, 'following the ledger failed; trying again');
      }
      // A stream that ends by itself was cut: it is taken up again, not in a hurry.
      await sleep(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #follow(): Promise<void> {
    const { ledger } = this.#options.parts;
    const from = this.#position === undefined ? {} : { after: this.#position };
    const onBlock = (block: number): void => {
      this.#seenHeight = Math.max(this.#seenHeight, block + 1);
      this.#healthy = true;
    };
    for await (const event of ledger.events({ ...from, onBlock, signal: this.#stop.signal })) {
      // A stream that is taken up again may tell once more what is known.
      if (this.#isKnown(event.position)) continue;
      await this.exclusively(() => this.#take(event));
    }
  }

  #isKnown({ block, tx }: Position): boolean {
    const seen = this.#position;
    if (seen === undefined) return false;
    return block < seen.block || (block === seen.block && tx <= seen.tx);
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
