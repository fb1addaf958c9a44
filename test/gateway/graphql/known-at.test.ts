/** How a question about what the node knew is read. */
import { describe, expect, it } from 'vitest';
import { knownAtOf } from '../../../gateway/graphql/inputs/known-at.js';

describe('a question about what the node knew', () => {
  it.each([
    [undefined, undefined],
    [null, undefined],
    [{ block: 7 }, { knownAt: { block: 7 } }],
    [{ block: 7, tx: 0, time: null }, { knownAt: { block: 7, tx: 0 } }],
    [{ time: '2026-11-01T00:00:00Z' }, { knownAt: { time: '2026-11-01T00:00:00Z' } }],
  ])('%j means %j', (given, meant) => {
    expect(knownAtOf(given)).toEqual(meant);
  });

  it.each([
    {},
    { tx: 1 },
    { block: 1, time: '2026-11-01T00:00:00Z' },
    { tx: 1, time: '2026-11-01T00:00:00Z' },
    { block: -1 },
    { block: 1, tx: -1 },
  ])('%j is refused', (given) => {
    expect(() => knownAtOf(given)).toThrow(/block/);
  });
});
