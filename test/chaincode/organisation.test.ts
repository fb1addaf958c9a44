/** Directory entries: each rule, keys that are what they say, and which key may sign when. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  checkOrganisation,
  isInstant,
  isLedgerId,
  isMspId,
  isPurpose,
  keyAt,
} from '../../chaincode/index.js';
import { codeOf, memberWith, messageOf, newKeys } from './members.js';

const keys = newKeys();
const member = memberWith(keys);
const [key] = member.keys;
const AUTHORITY = {
  certificateType: 'phytosanitary',
  country: 'BE',
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-01-01T00:00:00Z',
};
const secret = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  format: 'jwk',
});

describe('a directory entry', () => {
  it('holds, and lists that are absent are empty', () => {
    const { mspId, name, countryCode, roles, status } = member;
    const bare = { mspId, name, countryCode, roles, status };
    expect(checkOrganisation({ ...member, authorities: [AUTHORITY] })).toMatchObject({ ok: true });
    expect(checkOrganisation(bare)).toEqual({
      ok: true,
      value: { ...bare, keys: [], authorities: [] },
    });
  });

  it('starts active and keeps no unknown member', () => {
    const outcome = checkOrganisation({ ...member, status: 'suspended', vote: 'all' });
    expect(outcome).toEqual({ ok: true, value: member });
  });

  it.each<[string, unknown]>([
    ['mspId', ''],
    ['mspId', 'a'],
    ['mspId', '1stMSP'],
    ['mspId', 'Blue/MSP'],
    ['name', 'x'.repeat(201)],
    ['name', undefined],
    ['countryCode', 'BEL'],
    ['countryCode', 'be'],
    ['countryCode', ['BE']],
    ['countryCode', undefined],
    ['roles', []],
    ['roles', ['smuggler']],
    ['roles', 'customs'],
    ['roles', null],
    ['keys', null],
    ['keys', 'key'],
    ['keys', {}],
    ['keys', [null]],
    ['keys', [{ ...key, kid: newKeys().kid }]],
    ['keys', [{ ...key, jwk: undefined }]],
    ['keys', [{ ...key, jwk: 'jwk' }]],
    ['keys', [{ ...key, jwk: { ...keys.jwk, crv: 'P-384' } }]],
    ['keys', [{ ...key, jwk: { ...keys.jwk, y: newKeys().jwk.y } }]],
    ['keys', [{ ...key, jwk: { ...keys.jwk, d: secret.d } }]],
    ['keys', [{ ...key, validFrom: 'now' }]],
    ['keys', [{ ...key, validUntil: undefined }]],
    ['keys', [{ ...key, validUntil: key!.validFrom }]],
    ['authorities', null],
    ['authorities', [null]],
    ['authorities', [{ ...AUTHORITY, certificateType: 5 }]],
    ['authorities', [{ ...AUTHORITY, country: 'Belgium' }]],
    ['authorities', [{ ...AUTHORITY, country: ['BE'] }]],
    ['authorities', [{ ...AUTHORITY, validFrom: undefined }]],
    ['authorities', [{ ...AUTHORITY, validUntil: '2026' }]],
    ['authorities', [{ ...AUTHORITY, validUntil: AUTHORITY.validFrom }]],
  ])('is refused when %s is %j, by name', (field, value) => {
    const outcome = checkOrganisation({ ...member, [field]: value });
    expect(codeOf(outcome)).toBe('INVALID_INPUT');
    expect(messageOf(outcome)).toMatch(new RegExp(`^organisation ${field} must be `));
  });

  it.each([null, undefined, 5, 'text', []])('is refused for %j', (value) => {
    expect(codeOf(checkOrganisation(value))).toBe('INVALID_INPUT');
  });
});

describe('the key of a moment', () => {
  it.each([
    ['2025-12-31T23:59:59.999Z', false],
    ['2026-01-01T00:00:00.000Z', true],
    ['2026-12-31T23:59:59.999Z', true],
    ['2027-01-01T00:00:00.000Z', false],
    ['never', false],
  ])('at %s: listed %s', (instant, found) => {
    expect(keyAt(member, keys.kid, instant)).toEqual(found ? key : undefined);
  });

  it('is found by its own id only', () => {
    expect(keyAt(member, newKeys().kid, '2026-05-01T00:00:00Z')).toBeUndefined();
  });
});

describe('shapes of ids and instants', () => {
  it.each([
    ['2024-02-29T00:00:00Z', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-04-31T00:00:00Z', false],
    ['2026-05-01T24:00:00Z', false],
    ['2026-05-01T08:00:60Z', false],
    ['2026-05-01T08:00:00.5Z', true],
    ['2026-05-01T08:00:00.1234Z', false],
    ['2026-05-01T08:00:00', false],
    ['2026-05-01T08:00:00Z\n', false],
  ])('instant %j: %s', (text, fits) => {
    expect(isInstant(text)).toBe(fits);
  });

  it('ids on the ledger are random text, MSP ids are names, purposes are listed', () => {
    expect(['x'.repeat(16), 'x'.repeat(64), 'AZaz09_-AZaz09_-'].every(isLedgerId)).toBe(true);
    expect(['x'.repeat(15), 'x'.repeat(65), 'x'.repeat(15) + '/', null].some(isLedgerId)).toBe(
      false,
    );
    expect(['Org1MSP', 'customs.be', 'A1'].every(isMspId)).toBe(true);
    expect(['_Org', 'Org 1', 'O', 'x'.repeat(65), 'Org\u0000', 5].some(isMspId)).toBe(false);
    expect(['risk-assessment', 'constructor', '', null].map(isPurpose)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
