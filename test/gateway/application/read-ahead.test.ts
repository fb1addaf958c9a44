/** A stream read ahead of the work on it: nothing is lost, repeated or out of order, however it comes and ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockMarks } from '../../../gateway/application/block-marks.js';
import { readAhead } from '../../../gateway/application/read-ahead.js';

async function* streamOf(items: readonly number[], end?: Error): AsyncGenerator<number> {
  for (const item of items) {
    if (item % 3 === 0) await sleep(0);
    yield item;
  }
  if (end) throw end;
}

describe('reading ahead', () => {
  it('hands everything over once, in order, in lists of at most so many', async () => {
    const items = fc.array(fc.nat(9), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 7 }), async (all, most) => {
        const seen: number[] = [];
        for await (const list of readAhead(streamOf(all), { most })) {
          expect(list.length).toBeGreaterThan(0);
          expect(list.length).toBeLessThanOrEqual(most);
          seen.push(...list);
          if (seen.length % 2 === 0) await sleep(0);
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  it('gathers what came while the work went on', async () => {
    const sizes: number[] = [];
    for await (const list of readAhead(streamOf([1, 2, 4, 5, 7, 8]), { most: 50 })) {
      sizes.push(list.length);
      await sleep(2);
    }
    expect(sizes).toEqual([6]);
  });

  it('hands over what was read before a failure, then fails', async () => {
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const list of readAhead(streamOf([1, 2], new Error('cut')), { most: 50 }))
        seen.push(...list);
    };
    await expect(read()).rejects.toThrow('cut');
    expect(seen).toEqual([1, 2]);
  });

  it('does not wait for a quiet stream when it is left', async () => {
    const quiet = async function* (): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    };
    for await (const list of readAhead(quiet(), { most: 5 })) {
      expect(list).toEqual([1]);
      break;
    }
  });
});

describe('blocks of events that are read ahead', () => {
  it('are done with when the last of their events is, and at once when nothing waits', async () => {
    const done: number[] = [];
    const marks = new BlockMarks((block) => done.push(block));
    marks.ended(0);
    expect(done).toEqual([0]);
    for await (const item of marks.counted(streamOf([1, 2, 4]))) if (item === 2) marks.ended(1);
    marks.ended(2);
    expect(done).toEqual([0]);
    marks.done(1);
    expect(done).toEqual([0]);
    marks.done(1);
    expect(done).toEqual([0, 1]);
    marks.done(1);
    expect(done).toEqual([0, 1, 2]);
  });
});
