/** Parties of Cargo-XML waybills: name, accounts, address, contact. */
import type { Address, Contact, Party, PartyIdentifier } from '../../../chaincode/index.js';
import { present, presentOrNone } from '../present.js';
import type { XmlElement } from './element.js';
import { all, at } from './element.js';
import type { DocumentMapping } from './mapping.js';

/** Maps a party element; undefined when it is absent or empty. */
export function mapWaybillParty(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  role: string,
  pointer: string,
): Party | undefined {
  if (!element) return undefined;
  mapping.implied(element, ['RoleCode'], role);
  const party = present({
    name: mapping.text(element, ['Name'], `${pointer}/name`),
    address: mapAddress(mapping, element, `${pointer}/address`),
    contact: mapContact(mapping, at(element, 'DefinedTradeContact'), `${pointer}/contact`),
  });
  const identifiers = mapIdentifiers(mapping, element, `${pointer}/identifiers`);
  if (Object.keys(party).length === 0 && identifiers.length === 0) return undefined;
  mapping.span(element, pointer);
  return { role, ...party, identifiers };
}

/** A second party to notify comes as an associated party with the role NI. */
export function notifyParty(element: XmlElement | undefined): XmlElement | undefined {
  return (
    at(element, 'NotifyParty') ??
    all(element, 'AssociatedParty').find((party) => at(party, 'RoleCode')?.text.trim() === 'NI')
  );
}

function mapIdentifiers(
  mapping: DocumentMapping,
  element: XmlElement,
  pointer: string,
): PartyIdentifier[] {
  const identifiers: PartyIdentifier[] = [];
  for (const [name, scheme] of IDENTIFIERS) {
    const value = mapping.text(element, [name], `${pointer}/${identifiers.length}`);
    if (value !== undefined) identifiers.push({ scheme, value });
  }
  return identifiers;
}

const IDENTIFIERS = [
  ['AccountID', 'LOCAL'],
  ['CargoAgentID', 'IATA-AGENT'],
] as const;

function mapAddress(
  mapping: DocumentMapping,
  party: XmlElement,
  pointer: string,
): Address | undefined {
  const element = at(party, 'PostalStructuredAddress') ?? at(party, 'FreightForwarderAddress');
  return presentOrNone({
    line: mapping.text(element, ['StreetName'], `${pointer}/line`),
    cityName: mapping.text(element, ['CityName'], `${pointer}/cityName`),
    postcode: mapping.text(element, ['PostcodeCode'], `${pointer}/postcode`),
    countrySubDivision:
      mapping.text(element, ['CountrySubDivisionID'], `${pointer}/countrySubDivision`) ??
      mapping.text(element, ['CountrySubDivisionName'], `${pointer}/countrySubDivision`),
    countryCode: mapping.text(element, ['CountryID'], `${pointer}/countryCode`),
  });
}

function mapContact(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  pointer: string,
): Contact | undefined {
  const phones = all(element, 'DirectTelephoneCommunication').flatMap(
    (phone, i) => mapping.text(phone, ['CompleteNumber'], `${pointer}/phones/${i}`) ?? [],
  );
  const emails = all(element, 'URIEmailCommunication').flatMap(
    (email, i) => mapping.text(email, ['URIID'], `${pointer}/emails/${i}`) ?? [],
  );
  return presentOrNone({
    name: mapping.text(element, ['PersonName'], `${pointer}/name`),
    phones: phones.length > 0 ? phones : undefined,
    emails: emails.length > 0 ? emails : undefined,
  });
}
