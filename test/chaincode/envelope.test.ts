/** Envelopes: each rule of the shape, nothing unsigned beside it, and a signature of the right key at the right time. */
import { describe, expect, it } from 'vitest';
import { checkEnvelope, checkEnvelopeSignature, envelopePayload } from '../../chaincode/index.js';
import type { Envelope } from '../../chaincode/index.js';
import { codeOf, envelopeOf, memberWith, messageOf, newKeys } from './members.js';

const keys = newKeys();
const member = memberWith(keys);
const envelope = envelopeOf(keys);

describe('the shape of an envelope', () => {
  it('holds with and without the digest of a raw message', () => {
    const { rawDigest, ...bare } = envelope;
    expect(rawDigest).toBeDefined();
    expect(checkEnvelope(envelope)).toEqual({ ok: true, value: envelope });
    expect(codeOf(checkEnvelope(bare))).toBe('ok');
  });

  it.each([
    ['id', 'short'],
    ['id', 'has a blank in its midst'],
    ['id', 5],
    ['kind', 'invoice'],
    ['kind', undefined],
    ['owner', '9MSP'],
    ['owner', 'Blue Customs'],
    ['root', 'AB'.repeat(32)],
    ['root', 'ab'.repeat(31)],
    ['leafCount', 0],
    ['leafCount', 1.5],
    ['leafCount', '7'],
    ['rawDigest', 'none'],
    ['rawDigest', null],
    ['revision', 0],
    ['revision', 2 ** 53],
    ['createdAt', '2026-05-01'],
    ['createdAt', '2026-05-01T08:00:00+02:00'],
    ['createdAt', '2026-02-30T08:00:00Z'],
    ['createdAt', '2026-13-01T08:00:00Z'],
    ['retainUntil', envelope.createdAt],
    ['retainUntil', '2025-05-01T08:00:00Z'],
    ['signature', undefined],
  ])('is refused when %s is %j, by name', (field, value) => {
    const outcome = checkEnvelope({ ...envelope, [field]: value });
    expect(codeOf(outcome)).toBe('INVALID_INPUT');
    expect(messageOf(outcome)).toMatch(new RegExp(`^envelope ${field} must be `));
  });

  it('compares instants as time, not as text', () => {
    const later = { createdAt: '2026-05-01T08:00:00Z', retainUntil: '2026-05-01T08:00:00.5Z' };
    const earlier = { createdAt: '2026-05-01T08:00:00.5Z', retainUntil: '2026-05-01T08:00:00Z' };
    expect(codeOf(checkEnvelope({ ...envelope, ...later }))).toBe('ok');
    expect(codeOf(checkEnvelope({ ...envelope, ...earlier }))).toBe('INVALID_INPUT');
  });

  it.each(['note', 'status', '__proto__x', 'x'.repeat(200)])('has no member %s', (name) => {
    const outcome = checkEnvelope({ ...envelope, [name]: 'x' });
    expect(codeOf(outcome)).toBe('INVALID_INPUT');
    expect(messageOf(outcome).length).toBeLessThan(120);
  });

  it.each([null, undefined, 5, 'text', [], {}])('is refused for %j', (value) => {
    expect(codeOf(checkEnvelope(value))).toBe('INVALID_INPUT');
  });
});

describe('the signature of an envelope', () => {
  it("holds with the owner's key", () => {
    expect(codeOf(checkEnvelopeSignature(envelope, member))).toBe('ok');
  });

  it.each<[string, Partial<Envelope>]>([
    ['id', { id: 'record-0000000000000002' }],
    ['kind', { kind: 'declaration' }],
    ['owner', { owner: 'RedCustomsMSP' }],
    ['root', { root: 'cd'.repeat(32) }],
    ['leafCount', { leafCount: 1 }],
    ['rawDigest', { rawDigest: 'cd'.repeat(32) }],
    ['revision', { revision: 2 }],
    ['createdAt', { createdAt: '2026-05-01T08:00:01Z' }],
    ['retainUntil', { retainUntil: '2028-05-01T08:00:00Z' }],
  ])('covers %s', (_, change) => {
    expect(envelopePayload({ ...envelope, ...change })).not.toBe(envelopePayload(envelope));
    expect(codeOf(checkEnvelopeSignature({ ...envelope, ...change }, member))).toBe(
      'SIGNATURE_INVALID',
    );
  });

  it.each([
    ['before the key was valid', '2025-12-31T23:59:59Z', 'SIGNATURE_INVALID'],
    ['at its first instant', '2026-01-01T00:00:00Z', 'ok'],
    ['at its last', '2026-12-31T23:59:59.999Z', 'ok'],
    ['when it has ended', '2027-01-01T00:00:00Z', 'SIGNATURE_INVALID'],
  ])('made %s: %s is %s', (_, createdAt, code) => {
    const made = envelopeOf(keys, { createdAt });
    expect(codeOf(checkEnvelopeSignature(made, member))).toBe(code);
  });

  it.each([
    ['a key that the directory does not list', envelopeOf(newKeys())],
    ['no signature', { ...envelope, signature: '' }],
    ['no JWS', { ...envelope, signature: 'signed: Blue Customs' }],
  ])('is refused with %s', (_, value) => {
    expect(codeOf(checkEnvelopeSignature(value, member))).toBe('SIGNATURE_INVALID');
  });
});
