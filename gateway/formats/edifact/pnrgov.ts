/** PNRGOV (IATA PADIS 10.1 and later) to reservations: one per SRC group. */
import type { Reservation } from '../../../chaincode/index.js';
import { readAirlineDate } from '../dates.js';
import { countOf } from '../decimal.js';
import { Trace } from '../trace.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy } from './mapping.js';
import { BookingDraft } from './pnrgov-booking.js';
import { mapBookingParties } from './pnrgov-contacts.js';
import { mapFlightDetails, mapSegments } from './pnrgov-flights.js';
import { mapPayments, mapTickets } from './pnrgov-payments.js';
import { mapServiceRequests } from './pnrgov-ssr.js';
import { mapTravellers } from './pnrgov-travellers.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

export interface MappedReservation {
  readonly body: Reservation;
  readonly trace: Trace;
}

/** Maps one PNRGOV message. */
export function mapPnrgov(mapping: MessageMapping, mostFindings: number): MappedReservation[] {
  const { head, groups } = groupsBy(mapping.segments, (s) => s.tag === 'SRC');
  const flight = head.find((s) => s.tag === 'TVL');
  const records = groups.map((group) => {
    const trace = new Trace(mostFindings);
    return { body: mapReservation(mapping.forRecord(group, trace), group, flight), trace };
  });
  checkCount(mapping, head, records);
  return records;
}

function mapReservation(
  mapping: MessageMapping,
  group: readonly Segment[],
  flight: Segment | undefined,
): Reservation {
  const parts = partsOf(group);
  mapping.use(group[0]);
  const draft = new BookingDraft(mapping);
  const locator = mapLocator(mapping, parts.booking, group[0] as Segment);
  mapTravellers(draft, parts);
  mapBookingParties(draft, parts.booking);
  const tickets = mapTickets(draft, parts.booking);
  const payments = mapPayments(draft, parts.booking);
  const segments = mapSegments(mapping, parts, flight);
  mapFlightDetails(draft, parts);
  const ssr = mapServiceRequests(draft, [...parts.booking, ...parts.flights.flat()]);
  const agency = agencyOf(mapping, parts.booking);
  return {
    kind: 'reservation',
    ...locator,
    ...(agency ? { agency } : {}),
    travellers: draft.travellers,
    ...{ segments, tickets, payments, contacts: draft.contacts },
    ...(draft.addresses.length > 0 ? { addresses: draft.addresses } : {}),
    ssr,
  };
}

/** A booking has its own part, one part per flight of the itinerary (TVL), and its history (ABI), which stays unread. */
export interface BookingParts {
  readonly booking: readonly Segment[];
  readonly flights: readonly (readonly Segment[])[];
}

function partsOf(group: readonly Segment[]): BookingParts {
  const history = group.findIndex((s) => s.tag === 'ABI');
  const current = history === -1 ? group : group.slice(0, history);
  const { head, groups } = groupsBy(current, (s) => s.tag === 'TVL' && part(s, 1).trim() !== '');
  return { booking: head, flights: groups };
}

function mapLocator(
  mapping: MessageMapping,
  booking: readonly Segment[],
  src: Segment,
): { locator: string; created?: string } {
  const rci = booking.find((s) => s.tag === 'RCI');
  const locator = mapping.text(rci, 0, 1, '/locator');
  if (!rci || locator === undefined) {
    mapping.note(src, {
      ...{ code: 'LOCATOR_MISSING', severity: 'error', path: '/locator' },
      message: 'the reservation has no RCI segment with a record locator',
      repair: 'send RCI with the locator after SRC',
    });
    return { locator: '' };
  }
  const created = createdOf(mapping, rci);
  return { locator, ...(created === undefined ? {} : { created }) };
}

/** Date and time stand fourth and fifth in C700; senders that leave out the control type put them one earlier. */
function createdOf(mapping: MessageMapping, rci: Segment): string | undefined {
  const c = [3, 2].find((i) => /^\d{6}$/.test(part(rci, 0, i).trim()));
  if (c === undefined) return undefined;
  const value = mapping.text(rci, 0, c, '/created') ?? '';
  const time = mapping.text(rci, 0, c + 1) ?? '';
  const context = { pivot: 'future' as const, nowYear: mapping.nowYear };
  return mapping.dated(rci, '/created', value, readAirlineDate(value, time, context));
}

/** ORG of the booking: agency number, else the in-house code. */
function agencyOf(mapping: MessageMapping, booking: readonly Segment[]): string | undefined {
  const org = booking.find((s) => s.tag === 'ORG');
  return mapping.text(org, 1, 0, '/agency') ?? mapping.text(org, 1, 1, '/agency');
}

/** EQN promises reservations; many senders count passengers instead. */
function checkCount(
  mapping: MessageMapping,
  head: readonly Segment[],
  records: readonly MappedReservation[],
): void {
  const eqn = head.find((s) => s.tag === 'EQN');
  const promised = countOf(mapping.text(eqn, 0) ?? '');
  if (!eqn || promised === undefined) return;
  const travellers = records.reduce((sum, { body }) => sum + body.travellers.length, 0);
  if (promised === records.length || promised === travellers) return;
  mapping.note(eqn, {
    ...{ code: 'EQN_TOTAL', severity: 'warn', path: 'EQN/6350', value: String(promised) },
    message: `EQN promises ${promised}; ${records.length} reservations with ${travellers} travellers were read`,
    repair: `send ${records.length}`,
  });
}
