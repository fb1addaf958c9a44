/**
 * Access tokens (RFC 9068, `at+jwt`), verified with jose: known issuer, allowed algorithm, signature, audience,
 * lifetime, and claims of our own: `org` (MSP id) and `role`. Refusals are values that say nothing about keys.
 */
import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import { accepted, isMspId, refused } from '../../chaincode/index.js';
import { PlatformFault, systemClock } from '../../network/index.js';
import type { Clock } from '../../network/index.js';
import type { Scope, UserOutcome } from '../application.js';
import { isDevelopmentIssuer } from './development-mark.js';
import { isRole, scopesOf } from './roles.js';
import type { VerifiedToken } from './verified-token-cache.js';
import { VerifiedTokenCache } from './verified-token-cache.js';

export interface TrustedIssuer {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** Its public keys, or where to fetch them (https). */
  readonly keys: JSONWebKeySet | URL;
  /** MSP ids that it may speak for; any when absent. */
  readonly organisations?: readonly string[];
}

export interface TokenVerifierOptions {
  readonly issuers: readonly TrustedIssuer[];
  /** The `aud` that names this node. */
  readonly audience: string;
  readonly profile: 'development' | 'production';
  readonly clock?: Clock;
  /** Seconds that the issuer's clock may differ (default 30). */
  readonly clockToleranceSeconds?: number;
}

export interface TokenVerifier {
  /** Verifies a compact token. Codes: TOKEN_MALFORMED, TOKEN_UNTRUSTED, TOKEN_TYPE, TOKEN_AUDIENCE, TOKEN_EXPIRED, TOKEN_CLAIMS. */
  verify(token: string): Promise<UserOutcome<VerifiedToken>>;
  /** Drops all remembered tokens. */
  forget(): void;
}

/** Asymmetric only: an HMAC algorithm here would let a public key serve as the secret. */
const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'PS256'];
const MAX_TOKEN_LENGTH = 8192;
const REQUIRED = ['sub', 'exp', 'iat', 'org', 'role', 'scope'];

/** Creates the verifier of one node; refuses development issuers in production. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  refuseDevelopmentInProduction(options);
  const clock = options.clock ?? systemClock;
  const cache = new VerifiedTokenCache();
  const keys = new Map(options.issuers.map((issuer) => [issuer.issuer, keysOf(issuer)]));
  return {
    async verify(token) {
      const now = clock.now();
      const known = cache.get(token, now);
      if (known) return accepted(known);
      const outcome = await verifyToken(token, keys, options, now);
      if (outcome.ok) cache.put(token, outcome.value, now);
      return outcome;
    },
    forget: () => cache.clear(),
  };
}

function refuseDevelopmentInProduction({ profile, issuers }: TokenVerifierOptions): void {
  if (profile !== 'production') return;
  const development = issuers.find(({ issuer }) => isDevelopmentIssuer(issuer));
  if (!development) return;
  throw new PlatformFault(
    'DEV_ISSUER_IN_PRODUCTION',
    `The development token issuer ${development.issuer} is not trusted in production: configure the issuer of your organisation.`,
  );
}

function keysOf({ issuer, keys }: TrustedIssuer): JWTVerifyGetKey {
  if (!(keys instanceof URL)) return createLocalJWKSet(keys);
  if (keys.protocol === 'https:') return createRemoteJWKSet(keys);
  throw new PlatformFault(
    'JWKS_INSECURE',
    `The keys of ${issuer} must come over https: whoever changes them on the way decides who may sign in.`,
  );
}

async function verifyToken(
  token: string,
  keys: ReadonlyMap<string, JWTVerifyGetKey>,
  options: TokenVerifierOptions,
  now: number,
): Promise<UserOutcome<VerifiedToken>> {
  const issuer = issuerOf(token);
  const getKey = issuer === undefined ? undefined : keys.get(issuer);
  if (issuer === undefined) return refuse('TOKEN_MALFORMED', 'the token is not a signed JWT');
  if (!getKey) return refuse('TOKEN_UNTRUSTED', 'this node does not trust the issuer');
  try {
    const { payload } = await jwtVerify(token, getKey, {
      ...{ issuer, algorithms: ALGORITHMS, audience: options.audience, typ: 'at+jwt' },
      ...{ requiredClaims: REQUIRED, currentDate: new Date(now) },
      clockTolerance: options.clockToleranceSeconds ?? 30,
    });
    const trusted = options.issuers.find((entry) => entry.issuer === issuer);
    return callerOf(payload, trusted?.organisations);
  } catch (cause) {
    return refusalOf(cause);
  }
}

function issuerOf(token: string): string | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  try {
    // Not verified yet: only chooses whose keys to verify with.
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    // What cannot be decoded has no issuer; the caller refuses it as malformed.
    return undefined;
  }
}

function callerOf(
  payload: JWTPayload,
  organisations: readonly string[] | undefined,
): UserOutcome<VerifiedToken> {
  const { sub, exp, scope } = payload;
  const { org, role } = payload as { org?: unknown; role?: unknown };
  if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number') {
    return refuse('TOKEN_CLAIMS', 'the token names no subject or no end');
  }
  if (!isMspId(org)) return refuse('TOKEN_CLAIMS', 'the token names no organisation');
  if (organisations && !organisations.includes(org)) {
    return refuse('TOKEN_UNTRUSTED', `the issuer may not speak for ${org}`);
  }
  if (!isRole(role)) return refuse('TOKEN_CLAIMS', 'the token names no role that this node knows');
  const asked = new Set(typeof scope === 'string' ? scope.split(' ') : []);
  const scopes = new Set<Scope>(scopesOf(role).filter((granted) => asked.has(granted)));
  return accepted({ caller: { subject: sub, mspId: org, role, scopes }, expiresAt: exp * 1000 });
}

function refusalOf(cause: unknown): UserOutcome<never> {
  if (cause instanceof errors.JWTExpired) {
    return refuse('TOKEN_EXPIRED', 'the token has expired');
  }
  if (cause instanceof errors.JWTClaimValidationFailed) {
    if (cause.claim === 'aud') return refuse('TOKEN_AUDIENCE', 'the token is for another node');
    if (cause.claim === 'typ') return refuse('TOKEN_TYPE', 'the token is no access token (at+jwt)');
    return refuse('TOKEN_CLAIMS', `the token's ${cause.claim} claim does not hold`);
  }
  if (cause instanceof errors.JWKSTimeout) throw cause;
  if (cause instanceof errors.JOSEError) {
    return refuse('TOKEN_UNTRUSTED', 'the signature or algorithm is not one this node accepts');
  }
  throw cause;
}

function refuse(code: string, message: string): UserOutcome<never> {
  return refused({ code, message, next: 'Ask your organisation for a fresh access token.' });
}
