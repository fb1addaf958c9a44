/**
 * What the ledger knows of certificates: signed batch roots (anchors) and status changes by the hash of a random
 * id. Never names, goods, numbers. Status life cycle as a table; issuers write only under their own MSP id.
 */
import { canonicalize } from './canonical.js';
import { isSha256Hex } from './digest.js';
import { isInstant, isLedgerId, isMspId } from './identifiers.js';
import type { Outcome } from './refusal.js';
import { accepted, refusal, refused } from './refusal.js';

/** A batch of certificates under one Merkle root, chained to the issuer's batch before it. */
export interface Anchor {
  readonly id: string;
  readonly issuer: string;
  /** Counts from 1 per issuer. */
  readonly sequence: number;
  readonly size: number;
  readonly root: string;
  /** Root of the issuer's previous batch, absent for the first. */
  readonly previousRoot?: string;
  readonly hashAlgorithm: 'sha-256';
  readonly createdAt: string;
  /** Detached JWS of the issuer over the canonical JSON of all other members. */
  readonly signature: string;
}

/** The anchor with the ledger's own time. */
export interface LedgerAnchor extends Anchor {
  readonly anchoredAt: string;
}

export type CertificateStatus = 'issued' | 'suspended' | 'revoked' | 'replaced';

export const STATUS_REASONS = [
  'issued-in-error',
  'data-incorrect',
  'goods-changed',
  'non-compliance-found',
  'key-compromise',
  'holder-request',
  'replaced-by-new',
  'under-investigation',
  'investigation-closed',
] as const;
export type StatusReason = (typeof STATUS_REASONS)[number];

export interface CertificateStatusEntry {
  /** SHA-256 of the certificate's random id, hex. */
  readonly idHash: string;
  readonly issuer: string;
  readonly status: CertificateStatus;
  readonly reason: StatusReason;
  readonly effectiveAt: string;
  readonly replacedByHash?: string;
}

/** A signed Bitstring Status List as its issuer published it on the ledger. */
export interface PublishedStatusList {
  readonly issuer: string;
  readonly purpose: 'revocation' | 'suspension';
  readonly jws: string;
  readonly publishedAt: string;
}

/** Which status may follow which. `revoked` and `replaced` are final. */
export const STATUS_TRANSITIONS: Readonly<Record<CertificateStatus, readonly CertificateStatus[]>> =
  {
    issued: ['suspended', 'revoked', 'replaced'],
    suspended: ['issued', 'revoked', 'replaced'],
    revoked: [],
    replaced: [],
  };

/** Whether the status may change so; the refusal names both. */
export function checkTransition(
  from: CertificateStatus,
  to: CertificateStatus,
): Outcome<CertificateStatus> {
  if (STATUS_TRANSITIONS[from].includes(to)) return accepted(to);
  return refused(refusal('STATUS_TRANSITION', `a certificate that is ${from} cannot become ${to}`));
}

/** The text that the issuer signs. */
export function anchorPayload(anchor: Omit<Anchor, 'signature'>): string {
  const { id, issuer, sequence, size, root, previousRoot, hashAlgorithm, createdAt } = anchor;
  return canonicalize({ id, issuer, sequence, size, root, previousRoot, hashAlgorithm, createdAt });
}

const ANCHOR_RULES: Readonly<Record<keyof Anchor, (anchor: Anchor) => boolean>> = {
  id: (a) => isLedgerId(a.id),
  issuer: (a) => isMspId(a.issuer),
  sequence: (a) => Number.isSafeInteger(a.sequence) && a.sequence > 0,
  size: (a) => Number.isSafeInteger(a.size) && a.size > 0,
  root: (a) => isSha256Hex(a.root),
  previousRoot: (a) => a.previousRoot === undefined || isSha256Hex(a.previousRoot),
  hashAlgorithm: (a) => a.hashAlgorithm === 'sha-256',
  createdAt: (a) => isInstant(a.createdAt),
  signature: (a) => typeof a.signature === 'string',
};

/** Checks the shape of an anchor; unknown members are refused, so that nothing unsigned rides along. */
export function checkAnchor(value: unknown): Outcome<Anchor> {
  const anchor = (value ?? {}) as Anchor;
  const fits =
    Object.keys(anchor).every((key) => Object.hasOwn(ANCHOR_RULES, key)) &&
    Object.values(ANCHOR_RULES).every((holds) => holds(anchor));
  if (fits) return accepted(anchor);
  const members = Object.keys(ANCHOR_RULES).join(', ');
  return refused(refusal('INVALID_INPUT', `anchor must hold exactly ${members}`));
}
