/** Two members, their keys, and the signed objects that the tests of the chaincode start from. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import type {
  AgreementTerms,
  Envelope,
  LedgerEnvelope,
  Organisation,
  Refusal,
  Release,
  SaltedField,
} from '../../chaincode/index.js';
import {
  detachedJws,
  divideFields,
  envelopePayload,
  flatten,
  jwkThumbprint,
  rootOfFields,
  signingInput,
} from '../../chaincode/index.js';

export const PROVIDER = 'BlueCustomsMSP';
export const CONSUMER = 'GreenCustomsMSP';

export interface Keys {
  readonly kid: string;
  readonly jwk: JsonWebKey;
  readonly privateKey: KeyObject;
}

/** A fresh P-256 key with its thumbprint as id. */
export function newKeys(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  return { kid: jwkThumbprint(jwk), jwk, privateKey };
}

/** The detached JWS of the key over the payload. */
export function signed({ kid, privateKey }: Keys, payload: string): string {
  const input = signingInput(kid, payload);
  return detachedJws(kid, sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
}

/** A customs member whose key signs throughout 2026. */
export function memberWith({ kid, jwk }: Keys, mspId = PROVIDER): Organisation {
  return {
    mspId,
    name: 'Blue Customs',
    countryCode: 'BE',
    roles: ['customs'],
    keys: [{ kid, jwk, validFrom: '2026-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' }],
    authorities: [],
    status: 'active',
  };
}

export const MANIFEST = {
  kind: 'manifest',
  transport: { mode: '1', name: 'MV LINDEN' },
  consignments: [
    { id: 'BL-1', goods: 'tea', grossMass: '1200.5', shipper: { name: 'Orchid Trading' } },
    { id: 'BL-2', goods: 'silk', grossMass: '80', shipper: { name: 'Lotus Export' } },
  ],
};

/** Each leaf with a salt of its own, 22 characters as 128 bits have. */
export function saltedLeaves(body: unknown): SaltedField[] {
  return flatten(body).map((leaf, i) => ({ ...leaf, salt: `salt${String(i).padStart(18, '0')}` }));
}

export const LEAVES = saltedLeaves(MANIFEST);

/** An envelope over the manifest, signed by the key. */
export function envelopeOf(keys: Keys, change: Partial<Envelope> = {}): Envelope {
  const unsigned = {
    id: 'record-0000000000000001',
    kind: 'manifest',
    owner: PROVIDER,
    root: rootOfFields(LEAVES),
    leafCount: LEAVES.length,
    rawDigest: 'ab'.repeat(32),
    revision: 1,
    createdAt: '2026-05-01T08:00:00Z',
    retainUntil: '2027-05-01T08:00:00Z',
    ...change,
  } as const;
  return { ...unsigned, signature: signed(keys, envelopePayload(unsigned)) };
}

export const LEDGER_ENVELOPE: LedgerEnvelope = { ...envelopeOf(newKeys()), status: 'live' };

export const TERMS: AgreementTerms = {
  id: 'agreement-00000000000001',
  provider: PROVIDER,
  consumer: CONSUMER,
  datasets: [{ kind: 'manifest', fields: ['/kind', '/consignments/*/goods'] }],
  purposes: ['risk-assessment'],
  legalBasis: 'Mutual assistance agreement, article 4',
  retentionDays: 90,
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-01-01T00:00:00Z',
  salt: 'c2FsdHNhbHRzYWx0c2FsdA',
};

/** The release that the terms allow. */
export function honestRelease(): Release {
  return {
    id: 'release-0000000000000001',
    recordId: LEDGER_ENVELOPE.id,
    revision: 1,
    agreementId: TERMS.id,
    purpose: 'risk-assessment',
    owner: PROVIDER,
    recipient: CONSUMER,
    ...divideFields(LEAVES, TERMS, 'manifest'),
  };
}

/** The code of an outcome: `ok`, or why not. */
export function codeOf(outcome: { ok: boolean; refusal?: Pick<Refusal, 'code'> }): string {
  return outcome.ok ? 'ok' : (outcome.refusal?.code ?? 'no code');
}

/** What the refusal says; fails the test when there is none. */
export function messageOf(outcome: { ok: boolean; refusal?: Pick<Refusal, 'message'> }): string {
  if (outcome.ok || !outcome.refusal) throw new Error('expected a refusal');
  return outcome.refusal.message;
}
