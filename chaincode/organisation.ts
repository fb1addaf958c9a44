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
  /** When it left or was removed, ISO 8601 UTC; then its status is `suspended`, and its keys still prove its past. */
  readonly leftAt?: string;
}

type Entry = Partial<Organisation>;

const RULES: readonly [string, (entry: Entry) => boolean, string][] = [
  ['mspId', (e) => isMspId(e.mspId), 'a Fabric MSP id'],
  [
    'name',
    (e) => typeof e.name === 'string' && e.name.length <= 200,
    'text of up to 200 characters',
  ],
  ['countryCode', (e) => isCountry(e.countryCode), 'ISO 3166-1 alpha-2'],
  ['roles', (e) => hasRoles(e.roles), ORGANISATION_ROLES.join(', ')],
  ['keys', (e) => isListOf(e.keys, isOrganisationKey), 'P-256 keys with a validity'],
  ['authorities', (e) => isListOf(e.authorities, isAuthority), 'type, country, validity'],
];

/** Checks an organisation entry as it is proposed for the directory. */
export function checkOrganisation(value: unknown): Outcome<Organisation> {
  const entry = (value ?? {}) as Entry;
  const broken = RULES.find(([, holds]) => !holds(entry));
  if (broken) {
    return refused(refusal('INVALID_INPUT', `organisation ${broken[0]} must be ${broken[2]}`));
  }
  const { mspId, name, countryCode, roles } = entry as Organisation;
  const { keys = [], authorities = [] } = entry;
  return accepted({ mspId, name, countryCode, roles, keys, authorities, status: 'active' });
}

function hasRoles(roles: unknown): boolean {
  return (
    Array.isArray(roles) &&
    roles.length > 0 &&
    roles.every((role: OrganisationRole) => ORGANISATION_ROLES.includes(role))
  );
}

/** Absent lists are empty; anything else must be a list whose items all fit. */
function isListOf(list: unknown, fits: (item: unknown) => boolean): boolean {
  return list === undefined || (Array.isArray(list) && list.every(fits));
}

function isCountry(text: unknown): boolean {
  return typeof text === 'string' && /^[A-Z]{2}$/.test(text);
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
  return key.kid === jwkThumbprint(key.jwk) && isPeriod(key);
}

function isAuthority(value: unknown): boolean {
  const entry = (value ?? {}) as Partial<CertificateAuthority>;
  const { certificateType, country } = entry;
  return typeof certificateType === 'string' && isCountry(country) && isPeriod(entry);
}

/** A validity that ends before it begins would make whatever bears it void without a word. */
function isPeriod({ validFrom, validUntil }: { validFrom?: string; validUntil?: string }): boolean {
  if (!isInstant(validFrom) || !isInstant(validUntil)) return false;
  return Date.parse(validFrom) < Date.parse(validUntil);
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
