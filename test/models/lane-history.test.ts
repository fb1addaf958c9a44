import { describe, expect, it } from 'vitest';
import { readLaneHistory } from '../../models/lane-history.js';

const LEVELS = [
  { level: 'chapter', keys: [{ input: 'hs', digits: 2 }], wider: null, label: '' },
  { level: 'commodity', keys: [{ input: 'hs' }], wider: 'chapter', label: '' },
  {
    level: 'lane',
    keys: ['hs', 'originCountry', 'exportCountry', 'dutyRate', 'dutyType'].map((input) => ({
      input,
    })),
    wider: 'commodity',
    label: '',
  },
  {
    level: 'repeat',
    keys: ['hs', 'originCountry', 'exportCountry', 'dutyRate', 'dutyType', 'netMass'].map(
      (input) => ({ input }),
    ),
    wider: 'lane',
    label: '',
  },
];

const FILE = {
  schema: 'guanlian.lane-history/1',
  asOf: { from: '2020-01-01', to: '2020-12-31' },
  declared: 20,
  hits: 5,
  smoothing: 2,
  countries: ['CN', 'HK'],
  dutyRates: ['0', '8'],
  dutyTypes: ['A'],
  lanes: [
    ['4202999000', 0, 0, 1, 0, 6, 3, ['1', 4, 3, '2.5', 2, 0]],
    ['4202999000', 0, 1, 1, 0, 2, 0, ['1', 2, 0]],
    ['6109100000', 1, 1, 0, 0, 12, 2, ['7', 12, 2]],
  ],
};

const bag = {
  hs: '4202999000',
  originCountry: 'CN',
  exportCountry: 'CN',
  dutyRate: '8',
  dutyType: 'A',
  netMass: '1',
};

describe('lane history', () => {
  const history = readLaneHistory(JSON.stringify(FILE), LEVELS);

  it('smooths each group towards the wider one, as worked out by hand', () => {
    const chapter = (3 + 2 * (5 / 20)) / (8 + 2);
    const commodity = (3 + 2 * chapter) / (8 + 2);
    const lane = (3 + 2 * commodity) / (6 + 2);
    const repeat = (3 + 2 * lane) / (4 + 2);
    expect(Object.fromEntries(history.lookUp(bag))).toEqual({
      chapter: { rate: chapter, count: 8 },
      commodity: { rate: commodity, count: 8 },
      lane: { rate: lane, count: 6 },
      repeat: { rate: repeat, count: 4 },
    });
  });

  it('falls back to the lane for a net mass that was never declared there', () => {
    const answers = history.lookUp({ ...bag, netMass: '1.001' });
    expect(answers.get('repeat')?.count).toBe(0);
    expect(answers.get('repeat')?.rate).toBeCloseTo(answers.get('lane')?.rate ?? NaN, 12);
  });

  it('falls back to the overall rate where nothing is known, and says so by counts of zero', () => {
    const answers = history.lookUp({ ...bag, hs: '9999999999' });
    for (const { rate, count } of answers.values()) {
      expect(count).toBe(0);
      expect(rate).toBeCloseTo(0.25, 12);
    }
  });

  it('says which days it covers', () => {
    expect(history.asOf).toEqual({ from: '2020-01-01', to: '2020-12-31' });
  });

  it('refuses a file of another schema', () => {
    const other = JSON.stringify({ ...FILE, schema: 'guanlian.lane-history/2' });
    expect(() => readLaneHistory(other, LEVELS)).toThrow();
  });

  it('refuses levels that come before their wider one', () => {
    const upside = readLaneHistory(JSON.stringify(FILE), [...LEVELS].reverse());
    expect(() => upside.lookUp(bag)).toThrow(/precedes/);
  });
});
