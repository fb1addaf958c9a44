/** Shell rings: planted ones are found with their proof, everyday sharing is not. */
import { describe, expect, it } from 'vitest';
import type { TypologyHit } from '../../../graph/index.js';
import { TYPOLOGIES } from '../../../graph/index.js';
import { companies, storeWith } from './planted.js';

const ring = TYPOLOGIES.find(({ id }) => id === 'shell-ring');

type Held = Readonly<Record<string, readonly string[]>>;

async function detect(held: Held, parameters = {}): Promise<readonly TypologyHit[]> {
  const store = await storeWith(companies(held));
  return (await ring?.detect(store, parameters)) ?? [];
}

async function membersOf(held: Held, parameters = {}): Promise<string[][]> {
  return (await detect(held, parameters)).map(({ members }) => members.map(({ key }) => key));
}

/** Companies with attributes of their own, so that the graph is not only the pattern. */
const CROWD: Held = Object.fromEntries(
  Array.from({ length: 60 }, (_, i) => [`Honest ${i}`, [`Phone:h${i}`, `Address:h${i}`]]),
);

const PLANTED: readonly (readonly [string, Held])[] = [
  [
    'a chain: a phone here, an address there',
    { Ash: ['Phone:1'], Birch: ['Phone:1', 'Address:x'], Cedar: ['Address:x'] },
  ],
  [
    'one office with one director',
    {
      Ash: ['Address:x', 'Person:P'],
      Birch: ['Address:x', 'Person:P'],
      Cedar: ['Address:x', 'Person:P'],
    },
  ],
  [
    'e-mail and phone under different addresses',
    {
      Ash: ['Email:e', 'Phone:1', 'Address:a'],
      Birch: ['Email:e', 'Address:b'],
      Cedar: ['Phone:1', 'Address:c'],
    },
  ],
];

const INNOCENT: readonly (readonly [string, Held])[] = [
  ['two firms of one family', { Ash: ['Address:x', 'Phone:1'], Birch: ['Address:x', 'Phone:1'] }],
  [
    'tenants of one building',
    Object.fromEntries(['Ash', 'Birch', 'Cedar', 'Dogwood'].map((name) => [name, ['Address:x']])),
  ],
  [
    'clients of a formation agent with one address and one phone for all',
    Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`Client ${i}`, ['Address:agent', 'Phone:agent']]),
    ),
  ],
  [
    'one firm that messages write in three ways',
    {
      'Ash Trading Ltd': ['Address:x', 'Phone:1'],
      'ASH TRADING': ['Address:x', 'Phone:1'],
      'Ash Trading Co., Ltd.': ['Address:x'],
    },
  ],
  ['strangers', { Ash: ['Phone:1'], Birch: ['Phone:2'], Cedar: ['Phone:3'] }],
];

describe('the shell ring detector', () => {
  it.each(PLANTED)('finds %s', async (_pattern, held) => {
    expect(await membersOf({ ...CROWD, ...held })).toEqual([['Ash', 'Birch', 'Cedar']]);
  });

  it.each(INNOCENT)('leaves alone %s', async (_pattern, held) => {
    expect(await membersOf({ ...CROWD, ...held })).toEqual([]);
  });

  it('finds a ring among the clients of an agent by what they share beside the agent', async () => {
    const clients = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `Client ${String(i).padStart(2, '0')}`,
        ['Address:agent', ...(i < 3 ? ['Phone:1', 'Person:P'] : [])],
      ]),
    );
    expect(await membersOf({ ...CROWD, ...clients })).toEqual([
      ['Client 00', 'Client 01', 'Client 02'],
    ]);
  });

  it('keeps two rings apart and puts the stronger one first', async () => {
    const tight = ['Address:x', 'Person:P', 'Phone:1'];
    const held = { Ash: tight, Birch: tight, Cedar: tight };
    const loose = { Xylia: ['Phone:8'], Yew: ['Phone:8', 'Phone:9'], Zelkova: ['Phone:9'] };
    const hits = await detect({ ...CROWD, ...loose, ...held });
    expect(hits.map(({ members }) => members[0]?.key)).toEqual(['Ash', 'Xylia']);
    expect(Number(hits[0]?.score)).toBeGreaterThan(Number(hits[1]?.score));
    for (const { score } of hits) expect(score).toMatch(/^0\.\d{4}$/);
  });

  it('takes a web of many companies apart to those with two attributes in common', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `Link ${String(i).padStart(2, '0')}`,
        [`Phone:c${i}`, `Phone:c${i + 1}`, ...(i < 3 ? ['Address:x', 'Person:P'] : [])],
      ]),
    );
    expect(await membersOf(chain, { ringMaximum: 40 })).toMatchObject([{ length: 30 }]);
    expect(await membersOf(chain, { ringMaximum: 20 })).toEqual([
      ['Link 00', 'Link 01', 'Link 02'],
    ]);
  });

  it('proves what it says: witnesses with their records, figures in the reasons', async () => {
    const [hit] = await detect({ ...CROWD, ...PLANTED[0]?.[1] });
    expect(
      hit?.witnesses.map(({ type, from, to, recordIds }) => [from.key, type, to.key, recordIds]),
    ).toEqual([
      ['Birch', 'HAS_ADDRESS', 'x', ['company-Birch']],
      ['Cedar', 'HAS_ADDRESS', 'x', ['company-Cedar']],
      ['Ash', 'HAS_PHONE', '1', ['company-Ash']],
      ['Birch', 'HAS_PHONE', '1', ['company-Birch']],
    ]);
    // Rarity of an attribute of two among 200 companies: ln(200 / 2) / ln 200 = 0.869; two links for two needed.
    expect(hit?.reasons).toEqual([
      '3 companies under different names are held together by 2 shared attributes (1 × Address, 1 × Phone)',
      expect.stringContaining('belongs to 2 of them; its rarity is 0.87 among 200 companies'),
      expect.stringContaining('0.87'),
    ]);
    expect(Number(hit?.score)).toBeCloseTo(1 - Math.exp(-Math.log(100) / Math.log(200)), 3);
  });

  it('keeps its fingerprint while the members stay, whatever else comes', async () => {
    const held = PLANTED[0]?.[1] ?? {};
    const [first] = await detect(held);
    const [later] = await detect({ ...CROWD, ...held, Cedar: ['Address:x', 'Email:new'] });
    const [joined] = await detect({ ...held, Dogwood: ['Address:x'] });
    expect(later?.fingerprint).toBe(first?.fingerprint);
    expect(joined?.fingerprint).not.toBe(first?.fingerprint);
  });

  it('finds nothing in an empty graph', async () => {
    expect(await detect({})).toEqual([]);
  });
});
