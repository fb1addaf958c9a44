/**
 * Store-and-forward of jobs to recipients (DESIGN decision 4): one lane per recipient, at least once, many at once;
 * jobs of one topic (a record) in order; the job's own id makes a repeat harmless. A recipient that is down delays
 * only its own lane.
 */
import type { LedgerFailure } from './ledger.js';
import type { Clock } from './clock.js';
import type { NodeStore } from './node-store.js';
import type { LaneJob, LaneStep } from './outbox-lane.js';
import { OutboxLane } from './outbox-lane.js';

export type OutboxState = 'pending' | 'delivered' | 'failed';

/** A job as it is kept. `payload` says what to send; it is dropped from nothing: deliver rebuilds what it needs. */
export interface OutboxEntry<P> {
  readonly id: string;
  readonly lane: string;
  /** Jobs of a lane with the same topic are sent one after another; those without one are one topic together. */
  readonly topic?: string;
  /** Position in the lane, counts from 1. */
  readonly sequence: number;
  readonly payload: P;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly queuedAt: string;
  readonly deliveredAt?: string;
  readonly failure?: { readonly code: string; readonly message: string; readonly next: string };
}

/** What an attempt came to. `retry` keeps the job waiting: the whole lane when the recipient is away, else its topic. */
export type DeliveryAttempt =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly failure: LedgerFailure }
  | { readonly kind: 'failed'; readonly failure: Pick<LedgerFailure, 'code' | 'message' | 'next'> };

export interface OutboxOptions<P> {
  readonly store: NodeStore;
  readonly clock: Clock;
  readonly deliver: (entry: OutboxEntry<P>) => Promise<DeliveryAttempt>;
  /** Called after each change of an entry. */
  readonly onChange?: (entry: OutboxEntry<P>) => void;
  /** Told of faults in delivery and in the store; the job is kept and tried again. */
  readonly onFault?: (cause: unknown) => void;
  /** Random in [0, 1) for the jitter of retries. */
  readonly random: () => number;
  /** Most jobs on their way at once per recipient; 32 when absent. */
  readonly inFlight?: number;
}

const JOBS = 'outbox';
const LANES = 'outboxLane';
const LAST = 'outboxLast';
/** At a batch timeout of 100 ms this asks for more than a hundred a second, what two cores give (measured). */
const IN_FLIGHT = 32;

export class Outbox<P> implements AsyncDisposable {
  readonly #options: OutboxOptions<P>;
  readonly #lanes = new Map<string, OutboxLane>();
  #enqueueing: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: OutboxOptions<P>) {
    this.#options = options;
  }

  /** Takes up what earlier runs left pending. */
  async resume(): Promise<void> {
    for (const lane of await this.#options.store.keys(LAST)) {
      const waiting = await this.#options.store.keys(LANES, { ...laneRange(lane), limit: 1 });
      if (waiting.length > 0) this.#wake(lane);
    }
  }

  /**
   * Queues a job (synced) and starts its lane; the same id again returns the entry that exists. Jobs with the same
   * topic keep their order, others of the lane may overtake; without a topic the lane keeps the order of all.
   */
  async enqueue(id: string, lane: string, payload: P, topic?: string): Promise<OutboxEntry<P>> {
    // One at a time, so that sequence numbers in a lane have no gap and no double.
    const turn = this.#enqueueing.then(() => this.#append({ id, lane, payload, topic }));
    this.#enqueueing = turn.catch(() => undefined);
    const entry = await turn;
    if (entry.state === 'pending') this.#wake(lane);
    return entry;
  }

  async get(id: string): Promise<OutboxEntry<P> | undefined> {
    return this.#options.store.get<OutboxEntry<P>>(JOBS, id);
  }

  /** All entries, newest first. */
  async list(): Promise<OutboxEntry<P>[]> {
    const entries: OutboxEntry<P>[] = [];
    for await (const [, entry] of this.#options.store.entries<OutboxEntry<P>>(JOBS))
      entries.push(entry);
    return entries.sort((a, b) => (a.queuedAt < b.queuedAt ? 1 : a.queuedAt > b.queuedAt ? -1 : 0));
  }

  /** Waits until the lane has nothing to do at this moment: all sent, or waiting for a retry. */
  async settled(lane: string): Promise<void> {
    await this.#lanes.get(lane)?.idle();
  }

  /** Waits until the job was tried, or has to wait (its recipient is away), or the signal aborts. */
  async attempted(id: string, signal?: AbortSignal): Promise<void> {
    const entry = await this.get(id);
    const lane = entry?.state === 'pending' ? this.#lanes.get(entry.lane) : undefined;
    if (!lane || signal?.aborted) return;
    let stop = (): void => undefined;
    const told = new Promise<void>((resolve) => {
      stop = lane.watch(id, resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    // It may have been settled before the watch began.
    if ((await this.get(id))?.state === 'pending') await told;
    stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
  }

  async #append(job: {
    id: string;
    lane: string;
    payload: P;
    topic: string | undefined;
  }): Promise<OutboxEntry<P>> {
    const { id, lane, payload, topic } = job;
    const known = await this.get(id);
    if (known && known.state !== 'failed') return known;
    // Kept apart from the lane, which forgets settled jobs: a position is never given twice.
    const sequence = ((await this.#options.store.get<number>(LAST, lane)) ?? 0) + 1;
    const entry: OutboxEntry<P> = {
      ...{ id, lane, ...(topic === undefined ? {} : { topic }), sequence, payload },
      ...{ state: 'pending', attempts: 0, queuedAt: this.#time() },
    };
    await this.#options.store.batch([
      { collection: JOBS, key: id, value: entry },
      { collection: LANES, key: laneKey(lane, sequence), value: id },
      { collection: LAST, key: lane, value: sequence },
    ]);
    return entry;
  }

  #wake(name: string): void {
    if (this.#closed) return;
    const lane = this.#lanes.get(name) ?? this.#open(name);
    this.#lanes.set(name, lane);
    lane.wake();
  }

  #open(name: string): OutboxLane {
    const { random, inFlight = IN_FLIGHT, onFault = () => undefined } = this.#options;
    return new OutboxLane({
      ...{ random, inFlight, onFault },
      load: (after, limit) => this.#load(name, after, limit),
      attempt: (job) => this.#attempt(job),
    });
  }

  async #load(lane: string, after: string, limit: number): Promise<LaneJob[]> {
    const range = after === '' ? laneRange(lane) : { gt: after, lt: laneRange(lane).lt };
    const jobs: LaneJob[] = [];
    for await (const [key, id] of this.#options.store.entries<string>(LANES, { ...range, limit })) {
      jobs.push({ key, id, topic: (await this.get(id))?.topic ?? '' });
    }
    return jobs;
  }

  async #attempt(job: LaneJob): Promise<LaneStep> {
    try {
      return await this.#tryOnce(job);
    } catch (cause) {
      // The store failed: nothing is known to be sent, so the job is taken up again.
      this.#options.onFault?.(cause);
      return { kind: 'fault' };
    }
  }

  async #tryOnce({ key, id }: LaneJob): Promise<LaneStep> {
    const entry = await this.get(id);
    if (entry?.state !== 'pending' || laneKey(entry.lane, entry.sequence) !== key) {
      // Left behind by an earlier version of the outbox, which wrote the two one after the other.
      await this.#options.store.batch([{ collection: LANES, key }]);
      return { kind: 'settled' };
    }
    const attempt = await this.#deliver(entry);
    const attempts = entry.attempts + 1;
    const next = nextEntry({ ...entry, attempts }, attempt, this.#time());
    // Settled jobs leave the lane in the same write; the job itself stays as the record of what happened.
    const leaves = attempt.kind === 'retry' ? [] : [{ collection: LANES, key }];
    await this.#options.store.batch([{ collection: JOBS, key: id, value: next }, ...leaves]);
    this.#options.onChange?.(next);
    if (attempt.kind !== 'retry') return { kind: 'settled' };
    return isAway(attempt.failure) ? { kind: 'away' } : { kind: 'stuck', attempts };
  }

  async #deliver(entry: OutboxEntry<P>): Promise<DeliveryAttempt> {
    try {
      return await this.#options.deliver(entry);
    } catch (cause) {
      this.#options.onFault?.(cause);
      return crashed(cause);
    }
  }

  #time(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

/** Whether the next job of the same recipient would meet the same. */
function isAway({ category }: LedgerFailure): boolean {
  return category === 'unreachable' || category === 'warming';
}

function laneRange(lane: string): { readonly gte: string; readonly lt: string } {
  return { gte: `${lane}/`, lt: `${lane}0` };
}

function laneKey(lane: string, sequence: number): string {
  return `${lane}/${String(sequence).padStart(12, '0')}`;
}

/** A fault in delivery is no answer of the recipient: the job waits and its entry says why. */
function crashed(cause: unknown): DeliveryAttempt {
  const failure: LedgerFailure = {
    category: 'unknown',
    code: 'UNKNOWN',
    message: cause instanceof Error ? cause.message : 'the attempt failed',
    next: 'It is tried again; see the node log if it stays.',
    cause,
  };
  return { kind: 'retry', failure };
}

function nextEntry<P>(
  entry: OutboxEntry<P>,
  attempt: DeliveryAttempt,
  now: string,
): OutboxEntry<P> {
  if (attempt.kind === 'delivered') {
    // What failed before it went through is over.
    const { failure, ...rest } = entry;
    void failure;
    return { ...rest, state: 'delivered', deliveredAt: now };
  }
  const { code, message, next } = attempt.failure;
  const state = attempt.kind === 'failed' ? 'failed' : 'pending';
  return { ...entry, state, failure: { code, message, next } };
}
