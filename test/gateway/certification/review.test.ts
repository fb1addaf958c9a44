import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseReviewParameters,
  REVIEW_DEFAULTS,
  reviewRules,
  reviewApplication,
} from '../../../gateway/certification/index.js';
import { formatDecimal, parseDecimal } from '../../../gateway/certification/decimal.js';
import { demoApplication } from '../../../gateway/demo/application-form.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const review = (change: object = {}, parameters: object = {}, random = 0.5) =>
  reviewApplication(
    { ...demoApplication(NOW), ...change },
    { parameters: { ...REVIEW_DEFAULTS, ...parameters }, now: NOW, random: () => random },
  );
const item = demoApplication(NOW).items[0]!;
const inspection = { kind: 'quarantine', outcome: 'conform', endedAt: '2026-11-22T00:00:00Z' };

describe('the automatic review', () => {
  test('approves an application in order, and asks every rule', () => {
    const { decision, checks } = review();
    expect(decision).toBe('approved');
    expect(checks.map((check) => check.rule)).toEqual(reviewRules().map((rule) => rule.id));
  });

  test.each([
    ['required-fields', { consignmentRef: '' }, 'rejected'],
    [
      'goods-present',
      { items: [], totals: { packages: 0, netMass: { value: '0', unitCode: 'KGM' } } },
      'rejected',
    ],
    ['import-country', { importCountry: 'XA' }, 'rejected'],
    ['producer-registration', { producerRegistration: '' }, 'rejected'],
    ['goods-fit-certificate', { items: [{ ...item, hs: '020110' }] }, 'rejected'],
    ['goods-classified', { items: [{ ...item, hs: undefined }] }, 'manual'],
    ['scientific-name', { items: [{ ...item, scientificName: undefined }] }, 'rejected'],
    ['package-sum', { items: [{ ...item, packages: 7 }] }, 'rejected'],
    [
      'mass-sum',
      { items: [{ ...item, netMass: { value: '9600.000000001', unitCode: 'KGM' } }] },
      'rejected',
    ],
    [
      'mass-positive',
      { items: [{ ...item, netMass: { value: '-1', unitCode: 'KGM' } }] },
      'rejected',
    ],
    ['inspection-conform', { inspections: [{ ...inspection, outcome: 'hold' }] }, 'rejected'],
    [
      'inspection-age',
      { inspections: [{ ...inspection, endedAt: '2026-10-01T00:00:00Z' }] },
      'rejected',
    ],
    [
      'inspection-age',
      { inspections: [{ ...inspection, endedAt: '2026-12-01T00:00:00Z' }] },
      'rejected',
    ],
    ['treatment-required', { treatments: [{ type: 'heat', temperature: '60' }] }, 'rejected'],
    ['treatment-dosage', { treatments: [{ type: 'cold', temperature: '3.1' }] }, 'rejected'],
    ['treatment-dosage', { treatments: [{ type: 'cold', completedOn: '2026-11-20' }] }, 'manual'],
    [
      'treatment-dates',
      { treatments: [{ type: 'cold', temperature: '1', completedOn: '2027-01-01' }] },
      'rejected',
    ],
    ['containers', { equipmentIds: ['ABCU1234567'] }, 'rejected'],
    [
      'declaration-language',
      { declarations: [{ subjectCode: 'A', text: 'x', language: 'la' }] },
      'manual',
    ],
    ['validity-length', { validUntil: '2028-01-01T00:00:00Z' }, 'rejected'],
    [
      'packages-positive',
      {
        items: [
          { ...item, packages: -5 },
          { ...item, lot: 'B', packages: 1205 },
        ],
      },
      'rejected',
    ],
    ['country-codes', { importCountry: 'Southmark' }, 'rejected'],
    ['goods-origin', { items: [{ ...item, originCountry: 'XC' }] }, 'manual'],
    [
      'goods-origin',
      {
        certificateType: 'origin',
        items: [{ ...item, originCountry: 'XC' }],
      },
      'rejected',
    ],
    [
      'party-countries',
      { consignee: { role: 'CN', name: 'X', identifiers: [], address: { countryCode: 'XC' } } },
      'manual',
    ],
    ['containers', { equipmentIds: ['TRUCK 7'] }, 'manual'],
    ['equipment-unique', { equipmentIds: ['CSQU3054383', 'CSQU3054383'] }, 'rejected'],
    ['dates-readable', { inspections: [{ ...inspection, endedAt: 'yesterday' }] }, 'rejected'],
    ['treatment-complete', { treatments: [{ type: 'cold', temperature: '1' }] }, 'manual'],
    [
      'treatment-complete',
      {
        treatments: [
          { type: 'cold', temperature: '1', completedOn: '2026-11-20' },
          { type: 'fumigation', concentration: '48 g/m3', completedOn: '2026-11-20' },
        ],
      },
      'manual',
    ],
    [
      'treatment-inspected',
      { treatments: [{ type: 'cold', temperature: '1', completedOn: '2026-11-23' }] },
      'manual',
    ],
    ['certifiable', { consignmentRef: 'UCR-\u202e1' }, 'rejected'],
    ['certifiable', { consignmentRef: 'U'.repeat(2001) }, 'rejected'],
  ])('%s catches it', (rule, change, decision) => {
    const result = review(change);
    const check = result.checks.find((candidate) => candidate.rule === rule);
    expect(check?.result).toBe(decision === 'rejected' ? 'reject' : 'manual');
    expect(check?.field).toBeDefined();
    expect(result.decision).toBe(decision);
  });

  test.each([
    ['48 g/m3', 'pass'],
    ['48', 'pass'],
    ['79.9g/m³', 'pass'],
    ['80.1 g/m3', 'reject'],
    ['20 to 90 g/m3', 'manual'],
    ['20-90', 'manual'],
    ['1,000', 'manual'],
  ])('a dose of %s is read as such: %s', (concentration, expected) => {
    const gas = { type: 'fumigation', agent: 'CH3Br', concentration, completedOn: '2026-11-20' };
    const cold = { type: 'cold', temperature: '0.5 °C', completedOn: '2026-11-20' };
    const { checks } = review({ treatments: [cold, gas] });
    expect(checks.find((check) => check.rule === 'treatment-dosage')?.result).toBe(expected);
  });

  test('goods in a load device go by air and are approved', () => {
    expect(review({ equipmentIds: ['AKE12345MU'] }).decision).toBe('approved');
  });

  test('nothing is issued beyond the authority of the issuer', () => {
    const validity = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' };
    const authority = { certificateType: 'phytosanitary', country: 'XA', ...validity };
    const decide = (change: object): string =>
      reviewApplication(demoApplication(NOW), {
        ...{ parameters: REVIEW_DEFAULTS, now: NOW, random: () => 0.5 },
        issuer: {
          ...{ mspId: 'NorthCustomsMSP', name: 'North', countryCode: 'XA', roles: ['quarantine'] },
          ...{ keys: [], status: 'active', authorities: [{ ...authority, ...change }] },
        },
      }).decision;
    expect(decide({})).toBe('approved');
    expect(decide({ country: 'XB' })).toBe('rejected');
    expect(decide({ certificateType: 'health' })).toBe('rejected');
    expect(decide({ validUntil: '2026-11-01T00:00:00Z' })).toBe('rejected');
  });

  test('voted parameters overlay the defaults; a vote that does not fit is named', () => {
    expect(parseReviewParameters('{"maxInspectionAgeDays":3}')).toEqual({
      ...REVIEW_DEFAULTS,
      maxInspectionAgeDays: 3,
    });
    for (const text of [
      'x',
      'null',
      '{"chapters":null}',
      '{"samplePercent":101}',
      '{"maxValidityDays":"90"}',
      '{"unknown":1}',
      '{"dosages":[{"type":"cold","property":"temperature","least":"cold","most":"3"}]}',
    ])
      expect(() => parseReviewParameters(text)).toThrow(SyntaxError);
  });

  test('parameters of the library change the answer', () => {
    expect(review({}, { registeredProducers: ['XB-1'] }).decision).toBe('rejected');
    expect(review({ treatments: [] }, { requiredTreatments: [] }).decision).toBe('approved');
  });

  test('a share of the approved goes to a person', () => {
    expect(review({}, { samplePercent: 10 }, 0.05).decision).toBe('manual');
    expect(review({}, { samplePercent: 10 }, 0.5).decision).toBe('approved');
  });
});

test('decimal text is added exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (value) => {
      expect(parseDecimal(formatDecimal(value))).toBe(value);
    }),
  );
  expect(parseDecimal('0.1')! + parseDecimal('0.2')!).toBe(parseDecimal('0.3'));
  for (const text of ['', 'x', '1e3', '1.', '.5', '1.0000000001'])
    expect(parseDecimal(text)).toBeUndefined();
});
