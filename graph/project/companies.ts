/** Parties of trade as companies: known by the strongest identifier given, otherwise by name and country. */
import type { EntityRef } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { countryOf } from './addresses.js';
import { country, stateAttributes } from './attributes.js';
import { emailAddress, phoneDigits } from './contacts.js';
import type { Gathering } from './gathering.js';
import { companyName, plain } from './names.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, present, textOf, textsOf } from './partial.js';
import { compact } from './references.js';

/** Identifier schemes that name one company in the world, the strongest first. LOCAL ones mean nothing elsewhere. */
const SCHEMES = [
  'LEI',
  'USCI',
  'EORI',
  'VAT',
  'DUNS',
  'GLN',
  'AEO',
  'IATA-CARRIER',
  'IATA-AGENT',
] as const;

/** States a party and its attributes; undefined when the released part does not tell who it is. */
export function company(into: Gathering, value: unknown): EntityRef | undefined {
  const party = objectOf(value);
  const key = companyKey(into, party);
  if (key === undefined) return undefined;
  const countryCode = countryOf(objectOf(party['address']));
  const ref = into.node('Company', key, present({ name: textOf(party['name']), countryCode }));
  into.relate(ref, 'LOCATED_IN', country(into, countryCode));
  stateAttributes(into, ref, party);
  contactPerson(into, ref, objectOf(party['contact']));
  return ref;
}

/** States that something relates to a party, when both are known. */
export function relateCompany(
  into: Gathering,
  from: EntityRef | undefined,
  type: RelationshipType,
  party: unknown,
): void {
  into.relate(from, type, company(into, party));
}

function companyKey(into: Gathering, party: PartialObject): string | undefined {
  const identifiers = objectsOf(party['identifiers']);
  for (const scheme of SCHEMES) {
    const held = identifiers.find((identifier) => identifier['scheme'] === scheme);
    const value = textOf(held?.['value']);
    if (value !== undefined && compact(value) !== '') return `${scheme}:${compact(value)}`;
  }
  const name = companyName(textOf(party['name']) ?? '');
  const countryCode = countryOf(objectOf(party['address'])) ?? '';
  if (name !== '') return into.keys('company', name, countryCode);
  const local = textOf(identifiers.find(({ scheme }) => scheme === 'LOCAL')?.['value']);
  return local === undefined
    ? undefined
    : into.keys('local-company', into.provenance.owner, compact(local));
}

/** A contact's name alone says little; with a phone or e-mail of theirs it is a person who can turn up elsewhere. */
function contactPerson(into: Gathering, of: EntityRef, contact: PartialObject): void {
  const name = textOf(contact['name']);
  const phone = textsOf(contact['phones']).map(phoneDigits).find(Boolean);
  const email = textsOf(contact['emails']).map(emailAddress).find(Boolean);
  const reach = email ?? phone;
  if (name === undefined || reach === undefined) return;
  const key = into.keys('contact', plain(name).toUpperCase(), reach);
  into.relate(into.node('Person', key, { name }), 'CONTACT_OF', of);
}
