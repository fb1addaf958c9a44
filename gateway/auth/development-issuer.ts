/**
 * Issues access tokens for trying the system out: an ES256 key in the node's data folder, tokens marked as
 * development ones. Production refuses to create it, and refuses its tokens besides.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CryptoKey, JSONWebKeySet, JWK } from 'jose';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { PlatformFault, systemClock } from '../../network/index.js';
import type { Clock } from '../../network/index.js';
import type { Scope } from '../application.js';
import { developmentIssuerName } from './development-mark.js';
import type { Role } from './roles.js';
import { scopesOf } from './roles.js';
import type { TrustedIssuer } from './token-verifier.js';

export interface DevelopmentIssuerOptions {
  /** Folder for the key file; created when absent. */
  readonly dir: string;
  /** Name of the node, part of the issuer name. */
  readonly node: string;
  /** Organisation of the node: tokens are for its own users unless `issue` says otherwise. */
  readonly mspId: string;
  /** The node's audience. */
  readonly audience: string;
  readonly profile: 'development' | 'production';
  readonly clock?: Clock;
}

export interface TokenRequest {
  readonly role: Role;
  /** Default: `demo-<role>`. */
  readonly subject?: string;
  readonly mspId?: string;
  /** Fewer scopes than the role has. */
  readonly scopes?: readonly Scope[];
  /** Default: 12 hours. */
  readonly ttlSeconds?: number;
}

export interface DevelopmentIssuer {
  readonly jwks: JSONWebKeySet;
  /** What the token verifier needs to accept its tokens. */
  readonly trusted: TrustedIssuer;
  /** A compact access token. */
  issue(request: TokenRequest): Promise<string>;
}

/** A P-256 key as it is kept in its file. */
interface PrivateKey extends JWK {
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

const KEY_FILE = 'DEVELOPMENT-token-key.json';
const TTL_SECONDS = 12 * 3600;

/** Opens or creates the development issuer of a node. */
export async function createDevelopmentIssuer(
  options: DevelopmentIssuerOptions,
): Promise<DevelopmentIssuer> {
  if (options.profile === 'production') {
    throw new PlatformFault(
      'DEV_ISSUER_IN_PRODUCTION',
      'The development token issuer does not run in production: configure the token issuer of your organisation.',
    );
  }
  const privateJwk = await openKey(options.dir);
  const publicJwk = await publicHalf(privateJwk);
  const key = (await importJWK(privateJwk, 'ES256')) as CryptoKey;
  const issuer = developmentIssuerName(options.node);
  const jwks: JSONWebKeySet = { keys: [publicJwk] };
  return {
    jwks,
    trusted: { issuer, keys: jwks },
    issue: (request) => sign(request, { key, kid: publicJwk.kid, issuer, options }),
  };
}

interface SigningParts {
  readonly key: CryptoKey;
  readonly kid: string;
  readonly issuer: string;
  readonly options: DevelopmentIssuerOptions;
}

function sign(request: TokenRequest, parts: SigningParts): Promise<string> {
  const { role, subject = `demo-${role}`, ttlSeconds = TTL_SECONDS } = request;
  const { options, issuer, key, kid } = parts;
  const now = Math.floor((options.clock ?? systemClock).now() / 1000);
  const scope = (request.scopes ?? scopesOf(role)).join(' ');
  const org = request.mspId ?? options.mspId;
  return new SignJWT({ client_id: 'development', org, role, scope, development: true })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
    .setIssuer(issuer)
    .setAudience(options.audience)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + ttlSeconds)
    .sign(key);
}

async function openKey(dir: string): Promise<PrivateKey> {
  const file = join(dir, KEY_FILE);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const existing = await readKey(file);
  if (existing) return existing;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = (await exportJWK(privateKey)) as PrivateKey;
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(jwk));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return jwk;
}

async function readKey(file: string): Promise<PrivateKey | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PlatformFault('DEV_KEY_UNREADABLE', `${file} cannot be read.`, cause);
  }
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new PlatformFault(
      'DEV_KEY_EXPOSED',
      `${file} can be read by other users of this machine: run chmod 600 on it, or delete it to get a new key.`,
    );
  }
  return parseKey(file, text);
}

function parseKey(file: string, text: string): PrivateKey {
  try {
    const jwk = JSON.parse(text) as PrivateKey;
    const whole = [jwk.x, jwk.y, jwk.d].every((member) => typeof member === 'string');
    if (jwk.kty === 'EC' && jwk.crv === 'P-256' && whole) return jwk;
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file);
}

function damaged(file: string, cause?: unknown): PlatformFault {
  const message = `${file} holds no usable key: delete it to get a new one.`;
  return new PlatformFault('DEV_KEY_DAMAGED', message, cause);
}

async function publicHalf({ x, y }: PrivateKey): Promise<JWK & { kid: string }> {
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  return { ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}
