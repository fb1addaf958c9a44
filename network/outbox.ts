/**
 * Store-and-forward of jobs to recipients (DESIGN decision 4): one lane per recipient, in order, at least once;
 * the job's own id makes a repeat harmless. A recipient that is down delays only its own lane.
 */
import type { LedgerFailure } from './ledger.js';
import type { Clock } from './clock.js';
import type { NodeStore } from './node-store.js';

export type OutboxState = 'pending' | 'delivered' | 'failed';

/** A job as it is kept. `payload` says what to send; it is dropped from nothing: deliver rebuilds what it needs. */
export interface OutboxEntry<P> {
  readonly id: string;
  readonly lane: string;
  /** Position in the lane, counts from 1. */
  readonly sequence: number;
  readonly payload: P;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly queuedAt: string;
  readonly deliveredAt?: string;
  readonly failure?: { readonly code: string; readonly message: string; readonly next: string };
}

/** What an attempt came to. `retry` keeps the job and its lane waiting. */
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
}

const JOBS = 'outbox';
const LANES = 'outboxLane';
const LAST = 'outboxLast';
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;
const MAX_BACKOFF = 12;

export class Outbox<P> implements AsyncDisposable {
  readonly #options: OutboxOptions<P>;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #enqueueing: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: OutboxOptions<P>) {
    this.#options = options;
  }

  /** Takes up what earlier runs left pending. */
  async resume(): Promise<void> {
    const lanes = new Set<string>();
    for await (const [, id] of this.#options.store.entries<string>(LANES)) {
      const entry = await this.get(id);
      if (entry?.state === 'pending') lanes.add(entry.lane);
    }
    for (const lane of lanes) this.#run(lane);
  }

  /** Queues a job (synced) and starts its lane; the same id again returns the entry that exists. */
  async enqueue(id: string, lane: string, payload: P): Promise<OutboxEntry<P>> {
    // One at a time, so that sequence numbers in a lane have no gap and no double.
    const turn = this.#enqueueing.then(() => this.#append(id, lane, payload));
    this.#enqueueing = turn.catch(() => undefined);
    const entry = await turn;
    if (entry.state === 'pending') this.#run(lane);
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
    await this.#lanes.get(lane);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.allSettled(this.#lanes.values());
  }

  async #append(id: string, lane: string, payload: P): Promise<OutboxEntry<P>> {
    const known = await this.get(id);
    if (known && known.state !== 'failed') return known;
    // Kept apart from the lane, which forgets settled jobs: a position is never given twice.
    const sequence = ((await this.#options.store.get<number>(LAST, lane)) ?? 0) + 1;
    const queuedAt = this.#time();
    const entry: OutboxEntry<P> = {
      id,
      lane,
      sequence,
      payload,
      state: 'pending',
      attempts: 0,
      queuedAt,
    };
    await this.#options.store.batch([
      { collection: JOBS, key: id, value: entry },
      { collection: LANES, key: laneKey(lane, sequence), value: id },
      { collection: LAST, key: lane, value: sequence },
    ]);
    return entry;
  }

  #run(lane: string): void {
    if (this.#closed || this.#timers.has(lane)) return;
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const run = before
      .then(() => this.#drain(lane))
      .catch((cause: unknown) => {
        // The store failed: nothing is known to be sent, so the lane is taken up again.
        this.#options.onFault?.(cause);
        this.#retryLater(lane, MAX_BACKOFF);
      });
    this.#lanes.set(lane, run);
    void run.finally(() => {
      if (this.#lanes.get(lane) === run) this.#lanes.delete(lane);
    });
  }

  async #drain(lane: string): Promise<void> {
    const range = { gte: `${lane}/`, lt: `${lane}0` };
    for await (const [key, id] of this.#options.store.entries<string>(LANES, range)) {
      if (this.#closed) return;
      const entry = await this.get(id);
      const done = entry?.state === 'pending' ? await this.#attempt(entry) : true;
      if (!done) return;
      // Settled jobs leave the lane, the job itself stays as the record of what happened.
      await this.#options.store.batch([{ collection: LANES, key }]);
    }
  }

  async #attempt(entry: OutboxEntry<P>): Promise<boolean> {
    const attempt = await this.#deliver(entry);
    const attempts = entry.attempts + 1;
    const next = nextEntry({ ...entry, attempts }, attempt, this.#time());
    await this.#options.store.put(JOBS, entry.id, next);
    this.#options.onChange?.(next);
    if (attempt.kind !== 'retry') return true;
    this.#retryLater(entry.lane, attempts);
    return false;
  }

  async #deliver(entry: OutboxEntry<P>): Promise<DeliveryAttempt> {
    try {
      return await this.#options.deliver(entry);
    } catch (cause) {
      this.#options.onFault?.(cause);
      return crashed(cause);
    }
  }

  #retryLater(lane: string, attempts: number): void {
    if (this.#closed) return;
    const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts, MAX_BACKOFF));
    const delay = ceiling * (0.5 + this.#options.random() / 2);
    const timer = setTimeout(() => {
      this.#timers.delete(lane);
      this.#run(lane);
    }, delay);
    timer.unref();
    this.#timers.set(lane, timer);
  }

  #time(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
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
