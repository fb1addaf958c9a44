/** The token issuers that a node trusts, from its configuration: keys over https, or from a file. */
import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { PlatformFault } from '../../network/index.js';
import type { TrustedIssuer } from '../auth/token-verifier.js';
import type { MemberConfig } from './config.js';
import { isAddress } from './config.js';

type IssuerConfig = MemberConfig['issuers'][number];

const KEY_SET = z.looseObject({
  keys: z.array(z.looseObject({ kty: z.enum(['EC', 'OKP', 'RSA']) })).min(1),
});
const FETCH_MS = 5_000;

/** Reads an issuer's keys; throws PlatformFault JWKS_INVALID or JWKS_INSECURE. */
export async function trustedIssuer(
  { issuer, jwks, organisations }: IssuerConfig,
  mspId: string,
): Promise<TrustedIssuer> {
  const speaksFor = { organisations: organisations ?? [mspId] };
  if (!isAddress(jwks)) return { issuer, keys: await readKeys(jwks), ...speaksFor };
  const url = new URL(jwks);
  if (url.protocol === 'https:') return { issuer, keys: url, ...speaksFor };
  throw new PlatformFault(
    'JWKS_INSECURE',
    `the keys of ${issuer} must come over https: whoever changes them on the way decides who may sign in`,
  );
}

/** Fetches or reads the keys once, to see whether they are there; throws PlatformFault JWKS_INVALID. */
export async function tryKeys({ keys }: TrustedIssuer): Promise<void> {
  if (!(keys instanceof URL)) return;
  try {
    const response = await fetch(keys, { signal: AbortSignal.timeout(FETCH_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    KEY_SET.parse(await response.json());
  } catch (cause) {
    throw invalid(keys.href, cause);
  }
}

async function readKeys(file: string): Promise<JSONWebKeySet> {
  try {
    return KEY_SET.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw invalid(file, cause);
  }
}

function invalid(where: string, cause: unknown): PlatformFault {
  const reason = cause instanceof z.ZodError ? 'it is no JWK set' : (cause as Error).message;
  return new PlatformFault(
    'JWKS_INVALID',
    `${where} gives no keys (${reason}); correct the address, or ask who runs the issuer`,
    cause,
  );
}
