/** The shape of a trust list. Every time must be readable: a limit that cannot be read would never be reached. */
import { z } from 'zod';
import type { LedgerAnchor, Organisation, PublishedStatusList } from '../../chaincode/index.js';
import { isInstant, isMspId, isSha256Hex } from '../../chaincode/index.js';

export interface TrustListPayload {
  readonly publisher: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly organisations: readonly Organisation[];
  readonly anchors: readonly LedgerAnchor[];
  readonly statusLists: readonly PublishedStatusList[];
}

const text = z.string().max(400);
const instant = text.refine(isInstant, 'not a UTC instant');
const mspId = text.refine(isMspId, 'not an MSP id');
const hash = text.refine(isSha256Hex, 'not a SHA-256 digest in hex');
const count = z.number().int().positive();
const validity = { validFrom: instant, validUntil: instant };

const organisation = z.object({
  mspId,
  name: text,
  countryCode: text,
  roles: z.array(text),
  keys: z.array(
    z.object({ kid: text, jwk: z.object({ kty: text, crv: text, x: text, y: text }), ...validity }),
  ),
  authorities: z.array(z.object({ certificateType: text, country: text, ...validity })),
  status: z.enum(['active', 'suspended']),
});

const anchor = z.object({
  id: text,
  issuer: mspId,
  sequence: count,
  size: count,
  root: hash,
  previousRoot: hash.optional(),
  hashAlgorithm: z.literal('sha-256'),
  createdAt: instant,
  signature: text,
  anchoredAt: instant,
});

const published = z.object({
  issuer: mspId,
  purpose: z.enum(['revocation', 'suspension']),
  jws: z.string(),
  publishedAt: text,
});

const TRUST_LIST = z.object({
  publisher: mspId,
  issuedAt: instant,
  validUntil: instant,
  organisations: z.array(organisation).max(5_000),
  anchors: z.array(anchor),
  statusLists: z.array(published).max(10_000),
});

const STATUS_LIST = z.object({
  id: text,
  issuer: text,
  ...validity,
  credentialSubject: z.object({
    type: z.literal('BitstringStatusList'),
    statusPurpose: z.enum(['revocation', 'suspension']),
    encodedList: z.string(),
  }),
});

export type StatusListPayload = z.infer<typeof STATUS_LIST>;

/** Checks the content of a trust list; throws SyntaxError that names the first member at fault. */
export function checkTrustListPayload(value: unknown): TrustListPayload {
  return demand(TRUST_LIST.safeParse(value)) as TrustListPayload;
}

/** Checks the content of a signed status list; throws SyntaxError that names the first member at fault. */
export function checkStatusListPayload(value: unknown): StatusListPayload {
  return demand(STATUS_LIST.safeParse(value));
}

function demand<T>(parsed: z.ZodSafeParseResult<T>): T {
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new SyntaxError(`${first?.path.map(String).join('/') ?? ''}: ${first?.message ?? ''}`);
}
