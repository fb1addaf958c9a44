/**
 * One recipient's lane of the outbox: many jobs on their way at once, those of one topic strictly one after another.
 * A recipient that is away pauses the whole lane, a job that is stuck holds only its topic.
 */

/** What became of an attempt: done with, the recipient is away, or only this job has to wait (tries so far). */
export type LaneStep =
  { readonly kind: 'settled' | 'away' | 'fault' } | { readonly kind: 'stuck'; attempts: number };

export interface LaneJob {
  readonly key: string;
  readonly id: string;
  readonly topic: string;
}

export interface LaneOptions {
  /** Jobs of the lane after the key, in order, at most `limit`. */
  readonly load: (after: string, limit: number) => Promise<readonly LaneJob[]>;
  /** Sends a job and keeps what came of it; never rejects. */
  readonly attempt: (job: LaneJob) => Promise<LaneStep>;
  readonly onFault: (cause: unknown) => void;
  /** Most jobs on their way at once. */
  readonly inFlight: number;
  /** Random in [0, 1) for the jitter of retries. */
  readonly random: () => number;
}

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;
const MAX_BACKOFF = 12;
const LOAD = 256;
/** Jobs kept in memory per lane: behind a long topic, others are looked for no further than this. */
const LOOK_AHEAD = 4096;

export class OutboxLane {
  readonly #options: LaneOptions;
  /** Jobs in memory by topic, in order; the first of a topic may be on its way. */
  readonly #topics = new Map<string, LaneJob[]>();
  /** Topics whose first job may be sent, in turn. */
  readonly #ready: string[] = [];
  readonly #held = new Map<string, NodeJS.Timeout>();
  readonly #watchers = new Map<string, Set<() => void>>();
  #idleWaiters: (() => void)[] = [];
  #queued = 0;
  #running = 0;
  /** How many may be on their way now: one for a recipient that is asked for the first time, or again. */
  #window = 1;
  #failures = 0;
  #pause: NodeJS.Timeout | undefined;
  #after = '';
  #more = false;
  #isLoading = false;
  #closed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Looks for jobs that were queued since. */
  wake(): void {
    this.#more = true;
    this.#pump();
  }

  /** Resolves when there is nothing to do at this moment: all sent, or waiting for a retry. */
  async idle(): Promise<void> {
    if (this.#isIdle()) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Calls back once: after the next attempt of the job, or when it has to wait for one. Returns how to stop. */
  watch(id: string, tell: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(tell));
    if (this.#pause !== undefined || this.#closed) this.#tell(id);
    return () => {
      watchers.delete(tell);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  /** Sends nothing more; resolves when what is on its way has come to an end. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#pause);
    for (const timer of this.#held.values()) clearTimeout(timer);
    this.#tellAll();
    await this.idle();
  }

  #pump(): void {
    while (this.#maySend() && this.#running < this.#window) {
      const topic = this.#ready.shift();
      const job = topic === undefined ? undefined : this.#topics.get(topic)?.[0];
      if (job === undefined) break;
      void this.#send(job);
    }
    if (this.#wantsMore()) void this.#load();
    if (!this.#isIdle()) return;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }

  #wantsMore(): boolean {
    if (!this.#more || this.#isLoading || !this.#maySend()) return false;
    return this.#ready.length < this.#options.inFlight && this.#queued < LOOK_AHEAD;
  }

  #maySend(): boolean {
    return !this.#closed && this.#pause === undefined;
  }

  #isIdle(): boolean {
    if (this.#running > 0 || this.#isLoading) return false;
    if (!this.#maySend()) return true;
    return this.#ready.length === 0 && (!this.#more || this.#queued >= LOOK_AHEAD);
  }

  async #load(): Promise<void> {
    this.#isLoading = true;
    this.#more = false;
    try {
      const jobs = await this.#options.load(this.#after, LOAD);
      for (const job of jobs) this.#admit(job);
      if (jobs.length === LOAD) this.#more = true;
    } catch (cause) {
      this.#more = true;
      this.#options.onFault(cause);
      this.#pauseFor(MAX_BACKOFF);
    }
    this.#isLoading = false;
    this.#pump();
  }

  #admit(job: LaneJob): void {
    this.#after = job.key;
    this.#queued += 1;
    const jobs = this.#topics.get(job.topic);
    if (jobs) {
      jobs.push(job);
      return;
    }
    this.#topics.set(job.topic, [job]);
    this.#ready.push(job.topic);
  }

  async #send(job: LaneJob): Promise<void> {
    this.#running += 1;
    const step = await this.#options.attempt(job);
    this.#running -= 1;
    this.#take(job, step);
    this.#tell(job.id);
    this.#pump();
  }

  #take({ topic }: LaneJob, step: LaneStep): void {
    if (step.kind === 'settled') return this.#settle(topic);
    if (step.kind === 'stuck' && this.#held.size < this.#options.inFlight) {
      return this.#hold(topic, step.attempts);
    }
    // Another topic is next: one job that can never be sent must not stop all others for good.
    this.#ready.push(topic);
    if (step.kind === 'fault') return this.#pauseFor(MAX_BACKOFF);
    if (this.#pause !== undefined) return;
    this.#failures += 1;
    this.#pauseFor(this.#failures);
  }

  #settle(topic: string): void {
    this.#queued -= 1;
    this.#failures = 0;
    // Grows by one for each answer, so it doubles with each round trip.
    this.#window = Math.min(this.#window + 1, this.#options.inFlight);
    const rest = this.#topics.get(topic)?.slice(1) ?? [];
    if (rest.length === 0) {
      this.#topics.delete(topic);
      return;
    }
    this.#topics.set(topic, rest);
    this.#ready.push(topic);
  }

  #hold(topic: string, attempts: number): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#held.delete(topic);
      this.#ready.push(topic);
      this.#pump();
    }, this.#delay(attempts));
    timer.unref();
    this.#held.set(topic, timer);
  }

  #pauseFor(failures: number): void {
    this.#window = 1;
    if (this.#closed || this.#pause !== undefined) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#pump();
    }, this.#delay(failures));
    this.#pause.unref();
    this.#tellAll();
  }

  /** Doubled with each failure up to half a minute; the upper half is jitter. */
  #delay(failures: number): number {
    const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, MAX_BACKOFF));
    return ceiling * (0.5 + this.#options.random() / 2);
  }

  #tell(id: string): void {
    const watchers = this.#watchers.get(id);
    this.#watchers.delete(id);
    for (const tell of watchers ?? []) tell();
  }

  #tellAll(): void {
    for (const id of [...this.#watchers.keys()]) this.#tell(id);
  }
}
