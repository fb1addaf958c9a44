/** Addresses, phones and e-mails of a company or person: the attributes that hidden links show in. */
import type { EntityRef } from '../store.js';
import { countryCode, knownAddress } from './addresses.js';
import { emailAddress, phoneDigits } from './contacts.js';
import type { Gathering } from './gathering.js';
import type { PartialObject } from './partial.js';
import { objectOf, textsOf } from './partial.js';

/** States the address and contact details that the holder's `address` and `contact` members give. */
export function stateAttributes(into: Gathering, owner: EntityRef, holder: PartialObject): void {
  const address = knownAddress(objectOf(holder['address']));
  if (address) {
    const { normal, display } = address;
    const place = into.node('Address', into.keys('address', ...normal), { name: display });
    into.relate(owner, 'HAS_ADDRESS', place);
    into.relate(place, 'LOCATED_IN', country(into, address.countryCode));
  }
  stateContact(into, owner, objectOf(holder['contact']));
}

/** States phones and e-mails of a contact. */
export function stateContact(into: Gathering, owner: EntityRef, contact: PartialObject): void {
  for (const written of textsOf(contact['phones'])) {
    const digits = phoneDigits(written);
    if (digits === undefined) continue;
    into.relate(
      owner,
      'HAS_PHONE',
      into.node('Phone', into.keys('phone', digits), { name: written }),
    );
  }
  for (const written of textsOf(contact['emails'])) {
    const address = emailAddress(written);
    if (address === undefined) continue;
    into.relate(
      owner,
      'HAS_EMAIL',
      into.node('Email', into.keys('email', address), { name: address }),
    );
  }
}

/** A country by its ISO 3166-1 alpha-2 code, which says all; undefined when the text is none. */
export function country(into: Gathering, code: string | undefined): EntityRef | undefined {
  const iso = countryCode(code);
  return iso === undefined ? undefined : into.node('Country', iso);
}
