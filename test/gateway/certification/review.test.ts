import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
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
    ['treatment-dosage', { treatments: [{ type: 'cold' }] }, 'manual'],
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
  ])('%s catches it', (rule, change, decision) => {
    const result = review(change);
    const check = result.checks.find((candidate) => candidate.rule === rule);
    expect(check?.result).toBe(decision === 'rejected' ? 'reject' : 'manual');
    expect(check?.field).toBeDefined();
    expect(result.decision).toBe(decision);
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
