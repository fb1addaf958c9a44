/** Advance passenger information (UN/EDIFACT PAXLST, WCO/IATA/ICAO API guidelines; ICAO 9303 documents). */
import type { Measure } from './code.js';
import type { Address, Contact } from './party.js';
import type { Call } from './transport.js';

export interface TravelDocument {
  readonly type: 'P' | 'V' | 'I' | 'AC' | 'other';
  readonly number?: string;
  readonly issuer?: string;
  readonly expiry?: string;
}

export interface Bag {
  readonly tag?: string;
  readonly carrier?: string;
  readonly count?: number;
  readonly weight?: Measure;
  readonly destination?: string;
}

export interface TravellerName {
  readonly surname: string;
  readonly given?: string;
  readonly middle?: string;
}

export interface Traveller {
  readonly kind: 'passenger' | 'crew' | 'transit';
  readonly name: TravellerName;
  readonly sex?: 'M' | 'F' | 'X';
  /** YYYY-MM-DD, or as much of it as the message holds. */
  readonly birthDate?: string;
  readonly birthPlace?: string;
  readonly nationality?: string;
  readonly residence?: string;
  readonly boarding?: string;
  readonly disembarking?: string;
  readonly documents: readonly TravelDocument[];
  readonly recordLocator?: string;
  readonly carrierRef?: string;
  readonly seat?: string;
  readonly bags: readonly Bag[];
  readonly address?: Address;
  readonly contact?: Contact;
  readonly verified?: boolean;
}

export interface Flight {
  readonly carrier?: string;
  /** Designator as flown, e.g. AA123. */
  readonly number: string;
  readonly operating?: string;
  readonly legs: readonly Call[];
}

export interface PassengerList {
  readonly kind: 'passengerList';
  /** 745 passenger list, 250 crew list, 336 master crew list. */
  readonly documentNameCode: string;
  readonly functionCode?: string;
  readonly flights: readonly Flight[];
  readonly reporter?: Contact;
  readonly travellers: readonly Traveller[];
  readonly counts: { readonly passengers?: number; readonly crew?: number };
}
