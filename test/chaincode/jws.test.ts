/** Detached ES256 signatures: only the right key over the right text counts, and garbage is an answer, not a fault. */
import type { JsonWebKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  detachedKid,
  jwkThumbprint,
  publicKeyOf,
  verifyDetached,
  verifyEs256,
} from '../../chaincode/index.js';
import { newKeys, signed } from './members.js';

const keys = newKeys();
const other = newKeys();
const TEXT = '{"id":"record-0000000000000001"}';
const JWS = signed(keys, TEXT);
const [header, , signature] = JWS.split('.') as [string, string, string];
const coded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a detached signature', () => {
  it('holds for its text and key, and names the key', () => {
    expect(verifyDetached(JWS, TEXT, keys.jwk)).toBe(true);
    expect(detachedKid(JWS)).toBe(keys.kid);
  });

  it.each([
    ['another key', JWS, TEXT, other.jwk],
    ['another text', JWS, `${TEXT} `, keys.jwk],
    ['an empty text', JWS, '', keys.jwk],
    [
      'a signature of another key under this name',
      signed({ ...other, kid: keys.kid }, TEXT),
      TEXT,
      keys.jwk,
    ],
    [
      'this signature under the name of another key',
      `${coded({ alg: 'ES256', kid: other.kid })}..${signature}`,
      TEXT,
      other.jwk,
    ],
    ['a signature of zeros', `${header}..${'A'.repeat(86)}`, TEXT, keys.jwk],
    ['a signature whose halves changed places', `${header}..${swapped(signature)}`, TEXT, keys.jwk],
  ])('fails for %s', (_, jws, text, jwk) => {
    expect(verifyDetached(jws, text, jwk)).toBe(false);
  });

  it('fails after a change of any byte', () => {
    const bytes = Buffer.from(signature, 'base64url');
    bytes.forEach((byte, at) => {
      const changed = Buffer.from(bytes);
      changed[at] = byte ^ 1;
      const jws = `${header}..${changed.toString('base64url')}`;
      expect(verifyDetached(jws, TEXT, keys.jwk)).toBe(false);
    });
  });

  it.each([
    ['no algorithm', { kid: keys.kid }],
    ['the algorithm none', { alg: 'none', kid: keys.kid }],
    ['another algorithm', { alg: 'HS256', kid: keys.kid }],
    ['members in another order', { kid: keys.kid, alg: 'ES256' }],
    ['a member more', { alg: 'ES256', kid: keys.kid, crit: ['b64'] }],
    ['a key id that is no text', { alg: 'ES256', kid: 5 }],
    ['a header that is null', null],
  ])('with %s in the header is none of ours', (_, value) => {
    const jws = `${coded(value)}..${signature}`;
    expect(detachedKid(jws)).toBeUndefined();
    expect(verifyDetached(jws, TEXT, keys.jwk)).toBe(false);
  });

  it.each([
    ['with the payload inside', `${header}.${coded({})}.${signature}`],
    ['with padding', `${header}..${signature}==`],
    ['that is cut', JWS.slice(0, -1)],
    ['with a line break', `${JWS}\n`],
    ['whose header is no JSON', `${'A'.repeat(40)}..${signature}`],
  ])('%s is none', (_, jws) => {
    expect(detachedKid(jws)).toBeUndefined();
  });

  it('answers any garbage with no', () => {
    const garbage = fc.oneof(
      fc.string(),
      fc.tuple(fc.base64String(), fc.base64String()).map(([a, b]) => `${a}..${b}`),
      fc
        .uint8Array({ minLength: 64, maxLength: 64 })
        .map((b) => `${header}..${Buffer.from(b).toString('base64url')}`),
    );
    fc.assert(
      fc.property(garbage, fc.string(), (jws, text) => {
        expect(verifyDetached(jws, text, keys.jwk)).toBe(false);
      }),
    );
  });
});

describe('a key', () => {
  it('has the thumbprint of its four members, whatever else is in it', () => {
    const { kty, crv, x, y } = keys.jwk;
    expect(jwkThumbprint({ y, x, use: 'sig', kty, crv } as JsonWebKey)).toBe(keys.kid);
    expect(keys.kid).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['an RSA key', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
    ['a P-384 key', { ...keys.jwk, crv: 'P-384' }],
    ['a key with half a point', { kty: 'EC', crv: 'P-256', x: keys.jwk.x }],
  ])('that is %s is refused', (_, jwk) => {
    expect(() => publicKeyOf(jwk as JsonWebKey)).toThrow(TypeError);
  });

  it('with a point off the curve cannot be read', () => {
    expect(() => publicKeyOf({ ...keys.jwk, y: other.jwk.y } as JsonWebKey)).toThrow();
  });

  it('checks signatures of 64 bytes only', () => {
    const key = publicKeyOf(keys.jwk);
    for (const length of [0, 63, 65])
      expect(verifyEs256(Buffer.from('x'), Buffer.alloc(length), key)).toBe(false);
  });
});

function swapped(text: string): string {
  const bytes = Buffer.from(text, 'base64url');
  return Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]).toString('base64url');
}
