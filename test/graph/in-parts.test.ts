/** Long work lets others have their turn, and comes out the same. */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapped, sorted } from '../../graph/in-parts.js';
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

  it('lets others have their turn in between', async () => {
    let turns = 0;
    let isOver = false;
    const others = async (): Promise<void> => {
      for (; !isOver; turns += 1) await turn();
    };
    const waiting = others();
    const many = await mapped(Array(20_000).keys(), (n) => 20_000 - n, turn);
    const ordered = await sorted(many, (a, b) => a - b, turn);
    isOver = true;
    await waiting;
    expect([ordered[0], ordered.at(-1), ordered.length]).toEqual([1, 20_000, 20_000]);
    expect(turns).toBeGreaterThan(20);
  });
});

describe('a pace', () => {
  it('is due after work that lasts, and not again right after a rest', async () => {
    const { isDue, rest } = pace();
    expect(isDue()).toBe(false);
    const until = performance.now() + 20;
    while (performance.now() < until);
    expect(isDue()).toBe(true);
    await rest();
    expect(isDue()).toBe(false);
  });
});
