/**
 * The envelope of a record on the ledger: a commitment (root over salted fields) signed by its owner.
 * It tells every member that a record of this kind exists, and nothing of what is in it.
 */
import { canonicalize } from './canonical.js';
import { isSha256Hex } from './digest.js';
import { isInstant, isLater, isLedgerId, isMspId } from './identifiers.js';
import { detachedKid, verifyDetached } from './jws.js';
import type { Organisation } from './organisation.js';
import { keyAt } from './organisation.js';
import type { RecordKind } from './records/record.js';
import { RECORD_KINDS } from './records/record.js';
import type { Outcome } from './refusal.js';
import { accepted, refusal, refused } from './refusal.js';

export interface Envelope {
  readonly id: string;
  readonly kind: RecordKind;
  readonly owner: string;
  /** Merkle root over the salted fields, hex. */
  readonly root: string;
  readonly leafCount: number;
  /** Salted SHA-256 of the raw message, hex; absent for records that had none. */
  readonly rawDigest?: string;
  readonly revision: number;
  readonly createdAt: string;
  /** When the owner means to erase the payload. */
  readonly retainUntil: string;
  /** Detached JWS of the owner over the canonical JSON of all other members. */
  readonly signature: string;
}

/** The envelope with what the ledger adds. */
export interface LedgerEnvelope extends Envelope {
  readonly status: 'live' | 'purged';
  readonly purgedAt?: string;
}

/** The text that the owner signs. */
export function envelopePayload(envelope: Omit<Envelope, 'signature'>): string {
  const { id, kind, owner, root, leafCount, rawDigest, revision, createdAt, retainUntil } =
    envelope;
  return canonicalize({
    id,
    kind,
    owner,
    root,
    leafCount,
    rawDigest,
    revision,
    createdAt,
    retainUntil,
  });
}

const RULES: readonly [keyof Envelope, (e: Envelope) => boolean, string][] = [
  ['id', (e) => isLedgerId(e.id), 'a random id of 16 to 64 characters'],
  ['kind', (e) => RECORD_KINDS.includes(e.kind), RECORD_KINDS.join(', ')],
  ['owner', (e) => isMspId(e.owner), 'an MSP id'],
  ['root', (e) => isSha256Hex(e.root), 'a SHA-256 digest in hex'],
  ['leafCount', (e) => Number.isSafeInteger(e.leafCount) && e.leafCount > 0, 'a positive count'],
  [
    'rawDigest',
    (e) => e.rawDigest === undefined || isSha256Hex(e.rawDigest),
    'a SHA-256 digest in hex',
  ],
  ['revision', (e) => Number.isSafeInteger(e.revision) && e.revision > 0, 'a count from 1'],
  ['createdAt', (e) => isInstant(e.createdAt), 'a UTC instant'],
  [
    'retainUntil',
    (e) => isInstant(e.retainUntil) && isLater(e.createdAt, e.retainUntil),
    'a later UTC instant',
  ],
  ['signature', (e) => typeof e.signature === 'string', 'a detached JWS'],
];

/** Checks the shape; unknown members are refused, so that nothing unsigned rides along. */
export function checkEnvelope(value: unknown): Outcome<Envelope> {
  if (value === null || typeof value !== 'object') return invalid('value', 'a JSON object');
  const envelope = value as Envelope;
  const known = new Set<string>(RULES.map(([field]) => field));
  const stranger = Object.keys(envelope).find((key) => !known.has(key));
  if (stranger !== undefined)
    return invalid(stranger.slice(0, 40), 'absent: it is not part of an envelope');
  const broken = RULES.find(([, holds]) => !holds(envelope));
  return broken ? invalid(broken[0], broken[2]) : accepted(envelope);
}

/** Checks the owner's signature against the directory's keys at the time of creation. */
export function checkEnvelopeSignature(envelope: Envelope, owner: Organisation): Outcome<Envelope> {
  const kid = detachedKid(envelope.signature);
  const key = kid === undefined ? undefined : keyAt(owner, kid, envelope.createdAt);
  if (!key || !verifyDetached(envelope.signature, envelopePayload(envelope), key.jwk)) {
    return refused(
      refusal('SIGNATURE_INVALID', `envelope ${envelope.id} is not signed by ${owner.mspId}`),
    );
  }
  return accepted(envelope);
}

function invalid(field: string, rule: string): Outcome<never> {
  return refused(refusal('INVALID_INPUT', `envelope ${field} must be ${rule}`));
}
