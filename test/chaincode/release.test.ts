/** Releases: nothing more than agreed, nothing false, nothing left out silently. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgreementTerms, Release, SaltedField, WithheldField } from '../../chaincode/index.js';
import {
  checkRelease,
  divideFields,
  fieldDigest,
  MAX_RELEASE_LEAVES,
  proveRelease,
  releaseText,
} from '../../chaincode/index.js';
import { codeOf, honestRelease, LEAVES, LEDGER_ENVELOPE, messageOf, TERMS } from './members.js';

const HONEST = honestRelease();
const check = (change: object): string =>
  codeOf(checkRelease({ ...HONEST, ...change }, TERMS, LEDGER_ENVELOPE));
const [field] = HONEST.fields as [SaltedField];
const [kept] = HONEST.withheld as [WithheldField];

describe('dividing a record', () => {
  it('releases what the agreement names and gives the digest of everything else', () => {
    expect(HONEST.fields.map((f) => f.pointer)).toEqual([
      '/consignments/0/goods',
      '/consignments/1/goods',
      '/kind',
    ]);
    expect(HONEST.withheld).toHaveLength(LEAVES.length - 3);
    expect(HONEST.withheld.every((w) => w.reason === 'NOT_IN_AGREEMENT')).toBe(true);
    expect(JSON.stringify(HONEST)).not.toContain('Orchid');
  });

  it('releases nothing of a kind that is not agreed', () => {
    const { fields, withheld } = divideFields(LEAVES, TERMS, 'declaration');
    expect([fields.length, withheld.length]).toEqual([0, LEAVES.length]);
  });

  it('gives a release that passes, whatever fields are agreed', () => {
    const patterns = LEAVES.map((leaf) => leaf.pointer);
    fc.assert(
      fc.property(fc.subarray(patterns, { minLength: 1 }), (fields) => {
        const terms: AgreementTerms = { ...TERMS, datasets: [{ kind: 'manifest', fields }] };
        const divided = divideFields(LEAVES, terms, 'manifest');
        expect(divided.fields.map((f) => f.pointer)).toEqual(fields);
        expect(codeOf(checkRelease({ ...HONEST, ...divided }, terms, LEDGER_ENVELOPE))).toBe('ok');
      }),
    );
  });
});

describe('an honest release', () => {
  it('passes the contract and proves itself to the recipient', () => {
    expect(check({})).toBe('ok');
    expect(codeOf(proveRelease(HONEST, LEDGER_ENVELOPE))).toBe('ok');
    expect(releaseText(HONEST)).toBe(releaseText(JSON.parse(releaseText(HONEST)) as Release));
  });

  it('may withhold agreed fields, for a reason that is listed', () => {
    const withheld = {
      pointer: field.pointer,
      digest: fieldDigest(field).toString('hex'),
      reason: 'MASKED',
    };
    const change = { fields: HONEST.fields.slice(1), withheld: [...HONEST.withheld, withheld] };
    expect(check(change)).toBe('ok');
  });
});

describe('a release beyond the agreement', () => {
  it('is refused for one field more, which is named', () => {
    for (const hidden of HONEST.withheld) {
      const leaf = LEAVES.find(({ pointer }) => pointer === hidden.pointer) as SaltedField;
      const withheld = HONEST.withheld.filter((w) => w !== hidden);
      const more = { ...HONEST, fields: [...HONEST.fields, leaf], withheld };
      const outcome = checkRelease(more, TERMS, LEDGER_ENVELOPE);
      expect(codeOf(outcome)).toBe('FIELD_NOT_AGREED');
      expect(messageOf(outcome)).toContain(leaf.pointer);
      // It is true all the same: only the agreement forbids it.
      expect(codeOf(proveRelease(more, LEDGER_ENVELOPE))).toBe('ok');
    }
  });

  it('is refused for a purpose that is not agreed', () => {
    expect(check({ purpose: 'border-security' })).toBe('PURPOSE_NOT_AGREED');
    expect(check({ purpose: undefined })).toBe('PURPOSE_NOT_AGREED');
  });

  it('is refused for a kind that is not agreed', () => {
    const envelope = { ...LEDGER_ENVELOPE, kind: 'declaration' as const };
    expect(codeOf(checkRelease(HONEST, TERMS, envelope))).toBe('KIND_NOT_AGREED');
  });

  it.each([
    ['the release', { note: 'Orchid Trading' }, 'INVALID_INPUT'],
    [
      'a field',
      { fields: HONEST.fields.with(0, { ...field, note: 'x' } as SaltedField) },
      'PROOF_INVALID',
    ],
    [
      'a withheld entry',
      { withheld: HONEST.withheld.with(0, { ...kept, value: '"x"' } as WithheldField) },
      'PROOF_INVALID',
    ],
    [
      'a pointer without its slash',
      { fields: [...HONEST.fields.slice(0, 2), { ...HONEST.fields[2], pointer: 'Xkind' }] },
      'FIELD_NOT_AGREED',
    ],
  ])('is refused when data rides along in %s', (_, change, code) => {
    expect(check(change)).toBe(code);
  });
});

describe('a false release', () => {
  const withField = (change: object): object => ({
    fields: HONEST.fields.with(0, { ...field, ...change }),
  });
  const withKept = (change: object): object => ({
    withheld: HONEST.withheld.with(0, { ...kept, ...change }),
  });

  it.each<[string, object]>([
    ['another value', withField({ value: '"rice"' })],
    ['another salt', withField({ salt: 'x'.repeat(22) })],
    ['a short salt', withField({ salt: 'x' })],
    ['no salt', withField({ salt: undefined })],
    ['a salt that is a list', withField({ salt: [field.salt] })],
    ['a value that is no JSON', withField({ value: 'tea' })],
    ['a value that is not canonical', withField({ value: ` ${field.value}` })],
    ['a value that is no text', withField({ value: 5 })],
    ['another withheld digest', withKept({ digest: 'ab'.repeat(32) })],
    ['no withheld digest', withKept({ digest: undefined })],
    ['an unknown reason', withKept({ reason: 'BECAUSE' })],
    ['a reason that objects inherit', withKept({ reason: 'toString' })],
    ['a withheld pointer that is none', withKept({ pointer: 'transport' })],
    ['a field less', { fields: HONEST.fields.slice(1) }],
    ['a withheld entry less', { withheld: HONEST.withheld.slice(1) }],
    ['a field twice', { fields: [field, ...HONEST.fields] }],
    ['a field in the place of another', { fields: [field, field, HONEST.fields[2]] }],
    [
      'a field disclosed and withheld',
      { withheld: [{ ...kept, pointer: field.pointer }, ...HONEST.withheld.slice(1)] },
    ],
    ['two fields exchanged', { fields: exchanged() }],
    ['an entry that is null', { withheld: [null, ...HONEST.withheld.slice(1)] }],
    ['another record', { recordId: 'record-0000000000000002' }],
    ['an older revision', { revision: 0 }],
    ['a later revision', { revision: 2 }],
  ])('with %s is refused', (_, change) => {
    expect(check(change)).toBe('PROOF_INVALID');
    expect(codeOf(proveRelease({ ...HONEST, ...change }, LEDGER_ENVELOPE))).toBe('PROOF_INVALID');
  });

  it('with a field that is null is refused', () => {
    expect(['PROOF_INVALID', 'FIELD_NOT_AGREED']).toContain(
      check({ fields: [null, ...HONEST.fields.slice(1)] }),
    );
  });

  it('proves against no other envelope', () => {
    for (const change of [{ root: 'ab'.repeat(32) }, { leafCount: LEAVES.length + 1 }]) {
      expect(codeOf(proveRelease(HONEST, { ...LEDGER_ENVELOPE, ...change }))).toBe('PROOF_INVALID');
    }
  });

  it('with too many leaves is refused before it is hashed', () => {
    const withheld = new Array<WithheldField>(MAX_RELEASE_LEAVES).fill(kept);
    expect(check({ withheld })).toBe('LIMIT_EXCEEDED');
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'release'],
    ['a list', []],
    ['without fields', { ...HONEST, fields: undefined }],
    ['with withheld as a text', { ...HONEST, withheld: 'all' }],
    ['with a speaking id', { ...HONEST, id: 'for Orchid Trading' }],
    ['with an id that is no text', { ...HONEST, id: { a: 1 } }],
  ])('that is %s is refused as input', (_, release) => {
    expect(codeOf(checkRelease(release as Release, TERMS, LEDGER_ENVELOPE))).toBe('INVALID_INPUT');
    expect(codeOf(proveRelease(release as Release, LEDGER_ENVELOPE))).toBe('INVALID_INPUT');
  });
});

function exchanged(): SaltedField[] {
  const [a, b, c] = HONEST.fields as [SaltedField, SaltedField, SaltedField];
  return [{ ...a, pointer: b.pointer }, { ...b, pointer: a.pointer }, c];
}
