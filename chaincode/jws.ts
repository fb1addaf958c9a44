/**
 * ES256 signatures (RFC 7515, RFC 7518) over given bytes, checked with node:crypto so that contracts can use them.
 * Detached JWS (RFC 7515 appendix F): `header..signature`, the payload is the canonical JSON known to both sides.
 */
import { createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { sha256 } from './digest.js';

/** RFC 7638 thumbprint of an EC P-256 key, base64url. */
export function jwkThumbprint(jwk: JsonWebKey): string {
  const { crv, kty, x, y } = jwk;
  return sha256(JSON.stringify({ crv, kty, x, y })).toString('base64url');
}

/** The exact header that organisation signatures carry. */
export function detachedHeader(kid: string): string {
  return Buffer.from(JSON.stringify({ alg: 'ES256', kid })).toString('base64url');
}

/** The bytes to sign for a detached JWS over `payload`. */
export function signingInput(kid: string, payload: string): Buffer {
  return Buffer.from(`${detachedHeader(kid)}.${Buffer.from(payload).toString('base64url')}`);
}

/** Joins header and signature to the detached form. */
export function detachedJws(kid: string, signature: Uint8Array): string {
  return `${detachedHeader(kid)}..${Buffer.from(signature).toString('base64url')}`;
}

/** The key id that a detached JWS names, or undefined when it is not one of ours. */
export function detachedKid(jws: string): string | undefined {
  const match = /^([A-Za-z0-9_-]{10,400})\.\.[A-Za-z0-9_-]{86}$/.exec(jws);
  if (!match) return undefined;
  try {
    const header = JSON.parse(Buffer.from(match[1] as string, 'base64url').toString()) as unknown;
    const kid = (header as { kid?: unknown } | null)?.kid;
    return typeof kid === 'string' && jws.startsWith(`${detachedHeader(kid)}..`) ? kid : undefined;
  } catch {
    // Not JSON: then it names no key, which is the answer.
    return undefined;
  }
}

/** Whether the detached JWS is this key's signature over the payload. The algorithm comes from the key, never the header. */
export function verifyDetached(jws: string, payload: string, jwk: JsonWebKey): boolean {
  const kid = detachedKid(jws);
  if (kid === undefined || kid !== jwkThumbprint(jwk)) return false;
  const signature = Buffer.from(jws.slice(jws.lastIndexOf('.') + 1), 'base64url');
  return verifyEs256(signingInput(kid, payload), signature, publicKeyOf(jwk));
}

/** Checks a 64-byte ES256 signature over the bytes. */
export function verifyEs256(bytes: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  if (signature.length !== 64) return false;
  return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** The key object of a P-256 JWK; throws TypeError for any other key. */
export function publicKeyOf(jwk: JsonWebKey): KeyObject {
  const { kty, crv, x, y } = jwk;
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new TypeError('only P-256 keys are accepted');
  }
  return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
}
