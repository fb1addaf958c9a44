/** How many of everything a network of a size has, and what is planted in it. */

/** Shares of the relationships: company registrations, flights; the rest are customs declarations. */
const REGISTERED = 0.15;
const FLOWN = 0.1;

/** Relationships per registration and per flight, on average. */
const PER_COMPANY = 6;
export const PER_FLIGHT = 20;

/** What a network is made of; everything follows from the number of relationships. */
export interface NetworkPlan {
  readonly relationships: number;
  readonly seed: number;
  readonly companies: number;
  readonly people: number;
  readonly flights: number;
  readonly travellers: number;
  /** Customs brokers: shared service providers that many declare through. */
  readonly brokers: number;
  /** Addresses that hundreds of firms share, and offices that register firms by the dozen. */
  readonly parks: number;
  readonly agents: number;
  readonly voyages: number;
  readonly rings: number;
  readonly groups: number;
}

/** Fewest relationships that leave room for what is planted. */
export const LEAST_RELATIONSHIPS = 2_000;
/** Most: larger ones have not been tried. */
export const MOST_RELATIONSHIPS = 100_000_000;

/** The plan for a size; the same size and seed, the same network. */
export function planOf(relationships: number, seed: number): NetworkPlan {
  const companies = Math.floor((relationships * REGISTERED) / PER_COMPANY);
  const flights = Math.max(24, Math.floor((relationships * FLOWN) / PER_FLIGHT));
  const least = (share: number, most: number): number =>
    Math.max(most, Math.floor(companies / share));
  return {
    ...{ relationships, seed, companies, flights },
    people: Math.max(40, Math.floor(companies * 0.8)),
    travellers: flights * 10,
    brokers: least(150, 3),
    parks: least(400, 2),
    agents: least(600, 1),
    voyages: Math.max(10, Math.floor(relationships / 400)),
    rings: Math.max(2, Math.min(500, Math.floor(companies / 120))),
    groups: Math.max(2, Math.min(200, Math.floor(flights / 12))),
  };
}
