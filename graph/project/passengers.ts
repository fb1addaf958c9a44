/** Passenger lists and reservations: who flew, or meant to fly, on what, under which booking, and who paid how. */
import type { EntityRef } from '../store.js';
import { stateContact } from './attributes.js';
import type { Gathering } from './gathering.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, present, textOf } from './partial.js';
import type { Booked } from './payments.js';
import { statePayments } from './payments.js';
import { person } from './persons.js';
import { compact } from './references.js';
import { flight, place } from './transport.js';

/** UNTDID 1001 codes of crew lists: whoever is on one is crew, whatever the traveller's own mark. */
const CREW_LISTS: readonly unknown[] = ['250', '336'];

interface ListedFlight {
  readonly ref: EntityRef;
  readonly places: ReadonlySet<string>;
}

/** States what a passenger or crew list says. */
export function statePassengerList(into: Gathering, body: PartialObject): void {
  const flights = objectsOf(body['flights']).flatMap((listed) => listedFlight(into, listed));
  const crewList = CREW_LISTS.includes(body['documentNameCode']);
  for (const traveller of objectsOf(body['travellers'])) {
    const who = person(into, traveller);
    const type = crewList || traveller['kind'] === 'crew' ? 'CREWED' : 'FLEW_ON';
    for (const { ref } of boarded(flights, textOf(traveller['boarding'])))
      into.relate(who, type, ref, booking(traveller['recordLocator']));
  }
}

/** States what a reservation says. Contact details of the booking are those of each traveller on it. */
export function stateReservation(into: Gathering, body: PartialObject): void {
  const flights = objectsOf(body['segments']).map((segment) => flightOfSegment(into, segment));
  const booked = bookedOf(into, body);
  for (const { who, booking: locator } of booked) {
    for (const ref of flights) into.relate(who, 'FLEW_ON', ref, locator);
    for (const contact of objectsOf(body['contacts'])) stateContact(into, who, contact);
  }
  statePayments(into, body['payments'], booked);
}

function bookedOf(into: Gathering, body: PartialObject): readonly Booked[] {
  const travellers = objectsOf(body['travellers']);
  const listed: unknown = body['travellers'];
  const isWhole =
    Array.isArray(listed) && listed.length === travellers.length && travellers.every(isListed);
  return travellers.flatMap((traveller, i) => {
    const who = person(into, traveller);
    const pointer = isWhole ? `/travellers/${i}` : undefined;
    const locator = booking(body['locator'] ?? traveller['recordLocator']);
    return who === undefined ? [] : [{ who, pointer, booking: locator }];
  });
}

/**
 * Whether what every traveller of a record has was released of this one. Without it others may have been withheld
 * altogether, gaps in released lists are closed, and places in the list mean nothing.
 */
function isListed(traveller: PartialObject): boolean {
  return (
    traveller['kind'] !== undefined || textOf(objectOf(traveller['name'])['surname']) !== undefined
  );
}

function listedFlight(into: Gathering, listed: PartialObject): ListedFlight[] {
  const legs = objectsOf(listed['legs']);
  const departure = legs.find((leg) => leg['role'] === 'departure') ?? {};
  const arrival = legs.findLast((leg) => leg['role'] === 'arrival') ?? {};
  const ref = flight(into, {
    carrier: textOf(listed['carrier']),
    number: textOf(listed['number']),
    departure: textOf(departure['scheduled']) ?? textOf(departure['actual']),
    from: place(departure),
    to: place(arrival),
  });
  const places = legs.map(place).filter((code) => code !== undefined);
  return ref === undefined ? [] : [{ ref, places: new Set(places) }];
}

/** The listed flights that call where the traveller boarded; all of them when that is not known. */
function boarded(
  flights: readonly ListedFlight[],
  boarding: string | undefined,
): readonly ListedFlight[] {
  const calling = flights.filter(({ places }) => boarding !== undefined && places.has(boarding));
  return calling.length > 0 ? calling : flights;
}

function flightOfSegment(into: Gathering, segment: PartialObject): EntityRef | undefined {
  return flight(into, {
    carrier: textOf(segment['carrier']),
    number: textOf(segment['number']),
    departure: textOf(segment['departure']),
    from: textOf(segment['from']),
    to: textOf(segment['to']),
  });
}

function booking(locator: unknown): Record<string, string | number | boolean> {
  const code = compact(textOf(locator) ?? '');
  return present({ booking: code === '' ? undefined : code });
}
