/** Long work lets others have their turn, and comes out the same. */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinct, mapped, sorted } from '../../graph/in-parts.js';
import { pace } from '../../graph/pace.js';

const noRest = async (): Promise<void> => undefined;

describe('sorting in parts', () => {
  it('gives the order of a sort at once, and keeps what is equal in its order', async () => {
    const items = fc.array(fc.tuple(fc.nat(20), fc.string({ maxLength: 2 })), {
      maxLength: 3500,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(items, async (all) => {
        const order = ([a]: [number, string], [b]: [number, string]): number => a - b;
        expect(await sorted(all, order, noRest)).toEqual([...all].sort(order));
      }),
      { numRuns: 30 },
    );
  });

  it('rests while it makes a list, while it sorts the parts, and while it merges them', async () => {
    let rests = 0;
    const rest = async (): Promise<void> => void (rests += 1);
    const many = await mapped(Array(8000).keys(), (n) => 8000 - n, rest);
    expect(rests).toBe(8);
    const ordered = await sorted(
      [...(await distinct(many, async () => undefined))],
      (a, b) => a - b,
      rest,
    );
    expect([ordered[0], ordered.at(-1), ordered.length]).toEqual([1, 8000, 8000]);
    // Eight parts, then three times all of them.
    expect(rests).toBe(8 + 8 + 3 * 8);
  });
});

describe('a pace', () => {
  let now = 0;
  const clock = (): number => now;

  it('is due when work has lasted, and not again after a rest', async () => {
    const { isDue, rest } = pace(clock);
    now += 5;
    expect(isDue()).toBe(false);
    now += 5;
    expect(isDue()).toBe(true);
    await rest();
    expect(isDue()).toBe(false);
  });

  it('gives each of those who rest at once a turn of its own', async () => {
    const { rest } = pace(clock);
    now += 20;
    let turns = 0;
    let isOver = false;
    const others = async (): Promise<void> => {
      for (; !isOver; turns += 1) await turn();
    };
    const waiting = others();
    const rested = Array.from({ length: 10 }, async () => {
      await rest();
      return turns;
    });
    const at = await Promise.all(rested);
    isOver = true;
    await waiting;
    expect(new Set(at).size).toBe(10);
  });
});
