/** What the outbox promises whatever happens: nothing lost, nothing twice, each topic in order, bounded in flight. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeliveryAttempt, LedgerFailure, OutboxEntry } from '../../network/index.js';
import { NodeStore, Outbox } from '../../network/index.js';

/** What a job meets on its way before it is taken, one per attempt. */
type Trouble = 'conflict' | 'unknown' | 'throws' | 'lost answer';

interface Job {
  readonly troubles: readonly Trouble[];
  readonly isRefused: boolean;
}

type Step =
  | { readonly kind: 'queue'; readonly lane: number; readonly topic: number; readonly job: Job }
  | { readonly kind: 'flip'; readonly lane: number }
  | { readonly kind: 'crash' | 'wait' | 'later' };

const LANES = ['GreenMSP', 'RedMSP'];
const IN_FLIGHT = 4;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('whatever happens on the way, and whenever the node falls', () => {
  it('each job is taken once, in the order of its topic, and none is forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps(), { minLength: 5, maxLength: 120 }), async (plan) => {
        await using world = await Recipients.open();
        for (const step of plan) await world.take(step);
        await world.finish();
        world.check();
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('many in flight', () => {
  it('bring a long queue of many records up to the limit at once, one record one at a time', async () => {
    await using world = await Recipients.open();
    world.patience = 20_000;
    world.flip(0);
    for (let i = 0; i < 400; i += 1) {
      await world.take({
        kind: 'queue',
        lane: 0,
        topic: i % 100,
        job: { troubles: [], isRefused: false },
      });
    }
    world.flip(0);
    await world.finish();
    world.check();
    expect(world.most).toBe(IN_FLIGHT);
  });

  it('a job that can never be sent holds its own record only', async () => {
    await using world = await Recipients.open();
    const never = { troubles: Array<Trouble>(1000).fill('throws'), isRefused: false };
    const plain = { troubles: [], isRefused: false };
    await world.take({ kind: 'queue', lane: 0, topic: 1, job: never });
    for (const topic of [1, 2, 3, 4, 5, 6])
      await world.take({ kind: 'queue', lane: 0, topic, job: plain });
    await world.take({ kind: 'wait' });
    expect(world.taken.map(({ topic }) => topic)).toEqual(['t2', 't3', 't4', 't5', 't6']);
  });

  it('a recipient that is away is asked by one job at a time', async () => {
    await using world = await Recipients.open();
    for (let topic = 0; topic < 40; topic += 1) {
      await world.take({
        kind: 'queue',
        lane: 0,
        topic,
        job: { troubles: [], isRefused: false },
      });
    }
    await world.take({ kind: 'wait' });
    world.flip(0);
    for (let topic = 100; topic < 140; topic += 1) {
      await world.take({
        kind: 'queue',
        lane: 0,
        topic,
        job: { troubles: [], isRefused: false },
      });
    }
    await world.take({ kind: 'wait' });
    const before = world.attempts;
    await world.take({ kind: 'later' });
    await world.take({ kind: 'later' });
    expect(world.attempts - before).toBe(2);
  });
});

describe('who waits for a job', () => {
  it.each([
    ['is told when it was taken', false, 'delivered'],
    ['is told at once when the recipient is away', true, 'pending'],
  ])('%s', async (_, isAway, state) => {
    await using world = await Recipients.open();
    if (isAway) {
      world.flip(0);
      await world.take({
        kind: 'queue',
        lane: 0,
        topic: 0,
        job: { troubles: [], isRefused: false },
      });
      await world.take({ kind: 'wait' });
    }
    await world.take({ kind: 'queue', lane: 0, topic: 9, job: { troubles: [], isRefused: false } });
    const id = world.queued.at(-1)!.id;
    await world.outbox.attempted(id);
    expect((await world.outbox.get(id))?.state).toBe(state);
  });

  it('waits no longer than its signal, nor for a job that nobody knows', async () => {
    await using world = await Recipients.open();
    const abort = new AbortController();
    world.hangs = true;
    await world.take({ kind: 'queue', lane: 0, topic: 0, job: { troubles: [], isRefused: false } });
    const waiting = world.outbox.attempted(world.queued[0]!.id, abort.signal);
    abort.abort();
    await waiting;
    await world.outbox.attempted('stranger');
    expect((await world.outbox.get(world.queued[0]!.id))?.state).toBe('pending');
  });
});

function steps(): fc.Arbitrary<Step> {
  const lane = fc.integer({ min: 0, max: LANES.length - 1 });
  const trouble = fc.constantFrom<Trouble>('conflict', 'unknown', 'throws', 'lost answer');
  const job = fc.record({
    troubles: fc.array(trouble, { maxLength: 3 }),
    isRefused: fc.boolean(),
  });
  const topic = fc.integer({ min: 0, max: 5 });
  return fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('queue' as const), lane, topic, job }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('flip' as const), lane }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('crash' as const, 'wait' as const, 'later' as const),
      }),
    },
  );
}

interface Taken {
  readonly id: string;
  readonly lane: string;
  readonly topic: string;
}

/** Recipients that take each job once, however often it comes, over a store that outlives the outbox. */
class Recipients implements AsyncDisposable {
  readonly taken: Taken[] = [];
  readonly queued: (Taken & { readonly job: Job })[] = [];
  attempts = 0;
  most = 0;
  hangs = false;
  /** Turns that a job waits for company on the way, as long as the limit was never reached. */
  patience = 0;
  outbox: Outbox<Job>;
  readonly #dir: string;
  readonly #store: NodeStore;
  readonly #away = new Set<string>();
  readonly #tries = new Map<string, number>();
  readonly #onTheWay = new Map<string, number>();
  readonly #broken: string[] = [];
  #generation = 0;

  private constructor(dir: string, store: NodeStore) {
    this.#dir = dir;
    this.#store = store;
    this.outbox = this.#open();
  }

  static async open(): Promise<Recipients> {
    const dir = await mkdtemp(join(tmpdir(), 'guanlian-promises-'));
    return new Recipients(dir, await NodeStore.open(dir));
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'queue') return this.#queue(step);
    if (step.kind === 'flip') return this.flip(step.lane);
    if (step.kind === 'crash') return this.#crash();
    if (step.kind === 'later') await vi.advanceTimersByTimeAsync(31_000);
    for (const lane of LANES) await this.outbox.settled(lane);
  }

  flip(lane: number): void {
    const name = LANES[lane]!;
    if (!this.#away.delete(name)) this.#away.add(name);
  }

  /** Everybody is back: runs until nothing is pending. */
  async finish(): Promise<void> {
    this.#away.clear();
    for (let left = 100; left > 0; left -= 1) {
      await this.take({ kind: 'later' });
      if ((await this.outbox.list()).every(({ state }) => state !== 'pending')) return;
    }
    throw new Error('jobs are still pending');
  }

  check(): void {
    expect(this.#broken).toEqual([]);
    expect(new Set(this.taken.map(({ id }) => id)).size).toBe(this.taken.length);
    for (const { lane, topic } of this.queued) {
      const of = (each: Taken): boolean => each.lane === lane && each.topic === topic;
      const expected = this.queued.filter((each) => of(each) && !each.job.isRefused);
      expect(this.taken.filter(of).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#generation += 1;
    if (!this.hangs) await this.outbox[Symbol.asyncDispose]();
    await this.#store.close();
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #queue({ lane, topic, job }: Extract<Step, { kind: 'queue' }>): Promise<void> {
    const entry = { id: `job-${this.queued.length}`, lane: LANES[lane]!, topic: `t${topic}` };
    this.queued.push({ ...entry, job });
    await this.outbox.enqueue(entry.id, entry.lane, job, entry.topic);
  }

  /** The process is gone: what was on its way never answers; a new one takes up the store. */
  async #crash(): Promise<void> {
    this.#generation += 1;
    this.#onTheWay.clear();
    vi.clearAllTimers();
    // Writes that were handed to the store before the fall reach it.
    for (let i = 0; i < 20; i += 1) await turn();
    this.outbox = this.#open();
    await this.outbox.resume();
  }

  #open(): Outbox<Job> {
    const generation = this.#generation;
    return new Outbox<Job>({
      store: this.#store,
      clock: { now: () => 0 },
      random: () => 0.5,
      inFlight: IN_FLIGHT,
      deliver: async (entry) => {
        const answer = await this.#deliver(entry, generation);
        // A process that fell never hears the answer.
        return generation === this.#generation ? answer : new Promise(() => undefined);
      },
    });
  }

  async #deliver(entry: OutboxEntry<Job>, generation: number): Promise<DeliveryAttempt> {
    const { id, lane, topic = '' } = entry;
    if (generation !== this.#generation) return retry('unknown');
    this.attempts += 1;
    const place = `${lane}/${topic}`;
    // Kept and told at the end: the outbox takes what is thrown here for trouble on the way.
    if (this.#onTheWay.has(place)) this.#broken.push(`two of ${place} at once`);
    this.#onTheWay.set(place, generation);
    const count = this.#countOf(lane);
    this.most = Math.max(this.most, count);
    if (count > IN_FLIGHT) this.#broken.push(`${count} of ${lane} at once`);
    for (let i = 0; i <= Number(id.slice(4)) % 3; i += 1) await turn();
    for (let i = 0; i < this.patience && this.most < IN_FLIGHT; i += 1) await turn();
    if (this.hangs) return new Promise(() => undefined);
    try {
      return generation === this.#generation ? this.#answer(entry) : retry('unknown');
    } finally {
      if (generation === this.#generation) this.#onTheWay.delete(place);
    }
  }

  #answer({ id, lane, topic = '', payload }: OutboxEntry<Job>): DeliveryAttempt {
    if (this.#away.has(lane)) return retry('unreachable');
    const tries = this.#tries.get(id) ?? 0;
    this.#tries.set(id, tries + 1);
    const trouble = payload.troubles[tries];
    if (trouble === 'throws') throw new Error('socket hang up');
    if (trouble === 'conflict' || trouble === 'unknown') return retry(trouble);
    if (payload.isRefused) return { kind: 'failed', failure: retry('unknown').failure };
    if (!this.taken.some((each) => each.id === id)) this.taken.push({ id, lane, topic });
    return trouble === 'lost answer' ? retry('unknown') : { kind: 'delivered' };
  }

  #countOf(lane: string): number {
    return [...this.#onTheWay.keys()].filter((place) => place.startsWith(`${lane}/`)).length;
  }
}

function retry(category: 'unreachable' | 'conflict' | 'unknown'): {
  kind: 'retry';
  failure: LedgerFailure;
} {
  const code = category.toUpperCase() as 'UNKNOWN';
  return { kind: 'retry', failure: { category, code, message: 'no', next: 'It is tried again.' } };
}
