/** Store-and-forward: in order per recipient, at least once, and a recipient that is down delays nobody else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  DeliveryAttempt,
  LedgerFailure,
  OutboxEntry,
  OutboxOptions,
} from '../../network/index.js';
import { NodeStore, Outbox } from '../../network/index.js';

interface Job {
  readonly text: string;
}

const DELIVERED: DeliveryAttempt = { kind: 'delivered' };
const DOWN: LedgerFailure = {
  category: 'unreachable',
  code: 'UNREACHABLE',
  message: 'the peer of the recipient does not answer',
  next: 'It is tried again.',
};
const REFUSED: DeliveryAttempt = {
  kind: 'failed',
  failure: { code: 'AGREEMENT_EXPIRED', message: 'the agreement ended', next: 'Renew it.' },
};
const START = Date.parse('2026-05-01T08:00:00Z');

let dir: string;
let store: NodeStore;
let outbox: Outbox<Job>;
let now: number;
let random: number;
/** What arrived, in order, and what each attempt is answered with. */
let sent: string[];
let answer: (entry: OutboxEntry<Job>) => DeliveryAttempt;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  dir = await mkdtemp(join(tmpdir(), 'guanlian-outbox-'));
  store = await NodeStore.open(dir);
  [now, random, sent, answer] = [START, 0, [], () => DELIVERED];
  outbox = open();
});
afterEach(async () => {
  await outbox[Symbol.asyncDispose]();
  await store.close();
  await rm(dir, { recursive: true, force: true });
  vi.useRealTimers();
});

describe('a lane', () => {
  it('brings jobs in the order in which they were queued, however many at once', async () => {
    const ids = Array.from({ length: 25 }, (_, i) => `job-${i}`);
    await Promise.all(ids.map((id) => queue(id, 'GreenMSP')));
    await outbox.settled('GreenMSP');
    expect(sent).toEqual(ids);
    expect(await states()).toEqual(new Set(['delivered']));
  });

  it('gives each job a position of its own, also after the lane was empty and after a restart', async () => {
    const positions: number[] = [];
    for (const id of ['a', 'b', 'c']) {
      positions.push((await queue(id, 'GreenMSP')).sequence);
      await outbox.settled('GreenMSP');
    }
    await restart();
    positions.push((await queue('d', 'GreenMSP')).sequence);
    positions.push((await queue('e', 'RedMSP')).sequence);
    expect(positions).toEqual([1, 2, 3, 4, 1]);
  });

  it('does not mix with a lane whose name begins alike', async () => {
    answer = ({ lane }) => (lane === 'GreenMSP' ? { kind: 'retry', failure: DOWN } : DELIVERED);
    await queue('a', 'GreenMSP');
    await queue('b', 'GreenMSP0');
    await queue('c', 'GreenMSP-2');
    await settle('GreenMSP', 'GreenMSP0', 'GreenMSP-2');
    expect((await entry('a')).state).toBe('pending');
    expect([(await entry('b')).state, (await entry('c')).state]).toEqual([
      'delivered',
      'delivered',
    ]);
  });

  it('goes on behind a job that is refused for good', async () => {
    answer = ({ id }) => (id === 'a' ? REFUSED : DELIVERED);
    await queue('a', 'GreenMSP');
    await queue('b', 'GreenMSP');
    await settle('GreenMSP');
    expect(await entry('a')).toMatchObject({
      state: 'failed',
      failure: { code: 'AGREEMENT_EXPIRED' },
    });
    expect((await entry('b')).state).toBe('delivered');
  });
});

describe('a recipient that is down', () => {
  beforeEach(() => {
    answer = ({ lane }) => (lane === 'RedMSP' ? { kind: 'retry', failure: DOWN } : DELIVERED);
  });

  it('delays only its own lane, and keeps its order when it is back', async () => {
    for (const id of ['r1', 'r2', 'r3']) await queue(id, 'RedMSP');
    for (const id of ['g1', 'g2']) await queue(id, 'GreenMSP');
    await settle('RedMSP', 'GreenMSP');
    expect(sent.filter((id) => id.startsWith('g'))).toEqual(['g1', 'g2']);
    expect(sent.filter((id) => id.startsWith('r'))).toEqual(['r1']);
    answer = () => DELIVERED;
    sent = [];
    await advance(400, 'RedMSP');
    expect(sent).toEqual(['r1', 'r2', 'r3']);
    expect(await states()).toEqual(new Set(['delivered']));
  });

  it('leaves the reason, the next step and the count of attempts in the entry', async () => {
    await queue('r1', 'RedMSP');
    await settle('RedMSP');
    const { code, message, next } = DOWN;
    expect(await entry('r1')).toMatchObject({
      state: 'pending',
      attempts: 1,
      failure: { code, message, next },
    });
    await advance(400, 'RedMSP');
    expect((await entry('r1')).attempts).toBe(2);
  });

  it.each([
    ['the least', 0, [200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000]],
    ['the middle', 0.5, [300, 600, 1200, 2400, 4800, 9600, 19_200, 22_500, 22_500]],
  ])(
    'is tried after doubled delays up to a limit, with %s of jitter',
    async (_, jitter, delays) => {
      random = jitter;
      await queue('r1', 'RedMSP');
      await settle('RedMSP');
      for (const delay of delays) {
        const before = sent.length;
        await advance(delay - 1, 'RedMSP');
        expect(sent.length).toBe(before);
        await advance(1, 'RedMSP');
        expect(sent.length).toBe(before + 1);
      }
    },
  );

  it('is not asked earlier because another job is queued', async () => {
    await queue('r1', 'RedMSP');
    await settle('RedMSP');
    await queue('r2', 'RedMSP');
    await settle('RedMSP');
    expect(sent).toEqual(['r1']);
  });

  it('is not asked any more by an outbox that is closed', async () => {
    await queue('r1', 'RedMSP');
    await settle('RedMSP');
    await outbox[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual(['r1']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a restart', () => {
  it('takes up in order what was pending, and sends nothing else again', async () => {
    await queue('done', 'GreenMSP');
    await settle('GreenMSP');
    answer = () => ({ kind: 'retry', failure: DOWN });
    for (const id of ['a', 'b']) await queue(id, 'GreenMSP');
    await queue('c', 'RedMSP');
    await settle('GreenMSP', 'RedMSP');
    answer = () => DELIVERED;
    sent = [];
    await restart();
    await outbox.resume();
    await settle('GreenMSP', 'RedMSP');
    expect(sent.filter((id) => id !== 'c')).toEqual(['a', 'b']);
    expect(sent).toContain('c');
    expect(await states()).toEqual(new Set(['delivered']));
  });

  it('sends again what was on its way when the node fell: at least once', async () => {
    // The recipient got it; the node ended before it could note so.
    const [arrived, fallen] = [gate(), gate()];
    const lost = open({
      deliver: async ({ id }) => {
        sent.push(id);
        arrived.open();
        await fallen.passed;
        return { kind: 'retry', failure: DOWN };
      },
    });
    await lost.enqueue('a', 'GreenMSP', { text: 'a' });
    await arrived.passed;
    const closing = lost[Symbol.asyncDispose]();
    fallen.open();
    await closing;
    await outbox.resume();
    await settle('GreenMSP');
    expect(sent).toEqual(['a', 'a']);
    expect((await entry('a')).state).toBe('delivered');
  });
});

describe('an id', () => {
  it('that is known is not queued again, whether waiting or delivered', async () => {
    const [first, second] = await Promise.all([
      queue('a', 'GreenMSP'),
      queue('a', 'GreenMSP', 'other text'),
    ]);
    expect(second.payload).toEqual(first.payload);
    await settle('GreenMSP');
    expect((await queue('a', 'GreenMSP')).state).toBe('delivered');
    await settle('GreenMSP');
    expect(sent).toEqual(['a']);
    expect(await outbox.list()).toHaveLength(1);
  });

  it('that failed can be queued again, with a new payload and a fresh count', async () => {
    answer = () => REFUSED;
    await queue('a', 'GreenMSP', 'first');
    await settle('GreenMSP');
    answer = () => DELIVERED;
    const again = await queue('a', 'GreenMSP', 'second');
    expect(again).toMatchObject({
      state: 'pending',
      attempts: 0,
      payload: { text: 'second' },
      sequence: 2,
    });
    await settle('GreenMSP');
    expect(sent).toEqual(['a', 'a']);
    expect(await entry('a')).toMatchObject({ state: 'delivered', attempts: 1 });
  });
});

describe('an attempt that crashes', () => {
  it.each([
    [new Error('socket hang up'), 'socket hang up'],
    ['no error object', 'the attempt failed'],
  ])('is a retry with the reason: %s', async (cause, message) => {
    await outbox[Symbol.asyncDispose]();
    let crashing = true;
    outbox = open({
      deliver: async () => {
        if (crashing) throw cause;
        return DELIVERED;
      },
    });
    await queue('a', 'GreenMSP');
    await settle('GreenMSP');
    expect(await entry('a')).toMatchObject({
      state: 'pending',
      attempts: 1,
      failure: { code: 'UNKNOWN', message },
    });
    crashing = false;
    await advance(200, 'GreenMSP');
    expect((await entry('a')).state).toBe('delivered');
  });
});

describe('the record of jobs', () => {
  it('tells each change, with the time of the clock', async () => {
    const changes: string[] = [];
    await outbox[Symbol.asyncDispose]();
    outbox = open({
      onChange: ({ id, state, attempts }) => changes.push(`${id} ${state} ${attempts}`),
    });
    answer = ({ attempts }) => (attempts === 0 ? { kind: 'retry', failure: DOWN } : DELIVERED);
    const queued = await queue('a', 'GreenMSP');
    await settle('GreenMSP');
    now += 5000;
    await advance(200, 'GreenMSP');
    expect(changes).toEqual(['a pending 1', 'a delivered 2']);
    expect(queued.queuedAt).toBe('2026-05-01T08:00:00.000Z');
    expect((await entry('a')).deliveredAt).toBe('2026-05-01T08:00:05.000Z');
  });

  it('lists the newest first, and knows no strangers', async () => {
    for (const id of ['z', 'a', 'm']) {
      await queue(id, 'GreenMSP');
      now += 1000;
    }
    expect((await outbox.list()).map(({ id }) => id)).toEqual(['m', 'a', 'z']);
    expect(await outbox.get('stranger')).toBeUndefined();
  });
});

function open(change: Partial<OutboxOptions<Job>> = {}): Outbox<Job> {
  return new Outbox<Job>({
    store,
    clock: { now: () => now },
    random: () => random,
    deliver: async (job) => {
      sent.push(job.id);
      return answer(job);
    },
    ...change,
  });
}

function gate(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), passed };
}

async function restart(): Promise<void> {
  await outbox[Symbol.asyncDispose]();
  await store.close();
  store = await NodeStore.open(dir);
  outbox = open();
}

async function queue(id: string, lane: string, text = id): Promise<OutboxEntry<Job>> {
  return outbox.enqueue(id, lane, { text });
}

async function entry(id: string): Promise<OutboxEntry<Job>> {
  const found = await outbox.get(id);
  if (!found) throw new Error(`no entry ${id}`);
  return found;
}

async function settle(...lanes: string[]): Promise<void> {
  for (const lane of lanes) await outbox.settled(lane);
}

async function advance(ms: number, lane: string): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await outbox.settled(lane);
}

async function states(): Promise<Set<string>> {
  return new Set((await outbox.list()).map(({ state }) => state));
}
