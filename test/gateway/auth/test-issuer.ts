/** A token issuer of an organisation, for tests: signs whatever claims and header a test wants to try. */
import type { CryptoKey, JWTPayload } from 'jose';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Role } from '../../../gateway/auth/roles.js';
import { scopesOf } from '../../../gateway/auth/roles.js';
import type { TrustedIssuer } from '../../../gateway/auth/token-verifier.js';

export interface TestIssuer {
  readonly trusted: TrustedIssuer;
  readonly publicJwk: object;
  readonly kid: string;
  /** A token with good claims, changed as the test says; null removes a claim. */
  sign(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  signFor(role: Role, claims?: Record<string, unknown>): Promise<string>;
}

/** Creates an issuer with a fresh key. */
export async function testIssuer(options: {
  issuer?: string;
  audience: string;
  mspId: string;
  alg?: string;
}): Promise<TestIssuer> {
  const { issuer = 'https://login.example', audience, mspId, alg = 'ES256' } = options;
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const bare = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(bare);
  const publicJwk = { ...bare, kid, alg, use: 'sig' };
  const sign = (key: CryptoKey, claims: Record<string, unknown>, header: object) => {
    const now = Math.floor(Date.now() / 1000);
    const good = {
      ...{ iss: issuer, aud: audience, sub: 'user-1', iat: now, exp: now + 600, jti: 'id-1' },
      ...{ org: mspId, role: 'risk-officer', scope: scopesOf('risk-officer').join(' ') },
    };
    const payload = Object.fromEntries(
      Object.entries({ ...good, ...claims }).filter(([, value]) => value !== null),
    ) as JWTPayload;
    return new SignJWT(payload)
      .setProtectedHeader({ alg, typ: 'at+jwt', kid, ...header })
      .sign(key);
  };
  return {
    publicJwk,
    kid,
    trusted: { issuer, keys: { keys: [publicJwk] } },
    sign: (claims = {}, header = {}) => sign(privateKey, claims, header),
    signFor: (role, claims = {}) =>
      sign(privateKey, { role, scope: scopesOf(role).join(' '), ...claims }, {}),
  };
}
