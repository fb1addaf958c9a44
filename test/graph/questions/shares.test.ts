/** Who has what in common, and how unusual it is. */
import { describe, expect, it } from 'vitest';
import { linksOf, nodeId, shares } from '../../../graph/index.js';
import type { Shares } from '../../../graph/index.js';
import { rarity, surprisal } from '../../../graph/questions/surprisal.js';
import { ref } from '../../contracts/graph-store/facts.js';
import { asked } from './story.js';

const ofAmber = async (...kinds: ('address' | 'container' | 'phone')[]): Promise<Shares> => {
  const found = await asked((reader) =>
    shares(reader, { ref: ref('Company:amber'), ...(kinds.length > 0 ? { kinds } : {}) }),
  );
  return found ?? { sharers: [], truncated: true };
};

describe('who shares something with a company', () => {
  it('puts the one with the flat’s phone and the container before the tenants of the park', async () => {
    const { sharers, truncated } = await ofAmber();
    expect(sharers.map(({ sharer }) => nodeId(sharer)).slice(0, 2)).toEqual([
      'Company:basil',
      'Company:tenant00',
    ]);
    expect(sharers).toHaveLength(41);
    expect(truncated).toBe(false);
    const [basil, tenant] = sharers;
    expect(basil?.things.map(({ kind, holders }) => [kind, holders])).toEqual([
      ['phone', 2],
      ['container', 3],
      ['address', 42],
    ]);
    expect(tenant?.things.map(({ kind }) => kind)).toEqual(['address']);
  });

  it('weighs a shared flat in bits, and a shared park as next to nothing', async () => {
    const [basil] = (await ofAmber('phone', 'address')).sharers;
    // 43 companies: 2 of them have the phone, 42 the address.
    expect(basil?.things).toMatchObject([
      { kind: 'phone', population: 43, bits: '4.43', rarity: '0.82' },
      { kind: 'address', population: 43, bits: '0.03', rarity: '0.01' },
    ]);
    expect(basil?.bits).toBe('4.46');
  });

  it('names the links of both sides as witnesses', async () => {
    const [basil] = (await ofAmber('container')).sharers;
    const links = basil?.things.slice(0, 1).flatMap(linksOf);
    expect(links?.map(({ type, from, to }) => [type, from.key, to.key])).toEqual([
      ['CARRIED_IN', 'one', 'C1'],
      ['CARRIED_IN', 'two', 'C1'],
      ['CONSIGNED_BY', 'one', 'amber'],
      ['CONSIGNED_TO', 'two', 'basil'],
    ]);
  });

  it('does not count the container of a paper that names both: they trade, that is all', async () => {
    const { sharers } = await ofAmber('container');
    expect(sharers.map(({ sharer }) => sharer.key)).toEqual(['basil']);
  });

  it('is undefined for a node that is unknown, and empty for one that holds nothing', async () => {
    expect(await asked((reader) => shares(reader, { ref: ref('Company:nobody') }))).toBeUndefined();
    const park = await asked((reader) => shares(reader, { ref: ref('Address:park') }));
    expect(park).toEqual({ sharers: [], truncated: false });
  });
});

describe('surprisal', () => {
  it.each([
    [1, 1024, 10, 1],
    [512, 1024, 1, 0.1],
    [1024, 1024, 0, 0],
    [5, 3, 0, 0],
    [1, 1, 0, 0],
  ])('of %i holders among %i is %d bits, rarity %d', (holders, population, bits, rare) => {
    expect(surprisal(holders, population)).toBeCloseTo(bits, 10);
    expect(rarity(holders, population)).toBeCloseTo(rare, 10);
  });
});
