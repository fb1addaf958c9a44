/**
 * Follows the ledger: one loop per node, from the graph's checkpoint, that never gives up on a fault
 * (a lost connection is waited out, and the node is not ready meanwhile).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerEvent, Position } from '../../network/index.js';
import type { AfterEvents, AppliedEvent } from './after-events.js';
import { BlockMarks } from './block-marks.js';
import type { NodeParts } from './parts.js';
import { isAfter } from './ledger-index.js';
import { MOST_EVENTS, PendingChange } from './pending-change.js';
import { changeOf, indexEvent, NO_CHANGE } from './projection.js';
import { readAhead } from './read-ahead.js';

export interface FollowerOptions {
  readonly parts: NodeParts;
  readonly personSalt: string;
  /** Told of each event when it is in the graph. */
  readonly onApplied: (event: LedgerEvent) => void;
  /** What follows then. */
  readonly after: AfterEvents;
}

const RETRY_MS = 500;
const POLL_MS = 5;
const MOST_UNRECORDED = 200;
/** Payloads that are in memory at a time. */
const READ_TOGETHER = 8;

export class Follower implements AsyncDisposable {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  #position: Position | undefined;
  /** Up to here the graph had everything when the node started. */
  #inGraph: Position | undefined;
  #seenHeight = 0;
  /** The ledger when this node first asked for it. */
  #firstHeight: number | undefined;
  #loop: Promise<void> = Promise.resolve();
  /** Ends the stream of events that is read at present. */
  #stream = new AbortController();
  /** The graph is at a place that this node has yet to ask it for. */
  #isLost = false;
  #healthy = true;
  #unrecorded = 0;
  /** Held while the graph is rebuilt, so that live events wait. */
  #pause: Promise<unknown> = Promise.resolve();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const checkpoint = await this.#options.parts.graph.checkpoint();
    this.#inGraph = checkpoint;
    this.#position = checkpoint && (await this.#beginning(checkpoint));
    if (checkpoint === undefined) await this.#options.after.nothingDone();
    this.#loop = this.#run();
  }

  /** The node may have fallen before the rest was done for what is in the graph already. */
  async #beginning(checkpoint: Position): Promise<Position | undefined> {
    const done = await this.#options.after.doneUpTo();
    if (done === 'nothing') return undefined;
    const newestOnceMore = { block: checkpoint.block, tx: checkpoint.tx - 1 };
    return done && isAfter(checkpoint, done) ? done : newestOnceMore;
  }

  /** The newest position whose effects are in the graph. */
  get position(): Position | undefined {
    const [read, inGraph] = [this.#position, this.#inGraph];
    return inGraph && (!read || isAfter(inGraph, read)) ? inGraph : read;
  }

  get healthy(): boolean {
    return this.#healthy && !this.#options.after.isFailing;
  }

  /** To be called where no event is applied: the graph was left at another place, and is followed from there. */
  startOver(): void {
    this.#isLost = true;
    this.#position = undefined;
    this.#inGraph = undefined;
    this.#stream.abort();
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

  /** Whether all is in the graph that the ledger held when the following began. */
  get hasCaughtUp(): boolean {
    return this.#firstHeight !== undefined && this.#seenHeight >= this.#firstHeight;
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
        const { height } = await this.#options.parts.ledger.info();
        this.#firstHeight ??= height;
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
    const { ledger, graph } = this.#options.parts;
    if (this.#isLost) {
      // Asked here and not at once: a graph that failed may not answer for a while.
      this.#position = await graph.checkpoint();
      this.#inGraph = this.#position;
      this.#isLost = false;
    }
    const from = this.#position === undefined ? {} : { after: this.#position };
    const marks = new BlockMarks((block) => {
      this.#seenHeight = Math.max(this.#seenHeight, block + 1);
      this.#healthy = true;
    });
    const stream = new AbortController();
    this.#stream = stream;
    const signal = AbortSignal.any([this.#stop.signal, stream.signal]);
    const onBlock = (block: number): void => marks.ended(block);
    const events = marks.counted(ledger.events({ ...from, onBlock, signal }));
    try {
      for await (const waiting of readAhead(events, { most: MOST_EVENTS })) {
        // A stream that is taken up again may tell once more what is known.
        const fresh = waiting.filter(({ position }) => !this.#isKnown(position));
        await this.exclusively(async () => {
          // What was read before the graph was left at another place is read again from there.
          if (fresh.length > 0 && !stream.signal.aborted) await this.#take(fresh);
        });
        if (stream.signal.aborted) return;
        marks.done(waiting.length);
      }
    } finally {
      stream.abort();
    }
  }

  #isKnown(position: Position): boolean {
    return this.#position !== undefined && !isAfter(position, this.#position);
  }

  /** What waits is taken up together: a graph commits fifty records in hardly more time than one. */
  async #take(events: readonly LedgerEvent[]): Promise<void> {
    const { parts, personSalt, onApplied, after } = this.#options;
    const pending = new PendingChange(parts.graph);
    const applied: AppliedEvent[] = [];
    for (const event of events) await indexEvent(parts, event);
    // What a record says follows from the index alone, so records are read side by side.
    for (let i = 0; i < events.length; i += READ_TOGETHER) {
      const some = events.slice(i, i + READ_TOGETHER);
      const changes = await Promise.all(some.map((event) => changeOf(parts, event, personSalt)));
      for (const [j, { position }] of some.entries()) {
        const { recordId, ...change } = changes[j] ?? NO_CHANGE;
        if (!this.#inGraph || isAfter(position, this.#inGraph)) pending.add(change, position);
        applied.push({ position, recordIds: recordId === undefined ? [] : [recordId] });
      }
    }
    await this.#write(pending, events.length);
    for (const event of events) onApplied(event);
    this.#position = events.at(-1)?.position;
    await after.add(applied, this.#stop.signal);
  }

  /** Most events change nothing here: their positions are recorded now and then, a restart repeats the few since. */
  async #write(pending: PendingChange, events: number): Promise<void> {
    this.#unrecorded += events;
    if (pending.isEmpty && this.#unrecorded <= MOST_UNRECORDED) return;
    await pending.write();
    this.#unrecorded = 0;
  }
}
