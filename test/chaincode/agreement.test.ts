/** Agreements: who may take which step, which terms are terms, and when an agreement is in force. */
import { describe, expect, it } from 'vitest';
import type { Agreement, AgreementStatus, AgreementStep } from '../../chaincode/index.js';
import {
  canonicalize,
  checkLive,
  negotiate,
  NEGOTIATION,
  parseTerms,
  termsHash,
  termsText,
} from '../../chaincode/index.js';
import { codeOf, CONSUMER, messageOf, PROVIDER, TERMS } from './members.js';

const AGREEMENT: Agreement = {
  id: TERMS.id,
  provider: PROVIDER,
  consumer: CONSUMER,
  termsHash: termsHash(termsText(TERMS)),
  validFrom: TERMS.validFrom,
  validUntil: TERMS.validUntil,
  status: 'OFFERED',
  revision: 1,
};

const STATUSES: AgreementStatus[] = ['OFFERED', 'REQUESTED', 'FINALIZED', 'TERMINATED'];
const STEPS: AgreementStep[] = ['counter', 'accept', 'terminate'];

/** The whole table of what is allowed, written out a second time: status, step, caller, next status. */
const LEGAL = new Map([
  ['OFFERED counter consumer', 'REQUESTED'],
  ['OFFERED accept consumer', 'FINALIZED'],
  ['OFFERED terminate provider', 'TERMINATED'],
  ['OFFERED terminate consumer', 'TERMINATED'],
  ['REQUESTED counter provider', 'OFFERED'],
  ['REQUESTED accept provider', 'FINALIZED'],
  ['REQUESTED terminate provider', 'TERMINATED'],
  ['REQUESTED terminate consumer', 'TERMINATED'],
  ['FINALIZED terminate provider', 'TERMINATED'],
  ['FINALIZED terminate consumer', 'TERMINATED'],
]);

const CASES = STATUSES.flatMap((status) =>
  STEPS.flatMap((step) =>
    (['provider', 'consumer'] as const).map((role) => {
      const to = LEGAL.get(`${status} ${step} ${role}`) ?? 'AGREEMENT_STATE';
      return [status, step, role, to] as const;
    }),
  ),
);

describe('negotiation', () => {
  it.each(CASES)('%s, %s by the %s: %s', (status, step, role, expected) => {
    const before = { ...AGREEMENT, status, revision: 3 };
    const outcome = negotiate(before, step, role === 'provider' ? PROVIDER : CONSUMER);
    if (expected === 'AGREEMENT_STATE') return expect(codeOf(outcome)).toBe(expected);
    expect(outcome).toEqual({ ok: true, value: { ...before, status: expected, revision: 4 } });
  });

  it('has a table that knows each status and no more steps than these', () => {
    expect(Object.keys(NEGOTIATION).sort()).toEqual([...STATUSES].sort());
    const steps = Object.values(NEGOTIATION).flatMap((row) => Object.keys(row));
    expect(steps.every((step) => STEPS.includes(step as AgreementStep))).toBe(true);
  });

  it.each(STATUSES.flatMap((status) => STEPS.map((step) => [status, step] as const)))(
    '%s, %s by a third party is refused as such',
    (status, step) => {
      expect(codeOf(negotiate({ ...AGREEMENT, status }, step, 'RedCustomsMSP'))).toBe('NOT_PARTY');
    },
  );
});

describe('terms', () => {
  it('are read back from their own text', () => {
    expect(parseTerms(termsText(TERMS))).toEqual({ ok: true, value: TERMS });
  });

  it.each<[string, unknown]>([
    ['id', 'short'],
    ['provider', ''],
    ['provider', null],
    ['consumer', PROVIDER],
    ['consumer', 'not an MSP'],
    ['datasets', []],
    ['datasets', 'manifest'],
    ['datasets', [null]],
    ['datasets', [{ kind: 'manifest' }]],
    ['datasets', [{ kind: 'manifest', fields: [] }]],
    ['datasets', [{ kind: 'manifest', fields: '/kind' }]],
    ['datasets', [{ kind: 'manifest', fields: { length: 1 } }]],
    ['datasets', [{ kind: 'manifest', fields: ['kind'] }]],
    ['datasets', [{ kind: 'invoice', fields: ['/kind'] }]],
    ['datasets', [...TERMS.datasets, ...TERMS.datasets]],
    ['purposes', []],
    ['purposes', ['curiosity']],
    ['purposes', ['toString']],
    ['purposes', 'risk-assessment'],
    ['legalBasis', ''],
    ['legalBasis', 4],
    ['retentionDays', 0],
    ['retentionDays', 1828],
    ['retentionDays', '90'],
    ['validFrom', 'today'],
    ['validFrom', '2026-02-29T00:00:00Z'],
    ['validUntil', TERMS.validFrom],
    ['validUntil', '2025-01-01T00:00:00Z'],
    ['salt', 'too-short'],
    ['salt', undefined],
  ])('are refused when %s is %j, by name', (field, value) => {
    const outcome = parseTerms(canonicalize({ ...TERMS, [field]: value }));
    expect(codeOf(outcome)).toBe('INVALID_INPUT');
    expect(messageOf(outcome)).toMatch(new RegExp(`^agreement terms ${field} must be `));
  });

  it.each([
    '',
    'terms',
    'null',
    '5',
    '[]',
    '"text"',
    JSON.stringify(TERMS, null, 1),
    '{"retentionDays":1.5}',
  ])('are never the text %j', (text) => {
    expect(codeOf(parseTerms(text))).toBe('INVALID_INPUT');
  });

  it('end after they begin, counted in time', () => {
    const span = { validFrom: '2026-01-01T00:00:00.5Z', validUntil: '2026-01-01T00:00:00Z' };
    expect(codeOf(parseTerms(canonicalize({ ...TERMS, ...span })))).toBe('INVALID_INPUT');
  });

  it('have another hash with another salt', () => {
    const other = termsText({ ...TERMS, salt: 'b3RoZXJvdGhlcm90aGVybw' });
    expect(termsHash(other)).not.toBe(AGREEMENT.termsHash);
  });
});

describe('an agreement', () => {
  it.each<[AgreementStatus, string, string]>([
    ['FINALIZED', '2025-12-31T23:59:59.999Z', 'AGREEMENT_NOT_LIVE'],
    ['FINALIZED', '2026-01-01T00:00:00.000Z', 'ok'],
    ['FINALIZED', '2026-12-31T23:59:59.999Z', 'ok'],
    ['FINALIZED', '2027-01-01T00:00:00.000Z', 'AGREEMENT_EXPIRED'],
    ['OFFERED', '2026-06-01T00:00:00.000Z', 'AGREEMENT_NOT_LIVE'],
    ['REQUESTED', '2026-06-01T00:00:00.000Z', 'AGREEMENT_NOT_LIVE'],
    ['TERMINATED', '2026-06-01T00:00:00.000Z', 'AGREEMENT_NOT_LIVE'],
  ])('%s at %s: %s', (status, instant, code) => {
    expect(codeOf(checkLive({ ...AGREEMENT, status }, instant))).toBe(code);
  });
});
