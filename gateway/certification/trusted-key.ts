/**
 * Signing keys of a trust list. A key is looked up together with its organisation: a member that lists another's public
 * key as its own must not take that member's certificates away from it.
 */
import type { KeyObject } from 'node:crypto';
import type { Organisation, OrganisationKey } from '../../chaincode/index.js';
import { isInstant, jwkThumbprint, publicKeyOf } from '../../chaincode/index.js';

export interface TrustedKey {
  readonly entry: OrganisationKey;
  readonly organisation: Organisation;
  readonly key: KeyObject;
}

/** All keys by id; an entry whose id is not its own thumbprint, or that has no readable validity, is left out and named. */
export function trustedKeys(
  organisations: readonly Organisation[],
  problems: string[],
): Map<string, TrustedKey[]> {
  const keys = new Map<string, TrustedKey[]>();
  for (const organisation of organisations) {
    for (const entry of organisation.keys) {
      const key = keyObjectOf(entry);
      if (key) keys.set(entry.kid, [...(keys.get(entry.kid) ?? []), { entry, organisation, key }]);
      else problems.push(`a key of ${organisation.mspId} is no P-256 key with its own thumbprint`);
    }
  }
  return keys;
}

/** The key as this organisation holds it. */
export function heldBy(
  keys: ReadonlyMap<string, readonly TrustedKey[]>,
  kid: string,
  mspId: string,
): TrustedKey | undefined {
  return keys.get(kid)?.find(({ organisation }) => organisation.mspId === mspId);
}

/** Whether the key might sign at the instant (ISO 8601). */
export function isValidAt({ entry }: TrustedKey, instant: string): boolean {
  const at = Date.parse(instant);
  return Date.parse(entry.validFrom) <= at && at < Date.parse(entry.validUntil);
}

function keyObjectOf({ kid, jwk, validFrom, validUntil }: OrganisationKey): KeyObject | undefined {
  if (!isInstant(validFrom) || !isInstant(validUntil) || jwkThumbprint(jwk) !== kid) {
    return undefined;
  }
  try {
    return publicKeyOf(jwk);
  } catch {
    // Not a point of P-256: then it is no key, and the caller names its owner.
    return undefined;
  }
}
