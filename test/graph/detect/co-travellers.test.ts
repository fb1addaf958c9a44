/** Repeated co-travellers: couriers on separate bookings are found, families, tours and commuters are not. */
import { describe, expect, it } from 'vitest';
import type { TypologyHit } from '../../../graph/index.js';
import { TYPOLOGIES } from '../../../graph/index.js';
import { chanceOfOverlap } from '../../../graph/detect/hypergeometric.js';
import { flights, storeWith } from './planted.js';

const detector = TYPOLOGIES.find(({ id }) => id === 'repeated-co-travellers');

type Aboard = Readonly<Record<string, readonly string[]>>;

async function detect(aboard: Aboard, parameters = {}): Promise<readonly TypologyHit[]> {
  const store = await storeWith(flights(aboard));
  return (await detector?.detect(store, parameters)) ?? [];
}

async function found(aboard: Aboard, parameters = {}): Promise<string[][]> {
  return (await detect(aboard, parameters)).map(({ members }) => members.map(({ key }) => key));
}

/** `count` flights with the passengers that `aboard` names for each, beside others who fly once. */
function season(count: number, aboard: (i: number) => readonly string[]): Aboard {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const others = Array.from({ length: 8 }, (_, k) => `once-${i}-${k}/O${i}${k}`);
      return [`F${String(i).padStart(3, '0')}`, [...aboard(i), ...others]];
    }),
  );
}

describe('the co-traveller detector', () => {
  it('finds people who are on flight after flight under bookings of their own', async () => {
    const aboard = season(6, (i) => (i < 4 ? [`A/A${i}`, `B/B${i}`, `C/C${i}`] : []));
    expect(await found(aboard)).toEqual([['A', 'B', 'C']]);
  });

  it('joins people who never were all on one flight', async () => {
    const aboard = season(8, (i) => (i < 4 ? [`A/A${i}`, `B/B${i}`] : [`B/B${i}`, `C/C${i}`]));
    expect(await found(aboard)).toEqual([['A', 'B', 'C']]);
  });

  it.each<readonly [string, Aboard]>([
    ['a tour group on one booking', season(5, () => ['A/TOUR', 'B/TOUR', 'C/TOUR'])],
    [
      'a family that once booked apart',
      season(5, (i) => (i === 0 ? ['A/FAM', 'B/FAM'] : [`A/A${i}`, `B/B${i}`])),
    ],
    ['people who met twice', season(5, (i) => (i < 2 ? [`A/A${i}`, `B/B${i}`] : [`A/A${i}`]))],
    [
      'commuters who fly nearly every day',
      season(120, (i) => [...(i % 4 ? [`A/A${i}`] : []), ...(i % 5 ? [`B/B${i}`] : [])]),
    ],
    ['people whose bookings were withheld', season(5, () => ['A', 'B', 'C'])],
    ['nobody', {}],
  ])('leaves alone %s', async (_who, aboard) => {
    expect(await found(aboard)).toEqual([]);
  });

  it('takes unknown bookings for different ones only when told to', async () => {
    const aboard = season(5, () => ['A', 'B/B']);
    expect(await found(aboard, { unknownBookings: 'count' })).toEqual([['A', 'B']]);
  });

  it('asks for as many joint flights as it is told to', async () => {
    const aboard = season(6, (i) => (i < 4 ? [`A/A${i}`, `B/B${i}`] : []));
    expect(await found(aboard, { coFlights: 4 })).toEqual([['A', 'B']]);
    expect(await found(aboard, { coFlights: 5 })).toEqual([]);
  });

  it('corrects for the number of pairs it compared', async () => {
    const pairs = (n: number) =>
      season(30, (i) =>
        Array.from({ length: n }, (_, k) => [`A${k}/A${k}-${i}`, `B${k}/B${k}-${i}`])
          .filter((_, k) => (i + k) % 3 === 0)
          .flat(),
      );
    const chance = (hits: readonly TypologyHit[]) =>
      Number(/p = ([\d.e+-]+)/.exec(hits[0]?.reasons[2] ?? '')?.[1]);
    const few = chance(await detect(pairs(1), { coTravelChance: 1 }));
    const many = chance(await detect(pairs(6), { coTravelChance: 1 }));
    expect(many).toBeGreaterThan(few * 5);
  });

  it('proves what it says: each flight with its booking and record, and the figures', async () => {
    const [hit] = await detect(season(4, (i) => (i < 3 ? [`A/A${i}`, `B/B${i}`] : ['A/A9'])));
    expect(hit?.witnesses).toHaveLength(6);
    expect(hit?.witnesses[0]).toEqual({
      type: 'FLEW_ON',
      from: { label: 'Person', key: 'A' },
      to: { label: 'Flight', key: 'F000' },
      properties: { booking: 'A0' },
      recordIds: ['list-F000'],
    });
    // 4 and 3 flights of 100, all 3 joint: C(97, 1) / C(100, 4) = 97 / 3,921,225 = 2.5e-5; expected 4 × 3 / 100.
    expect(hit?.reasons).toEqual([
      '2 people were on the same flights under different bookings, 3 flights in all, and never on one booking',
      'the two who stand out most flew 4 and 3 times, 3 of them together; accident explains 0.12 (4 flights known, 100 assumed)',
      'chance by accident: p = 2.5e-5 (hypergeometric, corrected for all pairs compared)',
    ]);
    expect(hit?.score).toBe((4.6066 / 7.6066).toFixed(4));
  });
});

describe('the hypergeometric chance', () => {
  it.each([
    [{ universe: 10, first: 4, second: 4, overlap: 0 }, 1],
    [{ universe: 10, first: 4, second: 4, overlap: 4 }, 1 / 210],
    [{ universe: 10, first: 4, second: 4, overlap: 3 }, 25 / 210],
    [{ universe: 4, first: 4, second: 4, overlap: 4 }, 1],
    [{ universe: 52, first: 13, second: 5, overlap: 5 }, 1287 / 2598960],
  ])('of %j is %d', (overlap, chance) => {
    expect(chanceOfOverlap(overlap)).toBeCloseTo(chance, 10);
  });

  it('adds up to one over all overlaps, also for thousands of flights', () => {
    const of = (overlap: number) =>
      chanceOfOverlap({ universe: 5000, first: 300, second: 200, overlap });
    let sum = 0;
    for (let x = 0; x <= 200; x++) sum += of(x) - of(x + 1);
    expect(sum).toBeCloseTo(1, 9);
    expect(of(12)).toBeGreaterThan(of(13));
  });
});
