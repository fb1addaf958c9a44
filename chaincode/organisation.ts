/** Members as the signed directory lists them: MSP id, roles, and the keys that sign for them, each with its time. */
import type { JsonWebKey } from 'node:crypto';
import { isInstant, isMspId } from './identifiers.js';
import { jwkThumbprint, publicKeyOf } from './jws.js';
import { accepted, refusal, refused } from './refusal.js';
import type { Outcome } from './refusal.js';

export const ORGANISATION_ROLES = [
  'customs',
  'airline',
  'trader',
  'cooperation',
  'quarantine',
] as const;
export type OrganisationRole = (typeof ORGANISATION_ROLES)[number];

/** A signing key and when it may sign. Retired keys stay listed: evidence outlives them. */
export interface OrganisationKey {
  readonly kid: string;
  readonly jwk: JsonWebKey;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** What an issuer may certify: type × export country. */
export interface CertificateAuthority {
  readonly certificateType: string;
  readonly country: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

export interface Organisation {
  readonly mspId: string;
  readonly name: string;
  readonly countryCode: string;
  readonly roles: readonly OrganisationRole[];
  readonly keys: readonly OrganisationKey[];
  readonly authorities: readonly CertificateAuthority[];
  readonly status: 'active' | 'suspended';
}

/** Checks an organisation entry as it is proposed for the directory. */
export function checkOrganisation(value: unknown): Outcome<Organisation> {
  const entry = value as Partial<Organisation> | null;
  if (!entry || !isMspId(entry.mspId)) return invalid('mspId', 'a Fabric MSP id');
  if (typeof entry.name !== 'string' || entry.name.length > 200)
    return invalid('name', 'text up to 200');
  if (!/^[A-Z]{2}$/.test(entry.countryCode ?? ''))
    return invalid('countryCode', 'ISO 3166-1 alpha-2');
  const roles = entry.roles ?? [];
  if (roles.length === 0 || !roles.every((role) => ORGANISATION_ROLES.includes(role))) {
    return invalid('roles', ORGANISATION_ROLES.join(', '));
  }
  if (!(entry.keys ?? []).every(isOrganisationKey))
    return invalid('keys', 'P-256 keys with a validity');
  if (!(entry.authorities ?? []).every(isAuthority))
    return invalid('authorities', 'type, country, validity');
  return accepted({
    ...(entry as Organisation),
    authorities: entry.authorities ?? [],
    status: 'active',
  });
}

/** Whether the value is a key entry whose id is the key's own thumbprint. */
export function isOrganisationKey(value: unknown): value is OrganisationKey {
  const key = value as Partial<OrganisationKey> | null;
  if (!key?.jwk || key.jwk.d !== undefined) return false;
  try {
    publicKeyOf(key.jwk);
  } catch {
    // A key that cannot be read is simply not a key entry; the caller refuses and names the field.
    return false;
  }
  return (
    key.kid === jwkThumbprint(key.jwk) && isInstant(key.validFrom) && isInstant(key.validUntil)
  );
}

function isAuthority(value: CertificateAuthority): boolean {
  const { certificateType, country, validFrom, validUntil } = value;
  return (
    typeof certificateType === 'string' &&
    /^[A-Z]{2}$/.test(country) &&
    isInstant(validFrom) &&
    isInstant(validUntil)
  );
}

/** The key that may sign for the organisation at the instant, by id. */
export function keyAt(
  organisation: Organisation,
  kid: string,
  instant: string,
): OrganisationKey | undefined {
  const at = Date.parse(instant);
  return organisation.keys.find(
    (key) => key.kid === kid && Date.parse(key.validFrom) <= at && at < Date.parse(key.validUntil),
  );
}

function invalid(field: string, rule: string): Outcome<never> {
  return refused(refusal('INVALID_INPUT', `organisation ${field} must be ${rule}`));
}
