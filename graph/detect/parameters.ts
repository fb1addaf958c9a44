/** All settings of all detectors in one object, with the reasons for their defaults. A change of a default is a new version. */
import type { RelationshipType } from '../vocabulary.js';

export interface TypologyParameters {
  /** Relationship types whose sharing may make a shell ring. */
  readonly ringTypes: readonly RelationshipType[];
  /** Fewest companies, under different names, in a ring: two firms at one address are everyday life. */
  readonly ringCompanies: number;
  /** Fewest different attributes that hold a ring together: one building or one switchboard alone proves nothing. */
  readonly ringAttributes: number;
  /** Least rarity (IDF from 0 to 1) of an attribute: what many share, such as a formation agent's address, joins nobody. */
  readonly ringRarity: number;
  /** Population of companies assumed at least, so that rarity means something in a young graph. */
  readonly ringPopulation: number;
  /** Rings above this many companies are taken apart: only companies with two attributes in common stay together. */
  readonly ringMaximum: number;
  /** Fewest flights that two people took together under different bookings. */
  readonly coFlights: number;
  /** Highest chance (p-value after Bonferroni) of that many joint flights by accident. */
  readonly coTravelChance: number;
  /** Flights that travellers could have chosen from, at least, so that a node that saw few flights does not find all usual. */
  readonly flightUniverse: number;
  /** Flights on which a booking is unknown: `skip` (nothing is said about them) or `count` (as different bookings). */
  readonly unknownBookings: 'skip' | 'count';
}

/** The defaults of all detectors. */
export const TYPOLOGY_DEFAULTS: TypologyParameters = {
  ringTypes: ['HAS_ADDRESS', 'HAS_PHONE', 'HAS_EMAIL', 'DIRECTOR_OF', 'CONTACT_OF'],
  ringCompanies: 3,
  ringAttributes: 2,
  ringRarity: 0.45,
  ringPopulation: 200,
  ringMaximum: 40,
  coFlights: 3,
  coTravelChance: 0.001,
  flightUniverse: 100,
  unknownBookings: 'skip',
};
