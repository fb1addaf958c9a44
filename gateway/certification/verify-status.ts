/**
 * Status of a certificate from the signed lists held. A revocation is final and counts however old the list is; a
 * suspension may have been lifted since, so it counts only from a list that is still good.
 */
import type { Credential } from './credential.js';
import { issuerId } from './credential.js';
import { Decided } from './decided.js';
import { isSet } from './status-list.js';
import type { CheckedStatusList, TrustList } from './trust-list.js';
import type { TrustedKey } from './trusted-key.js';

export interface StatusOptions {
  readonly now: number;
  /** Oldest list that the asker accepts, in milliseconds; the list's own end counts besides. */
  readonly maxStatusAgeMs?: number;
  readonly skewMs: number;
}

interface Entry {
  readonly purpose: 'revocation' | 'suspension';
  readonly list: CheckedStatusList | undefined;
  readonly index: number;
}

/** Throws Decided unless the certificate is neither revoked nor suspended as far as is known and known to be fresh. */
export function checkStatus(
  credential: Credential,
  { organisation }: TrustedKey,
  trust: TrustList,
  options: StatusOptions,
): string {
  const entries = credential.credentialStatus.map((entry): Entry => {
    const name = `${issuerId(organisation.mspId)}:status:${entry.statusPurpose}`;
    if (entry.statusListCredential !== name) {
      throw new Decided(
        'CONTENT_INVALID',
        'the certificate names a status list that is not its issuer’s',
      );
    }
    const index = Number(entry.statusListIndex);
    return { purpose: entry.statusPurpose, list: trust.statusLists.get(name), index };
  });
  for (const entry of entries) refuseBit(entry, options);
  for (const entry of entries) refuseUnknown(entry, options);
  if (organisation.status !== 'active') {
    throw new Decided(
      'ISSUER_SUSPENDED',
      `${organisation.mspId} is suspended: its certificates are no longer kept up to date`,
    );
  }
  return 'neither revoked nor suspended';
}

/** The time of the oldest status list held of the issuer: the answer holds as of then. */
export function statusTime(mspId: string, trust: TrustList): string {
  const times = (['revocation', 'suspension'] as const).flatMap(
    (purpose) => trust.statusLists.get(`${issuerId(mspId)}:status:${purpose}`)?.validFrom ?? [],
  );
  return [trust.issuedAt, ...times].reduce((a, b) => (Date.parse(b) < Date.parse(a) ? b : a));
}

function refuseBit({ purpose, list, index }: Entry, options: StatusOptions): void {
  if (!list || !isSet(list.bits, index)) return;
  if (purpose === 'revocation') {
    throw new Decided('REVOKED', `the issuer has revoked the certificate, as of ${list.validFrom}`);
  }
  if (!isStale(list, options)) {
    throw new Decided(
      'SUSPENDED',
      `the issuer has suspended the certificate, as of ${list.validFrom}`,
    );
  }
}

function refuseUnknown({ purpose, list, index }: Entry, options: StatusOptions): void {
  if (!list || index >= list.bits.length * 8) {
    throw new Decided('STATUS_UNKNOWN', `no ${purpose} list of the issuer for it is held`);
  }
  if (Date.parse(list.validFrom) > options.now + options.skewMs) {
    throw new Decided('CLOCK_BEHIND', `the ${purpose} list is of ${list.validFrom}: set the clock`);
  }
  if (isStale(list, options)) {
    throw new Decided(
      'STATUS_STALE',
      `the newest ${purpose} list is of ${list.validFrom}; download a new trust list`,
      list.validFrom,
    );
  }
}

function isStale(
  list: CheckedStatusList,
  { now, maxStatusAgeMs = Infinity }: StatusOptions,
): boolean {
  return now >= Date.parse(list.validUntil) || now - Date.parse(list.validFrom) > maxStatusAgeMs;
}
