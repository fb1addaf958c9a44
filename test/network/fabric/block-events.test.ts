/** Events from blocks: in order, from a position, over streams that are cut at any place, once each. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FabricBlock } from '../../../network/fabric/block.js';
import { blockEvents } from '../../../network/fabric/block-events.js';
import type { OpenBlocks } from '../../../network/fabric/block-events.js';
import type { Attempt } from '../../../network/fabric/retry.js';
import { untilAborted, withRetries } from '../../../network/fabric/retry.js';
import { failure } from '../../../network/failure.js';
import type { Position } from '../../../network/index.js';

const TIME = '2026-01-01T00:00:00.000Z';

/** A block of transactions, by what each one is. */
function block(number: number, kinds: readonly string[]): FabricBlock {
  const transactions = kinds.map((kind, index) => ({
    ...{ index, txId: `${number}/${index}`, time: TIME, mspId: 'AMSP' },
    code: kind === 'invalid' ? 11 : 0,
    ...(kind === 'config' ? {} : { chaincode: kind === 'foreign' ? 'other' : 'guanlian' }),
    ...(kind === 'quiet' || kind === 'config'
      ? {}
      : { event: { name: 'e', payload: `${number}/${index}` } }),
  }));
  return { number, headerHash: '', transactions };
}

/** Opens a chain whose streams end, or fail, after so many blocks each; then it stays silent until aborted. */
function chain(blocks: readonly FabricBlock[], cuts: readonly number[]): OpenBlocks {
  const left = [...cuts];
  return async function* open(from, signal) {
    const after = left.shift() ?? Infinity;
    let told = 0;
    for (const one of blocks.slice(from)) {
      if (told === after) {
        if (after % 2) throw new Error('cut off');
        return;
      }
      yield one;
      told += 1;
    }
    if (signal.aborted) return;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  };
}

async function take(open: OpenBlocks, count: number, after?: Position): Promise<string[]> {
  const stop = new AbortController();
  const taken: string[] = [];
  const options = { signal: stop.signal, ...(after ? { after } : {}) };
  if (count === 0) return [];
  for await (const event of blockEvents(open, 'guanlian', options)) {
    taken.push(event.txId);
    if (taken.length === count) break;
  }
  stop.abort();
  return taken;
}

const KIND = fc.constantFrom('event', 'event', 'quiet', 'invalid', 'foreign', 'config');

describe('events of a node', () => {
  test('come once and in order, wherever the stream is cut', async () => {
    const story = fc.record({
      kinds: fc.array(fc.array(KIND, { minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 6,
      }),
      cuts: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
      skip: fc.nat(30),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ kinds, cuts, skip }) => {
        const blocks = kinds.map((one, number) => block(number, one));
        const all = kinds.flatMap((one, number) =>
          one.flatMap((kind, tx) => (kind === 'event' ? [{ block: number, tx }] : [])),
        );
        const after = all[skip % (all.length + 1)];
        const expected = after === undefined ? all : all.slice(all.indexOf(after) + 1);
        const seen = await take(chain(blocks, cuts), expected.length, after);
        expect(seen).toEqual(expected.map(({ block: number, tx }) => `${number}/${tx}`));
      }),
      { numRuns: 40 },
    );
  });

  test('end when the signal aborts, also while nothing comes', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const seen: unknown[] = [];
    const events = blockEvents(chain([block(0, ['quiet'])], []), 'guanlian', {
      signal: stop.signal,
    });
    for await (const event of events) seen.push(event);
    expect(seen).toEqual([]);
  });

  test('tell a block to be read once its events were taken', async () => {
    const stop = new AbortController();
    const told: unknown[] = [];
    const onBlock = (number: number): void => {
      told.push(number);
      if (number === 1) stop.abort();
    };
    const open = chain([block(0, ['event']), block(1, ['quiet'])], []);
    for await (const { txId } of blockEvents(open, 'guanlian', { signal: stop.signal, onBlock })) {
      told.push(txId);
    }
    expect(told).toEqual(['0/0', 0, 1]);
  });
});

describe('repeating a submission', () => {
  const failing = (
    category: 'conflict' | 'warming' | 'policy',
    again: 'fresh' | 'wait' | 'no',
  ) => ({
    ok: false as const,
    refusal: { failure: failure(category, 'because'), again },
  });
  const attempts = (list: Attempt<string>[]) => {
    let count = 0;
    return { run: async () => list[Math.min(count++, list.length - 1)]!, made: () => count };
  };

  test.each([0, 1, 3])('that was overtaken stops after %i repeats', async (conflicts) => {
    const { run, made } = attempts([failing('conflict', 'fresh')]);
    const outcome = await withRetries(run, { conflicts });
    expect(outcome).toMatchObject({ ok: false, refusal: { category: 'conflict' } });
    expect(made()).toBe(conflicts + 1);
  });

  test('that was overtaken once and then passes', async () => {
    const { run } = attempts([failing('conflict', 'fresh'), { ok: true, value: 'done' }]);
    expect(await withRetries(run, { conflicts: 3 })).toEqual({ ok: true, value: 'done' });
  });

  test('that the network was not ready for is waited out', async () => {
    const { run } = attempts([failing('warming', 'wait'), { ok: true, value: 'done' }]);
    expect(await withRetries(run, { conflicts: 0 })).toEqual({ ok: true, value: 'done' });
  });

  test('that was refused for good is not repeated', async () => {
    const { run, made } = attempts([failing('policy', 'no')]);
    await withRetries(run, { conflicts: 9 });
    expect(made()).toBe(1);
  });

  test('ends with its signal while it waits', async () => {
    const stop = new AbortController();
    const { run } = attempts([failing('warming', 'wait')]);
    const waiting = withRetries(run, { conflicts: 0, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    const never = new Promise<string>(() => undefined);
    const heard = untilAborted(never, AbortSignal.timeout(10));
    await expect(heard).rejects.toThrow(/timeout/i);
  });
});
