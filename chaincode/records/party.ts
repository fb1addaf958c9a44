/** Parties, addresses and contacts (WCO Data Model party classes; roles from UNTDID 3035). */

export interface Address {
  readonly line?: string;
  readonly cityName?: string;
  readonly postcode?: string;
  readonly countrySubDivision?: string;
  readonly countryCode?: string;
}

export interface Contact {
  readonly name?: string;
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
}

export type IdentifierScheme =
  | 'EORI'
  | 'AEO'
  | 'LEI'
  | 'USCI'
  | 'GLN'
  | 'DUNS'
  | 'IATA-AGENT'
  | 'IATA-CARRIER'
  | 'VAT'
  | 'LOCAL';

export interface PartyIdentifier {
  readonly scheme: IdentifierScheme;
  readonly value: string;
}

/** Role codes: CZ consignor, CN consignee, NI notify, FW forwarder, CA carrier, IM importer, EX exporter, DT declarant, AG agent, SE seller, BY buyer, SU supplier. */
export interface Party {
  readonly role: string;
  readonly name?: string;
  readonly identifiers: readonly PartyIdentifier[];
  readonly address?: Address;
  readonly contact?: Contact;
}
