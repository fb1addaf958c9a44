/** Parties of a WCO DM declaration; they stand at the declaration or at the goods shipment. */
import type { Party, PartyIdentifier } from '../../../chaincode/index.js';
import { present, presentOrNone } from '../present.js';
import type { XmlElement } from './element.js';
import { all, at } from './element.js';
import type { DocumentMapping } from './mapping.js';

const PARTIES = [
  ['declarant', 'Declarant', 'DT'],
  ['agent', 'Agent', 'AG'],
  ['exporter', 'Exporter', 'EX'],
  ['importer', 'Importer', 'IM'],
  ['seller', 'Seller', 'SE'],
  ['buyer', 'Buyer', 'BY'],
] as const;

type PartyField = (typeof PARTIES)[number][0];

/** Those of the six parties that the declaration names. */
export function mapDeclarationParties(
  mapping: DocumentMapping,
  element: XmlElement,
): Partial<Record<PartyField, Party>> {
  const shipment = at(element, 'GoodsShipment');
  const parties: Partial<Record<PartyField, Party>> = {};
  for (const [field, name, role] of PARTIES) {
    const source = at(element, name) ?? at(shipment, name);
    const party = source && mapParty(mapping, source, role, `/${field}`);
    if (party) parties[field] = party;
  }
  return parties;
}

/** A party without id, name and address is none: an agent may come with a status code alone, which stays unread. */
function mapParty(
  mapping: DocumentMapping,
  element: XmlElement,
  role: string,
  pointer: string,
): Party | undefined {
  const id = mapping.text(element, ['ID'], `${pointer}/identifiers/0`);
  const party = present({
    name: mapping.text(element, ['Name'], `${pointer}/name`),
    address: mapAddress(mapping, at(element, 'Address'), `${pointer}/address`),
    contact: mapContact(mapping, element, `${pointer}/contact`),
  });
  if (id === undefined && Object.keys(party).length === 0) return undefined;
  mapping.span(element, pointer);
  return { role, ...party, identifiers: id === undefined ? [] : [identifierOf(id)] };
}

/** An EORI number is a country and up to fifteen letters and digits, with digits in all numbers in use. */
function identifierOf(value: string): PartyIdentifier {
  return { scheme: /^[A-Z]{2}\d{6,15}$/.test(value) ? 'EORI' : 'LOCAL', value };
}

function mapAddress(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  pointer: string,
): Party['address'] {
  return presentOrNone({
    line: mapping.text(element, ['Line'], `${pointer}/line`),
    cityName: mapping.text(element, ['CityName'], `${pointer}/cityName`),
    postcode: mapping.text(element, ['PostcodeID'], `${pointer}/postcode`),
    countrySubDivision: mapping.text(
      element,
      ['CountrySubDivisionName'],
      `${pointer}/countrySubDivision`,
    ),
    countryCode: mapping.text(element, ['CountryCode'], `${pointer}/countryCode`),
  });
}

/** Communication with TypeCode TE (or none) is a telephone, EM an e-mail address. */
function mapContact(
  mapping: DocumentMapping,
  element: XmlElement,
  pointer: string,
): Party['contact'] {
  const phones: string[] = [];
  const emails: string[] = [];
  for (const communication of all(element, 'Communication')) {
    const kind = at(communication, 'TypeCode')?.text.trim() ?? 'TE';
    const list = kind === 'EM' ? emails : phones;
    if (kind !== 'EM' && kind !== 'TE') continue;
    const place = `${pointer}/${kind === 'EM' ? 'emails' : 'phones'}/${list.length}`;
    const value = mapping.text(communication, ['ID'], place);
    mapping.implied(communication, ['TypeCode'], kind);
    if (value !== undefined) list.push(value);
  }
  return presentOrNone({
    phones: phones.length > 0 ? phones : undefined,
    emails: emails.length > 0 ? emails : undefined,
  });
}
