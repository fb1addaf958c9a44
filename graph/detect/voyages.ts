/** Who was on which flight, as numbers in typed arrays, and which pairs of people were on several together. */
import { byText, nodeId } from '../identity.js';
import type { CoTravel, EntityRef } from '../store.js';
import type { TypologyParameters } from './parameters.js';

/** People and flights by number. `bookings[p][i]` belongs to `flightsOf[p][i]`; −1 when unknown. */
export interface Voyages {
  readonly persons: readonly EntityRef[];
  readonly flightKeys: readonly string[];
  readonly flights: number;
  readonly flightsOf: readonly Int32Array[];
  readonly bookings: readonly Int32Array[];
}

/** The rows as numbers; people and flights in the order of their keys. */
export function voyagesOf(rows: readonly CoTravel[]): Voyages {
  const people = new Map(rows.map(({ person }) => [nodeId(person), person]));
  const ids = [...people.keys()].sort(byText);
  const flightKeys = [...new Set(rows.map(({ flight }) => flight.key))].sort(byText);
  const flightNumber = new Map(flightKeys.map((key, i) => [key, i]));
  const locators = new Map<string, number>();
  const journeys = new Map<string, [flight: number, booking: number][]>();
  for (const { person, flight, booking } of rows) {
    if (booking !== undefined && !locators.has(booking)) locators.set(booking, locators.size);
    const code = booking === undefined ? -1 : (locators.get(booking) ?? -1);
    const own = journeys.get(nodeId(person)) ?? [];
    journeys.set(nodeId(person), own);
    own.push([flightNumber.get(flight.key) ?? -1, code]);
  }
  const ordered = ids.map((id) => [...(journeys.get(id) ?? [])].sort(([a], [b]) => a - b));
  return {
    persons: ids.map((id) => people.get(id)).filter((ref) => ref !== undefined),
    flightKeys,
    flights: flightKeys.length,
    flightsOf: ordered.map((own) => Int32Array.from(own, ([flight]) => flight)),
    bookings: ordered.map((own) => Int32Array.from(own, ([, booking]) => booking)),
  };
}

/** Pairs with enough joint flights on different bookings that were never on one booking. */
export function coFlights(
  voyages: Voyages,
  settings: Pick<TypologyParameters, 'coFlights' | 'unknownBookings'>,
): readonly { readonly a: number; readonly b: number; readonly flights: readonly number[] }[] {
  const found: { a: number; b: number; flights: number[] }[] = [];
  const aboard = passengersOf(voyages, settings.coFlights);
  const together = new Int32Array(voyages.persons.length);
  for (let a = 0; a < voyages.persons.length; a++) {
    const touched = countCompanions(voyages, aboard, { a, together });
    for (const b of touched) {
      const enough = (together[b] ?? 0) >= settings.coFlights;
      together[b] = 0;
      const flights = enough ? separateFlights(voyages, { a, b }, settings.unknownBookings) : [];
      if (flights.length >= settings.coFlights) found.push({ a, b, flights });
    }
  }
  return found;
}

/** People of each flight, without those who flew too seldom to be in any pair. */
function passengersOf(voyages: Voyages, least: number): readonly number[][] {
  const aboard = Array.from({ length: voyages.flights }, (): number[] => []);
  for (const [person, flights] of voyages.flightsOf.entries())
    if (flights.length >= least) for (const flight of flights) aboard[flight]?.push(person);
  return aboard;
}

function countCompanions(
  voyages: Voyages,
  aboard: readonly (readonly number[])[],
  { a, together }: { readonly a: number; readonly together: Int32Array },
): readonly number[] {
  const touched: number[] = [];
  for (const flight of voyages.flightsOf[a] ?? [])
    for (const b of aboard[flight] ?? []) {
      if (b <= a) continue;
      if (together[b] === 0) touched.push(b);
      together[b] = (together[b] ?? 0) + 1;
    }
  return touched;
}

/** Joint flights on different bookings; none at all once the two shared a booking, for then they belong together. */
function separateFlights(
  voyages: Voyages,
  { a, b }: { readonly a: number; readonly b: number },
  unknownBookings: TypologyParameters['unknownBookings'],
): number[] {
  const [own, other] = [journeys(voyages, a), journeys(voyages, b)];
  const flights: number[] = [];
  for (const [flight, booking] of own) {
    const companion = other.get(flight);
    if (companion === undefined) continue;
    const known = booking >= 0 && companion >= 0;
    if (known && booking === companion) return [];
    if (known || unknownBookings === 'count') flights.push(flight);
  }
  return flights;
}

function journeys(voyages: Voyages, person: number): ReadonlyMap<number, number> {
  const bookings = voyages.bookings[person];
  return new Map(
    Array.from(voyages.flightsOf[person] ?? [], (flight, i) => [flight, bookings?.[i] ?? -1]),
  );
}
