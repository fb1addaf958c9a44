/** Commits are told once each, over streams that are cut at any place. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { FilteredBlock } from '../../../../network/fabric/sdk/block-stream.js';
import { CommitWatch } from '../../../../network/fabric/sdk/commit-watch.js';

const MINUTE = 60_000;

const block = (number: number, txids: readonly string[]): FilteredBlock => ({
  number,
  transactions: txids.map((txid, i) => ({ txid, tx_validation_code: i % 2 ? 11 : 0 })),
});

/** A chain whose streams end or fail after so many blocks each, then stay open and silent. */
function chainOf(blocks: readonly FilteredBlock[], cuts: readonly number[]) {
  const left = [...cuts];
  const opened: number[] = [];
  async function* open(from: number, signal: AbortSignal): AsyncGenerator<FilteredBlock> {
    opened.push(from);
    const after = left.shift() ?? Infinity;
    for (const [told, one] of blocks.slice(from).entries()) {
      if (told === after && after % 2) throw new Error('cut off');
      if (told === after) return;
      yield one;
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  return { open, opened };
}

test('every commit after the start is told with its place and code, wherever streams are cut', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const chains = fc.record({
    sizes: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 }),
    cuts: fc.array(fc.nat({ max: 3 }), { maxLength: 3 }),
    from: fc.nat({ max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(chains, async ({ sizes, cuts, from }) => {
      const blocks = sizes.map((size, number) =>
        block(
          number,
          Array.from({ length: size }, (_, i) => `${number}/${i}`),
        ),
      );
      const { open, opened } = chainOf(blocks, cuts);
      const watch = new CommitWatch({ open, height: async () => from });
      const waiting = blocks.slice(from).flatMap(({ number, transactions }) =>
        transactions.map(({ txid }, tx) => ({
          place: { position: { block: number, tx }, code: tx % 2 ? 11 : 0 },
          commit: watch.expect(txid).within(MINUTE),
        })),
      );
      await watch.ready();
      for (const { place, commit } of waiting) expect(await commit).toEqual(place);
      expect(opened[0]).toBe(from);
      await watch.close();
    }),
    { numRuns: 25 },
  );
  vi.restoreAllMocks();
});

test('a peer that does not answer at first is asked again by the next call', async () => {
  let isUp = false;
  const { open } = chainOf([block(0, ['a'])], []);
  const height = async (): Promise<number> => {
    if (!isUp) throw new Error('connect ECONNREFUSED');
    return 0;
  };
  const watch = new CommitWatch({ open, height });
  await expect(watch.ready()).rejects.toThrow('ECONNREFUSED');
  isUp = true;
  const expected = watch.expect('a');
  await watch.ready();
  expect(await expected.within(MINUTE)).toEqual({ position: { block: 0, tx: 0 }, code: 0 });
  await watch.close();
});

test('what is not seen in time, forgotten or left at the end is told as not seen', async () => {
  const { open } = chainOf([], []);
  const watch = new CommitWatch({ open, height: async () => 0 });
  await watch.ready();
  expect(await watch.expect('late').within(1)).toBeUndefined();
  const left = watch.expect('left').within(MINUTE);
  const abort = new AbortController();
  const stopped = watch.expect('stopped').within(MINUTE, abort.signal);
  abort.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  await watch.close();
  expect(await left).toBeUndefined();
  expect(await watch.expect('after').within(MINUTE)).toBeUndefined();
});
