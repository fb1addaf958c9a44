import { describe, expect, it } from 'vitest';
import { checkBody } from '../../../gateway/formats/index.js';
import { allFindings, bodyOf, codes, finding, fixture, read } from './fixture.js';

const text = fixture('inspection.json').toString();
const inspection = JSON.parse(text) as Record<string, unknown>;
const changed = (change: Record<string, unknown>): string =>
  JSON.stringify({ ...inspection, ...change });

const party = { role: 'EX', name: 'A', identifiers: [] };
const mass = { value: '9600.0', unitCode: 'KGM' };
const application = {
  kind: 'certificateApplication',
  certificateType: 'phytosanitary',
  applicant: party,
  consignor: party,
  consignee: party,
  exportCountry: 'XA',
  importCountry: 'XB',
  consignmentRef: 'UCR-1',
  equipmentIds: ['CSQU3054383'],
  inspections: [],
  items: [{ commonName: 'Grapes', hs: '080610', originCountry: 'XA', packages: 3, netMass: mass }],
  totals: { packages: 3, netMass: mass },
  treatments: [],
  declarations: [],
};

describe('a canonical record in JSON', () => {
  it('is read as it stands, its identifiers checked', () => {
    const outcome = read(text);
    expect(outcome).toMatchObject({ format: 'GUANLIAN-JSON', recognised: true });
    expect(bodyOf(outcome, 'inspection')).toEqual(inspection);
    expect(codes(outcome)).toEqual(['CONTAINER_CHECK_DIGIT']);
  });

  it('may be a certificate application', () => {
    const outcome = read(JSON.stringify(application));
    expect(bodyOf(outcome, 'certificateApplication')).toEqual(application);
    expect(codes(outcome)).toEqual([]);
  });

  it.each([
    ['packages that do not add up', { totals: { packages: 4, netMass: mass } }, 'PACKAGE_TOTAL'],
    [
      'masses that do not',
      { totals: { packages: 3, netMass: { ...mass, value: '9600.01' } } },
      'MASS_TOTAL',
    ],
    ['a country by name', { exportCountry: 'Amberland' }, 'COUNTRY_CODE'],
  ])('with %s is read with %s', (_, change, code) => {
    expect(codes(read(JSON.stringify({ ...application, ...change })))).toEqual([code]);
  });

  it('notes an inspection that ends before it starts', () => {
    expect(codes(read(changed({ endedAt: '2026-11-01T00:00:00Z' })))).toContain(
      'INSPECTION_ENDS_FIRST',
    );
  });

  it('that was read from a message is accepted again', () => {
    for (const name of [
      'paxlst-crossing.edi',
      'pnrgov-family.edi',
      'cuscar-two-bills.edi',
      'bay-plan.edi',
      'waybill.xml',
      'declaration.xml',
    ]) {
      for (const { body } of read(fixture(name)).records) {
        expect(checkBody(body)).toMatchObject({ body });
      }
    }
  });
});

describe('JSON that is refused', () => {
  it.each([
    ['an unknown member', changed({ admin: true }), 'FIELD_INVALID', '', 'admin'],
    ['a wrong type', changed({ officers: 'me' }), 'FIELD_INVALID', '/officers', undefined],
    [
      'a value outside its list',
      changed({ outcome: 'maybe' }),
      'FIELD_INVALID',
      '/outcome',
      undefined,
    ],
    [
      'a missing member',
      changed({ startedAt: undefined }),
      'FIELD_INVALID',
      '/startedAt',
      undefined,
    ],
    ['half a character', changed({ place: '\ud800' }), 'FIELD_INVALID', '/place', undefined],
    [
      'a hash that is none',
      changed({ evidence: [{ sha256: 'x', mediaType: 'image/png', bytes: 1 }] }),
      'FIELD_INVALID',
      '/evidence/0/sha256',
      undefined,
    ],
    [
      'a fraction for a count',
      changed({ evidence: [{ sha256: 'a'.repeat(64), mediaType: 'm', bytes: 1.5 }] }),
      'FIELD_INVALID',
      '/evidence/0/bytes',
      undefined,
    ],
    [
      'a number beyond exact ones',
      changed({ evidence: [{ sha256: 'a'.repeat(64), mediaType: 'm', bytes: 2 ** 60 }] }),
      'FIELD_INVALID',
      '/evidence/0/bytes',
      undefined,
    ],
  ])('for %s names the field', (_, json, code, path, value) => {
    const outcome = read(json);
    expect(outcome).toMatchObject({ recognised: true, records: [] });
    expect(finding(outcome, code)).toMatchObject({ path, severity: 'error' });
    expect(finding(outcome, code).value).toBe(value);
    expect(finding(outcome, code).repair).toBeTruthy();
  });

  it.each([
    ['no kind', '{"a":1}', 'RECORD_KIND'],
    ['an unknown kind', '{"kind":"letter"}', 'RECORD_KIND'],
    ['a kind that every object has', '{"kind":"constructor"}', 'RECORD_KIND'],
    ['broken text', '{"kind":', 'JSON_MALFORMED'],
    ['depth', `{"kind":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'JSON_DEPTH'],
  ])('for %s is not recognised', (_, json, code) => {
    const outcome = read(json);
    expect(outcome).toMatchObject({ format: 'JSON', recognised: false, records: [] });
    expect(codes(outcome)).toEqual([code]);
  });

  it('does not quote the text it stumbled over', () => {
    const texts = allFindings(read('{"name":"SECRET"; "x"}')).map(({ message }) => message);
    expect(texts.join()).not.toContain('SECRET');
  });

  it('lets no member through __proto__', () => {
    const outcome = read(text.replace('{', '{"__proto__":{"admin":true},'));
    expect(outcome.records.every(({ body }) => !('admin' in body))).toBe(true);
  });

  it('refuses a full card number in a reservation', () => {
    const reservation = {
      ...{ kind: 'reservation', locator: 'AB12CD', travellers: [], segments: [], tickets: [] },
      ...{ payments: [{ form: 'CC', cardMasked: '4111111111111111' }], contacts: [], ssr: [] },
    };
    const outcome = read(JSON.stringify(reservation));
    expect(finding(outcome, 'FIELD_INVALID')).toMatchObject({ path: '/payments/0/cardMasked' });
    expect(JSON.stringify(outcome.findings)).not.toContain('4111111111111111');
  });
});
