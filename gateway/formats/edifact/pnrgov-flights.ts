/** TVL of PNRGOV to flight segments, and what check-in adds with each flight: seats (SSD) and baggage (TBD). */
import type { Bag, Measure, ReservationSegment } from '../../../chaincode/index.js';
import { readAirlineDate } from '../dates.js';
import { decimalText } from '../decimal.js';
import { present } from '../present.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy } from './mapping.js';
import type { BookingDraft, TravellerDraft } from './pnrgov-booking.js';
import type { BookingParts } from './pnrgov.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** The itinerary; the flight that the message is about comes first where the itinerary does not list it. */
export function mapSegments(
  mapping: MessageMapping,
  { flights }: BookingParts,
  about: Segment | undefined,
): ReservationSegment[] {
  const listed = flights.some(([tvl]) => tvl && about && isSameFlight(tvl, about));
  const sources = [...(about && !listed ? [[about]] : []), ...flights];
  if (about && listed) mapping.use(about);
  const segments: ReservationSegment[] = [];
  for (const source of sources) {
    const segment = mapSegment(mapping, source, `/segments/${segments.length}`);
    if (segment) segments.push(segment);
  }
  return segments;
}

function isSameFlight(a: Segment, b: Segment): boolean {
  const keys = [a, b].map((s) => [1, 2, 3, 4].map((e) => part(s, e).trim()).concat(part(s, 0)));
  return keys[0]?.join() === keys[1]?.join();
}

/** TVL: times, from, to, carrier marketing:operating, number:class. Unflown segments (open, surface) have no number. */
function mapSegment(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): ReservationSegment | undefined {
  const tvl = group[0] as Segment;
  if (part(tvl, 3).trim() === '' || part(tvl, 4).trim() === '') return undefined;
  mapping.span(tvl, pointer);
  const operating = operatingFlight(mapping, group, `${pointer}/operating`);
  return {
    carrier: mapping.text(tvl, 3, 0, `${pointer}/carrier`) ?? '',
    number: mapping.text(tvl, 4, 0, `${pointer}/number`) ?? '',
    ...(operating ? { operating } : {}),
    from: mapping.text(tvl, 1, 0, `${pointer}/from`) ?? '',
    to: mapping.text(tvl, 2, 0, `${pointer}/to`) ?? '',
    ...flightTimes(mapping, tvl, pointer),
  };
}

/** Code share: `UA:LH`, with the operating number in the next TVL, which has nothing else. */
function operatingFlight(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): string | undefined {
  const tvl = group[0] as Segment;
  const carrier = mapping.text(tvl, 3, 1, pointer);
  const next = group[1];
  if (next?.tag !== 'TVL') return carrier;
  const number = mapping.text(next, 4, 0, pointer);
  return number === undefined ? carrier : `${carrier ?? ''}${number}`;
}

/** C310: date, time, second date, second time as DDMMYY and HHMM. A time in the place of the second date is a time. */
function flightTimes(
  mapping: MessageMapping,
  tvl: Segment,
  pointer: string,
): { departure?: string; arrival?: string } {
  const date = mapping.text(tvl, 0, 0, `${pointer}/departure`);
  if (date === undefined) return {};
  const time = mapping.text(tvl, 0, 1) ?? '';
  const second = mapping.text(tvl, 0, 2, `${pointer}/arrival`);
  const isTime = second !== undefined && /^\d{4}$/.test(second);
  const arrivalTime = isTime ? second : mapping.text(tvl, 0, 3, `${pointer}/arrival`);
  const arrivalDate = isTime || second === undefined ? date : second;
  const read = (day: string, clock: string, field: string): string =>
    mapping.dated(tvl, `${pointer}/${field}`, day, readAirlineDate(day, clock, contextOf(mapping)));
  return {
    departure: read(date, time, 'departure'),
    ...(arrivalTime === undefined && second === undefined
      ? {}
      : { arrival: read(arrivalDate, arrivalTime ?? '', 'arrival') }),
  };
}

function contextOf(mapping: MessageMapping): { pivot: 'future'; nowYear: number } {
  return { pivot: 'future', nowYear: mapping.nowYear };
}

/** Seats and baggage of the check-in groups. TRI before TIF is optional; the name in TIF tells the traveller. */
export function mapFlightDetails(draft: BookingDraft, { flights }: BookingParts): void {
  for (const flight of flights) {
    for (const group of groupsBy(flight, (s) => s.tag === 'TIF').groups) {
      const index = travellerOf(draft, group[0] as Segment);
      const traveller = index === undefined ? undefined : draft.travellers[index];
      if (index === undefined || !traveller) continue;
      for (const segment of group) addFlightDetail(draft, segment, traveller, draft.pointer(index));
    }
  }
}

function travellerOf(draft: BookingDraft, tif: Segment): number | undefined {
  const byName = draft.indexOf(part(tif, 0).trim(), part(tif, 1).trim() || undefined);
  const index = byName ?? draft.numbers.get(part(tif, 1, 2).trim());
  if (index !== undefined) draft.mapping.use(tif);
  return index;
}

function addFlightDetail(
  draft: BookingDraft,
  segment: Segment,
  traveller: TravellerDraft,
  pointer: string,
): void {
  if (segment.tag === 'SSD') addSeat(draft, segment, traveller, pointer);
  if (segment.tag === 'TBD') addBags(draft, segment, traveller, pointer);
}

/** The first seat that is known is the traveller's; seats on other flights stay unread. */
function addSeat(
  draft: BookingDraft,
  ssd: Segment,
  traveller: TravellerDraft,
  pointer: string,
): void {
  const seat = part(ssd, 0).trim();
  if (!/^\d{1,3}[A-Z]$/.test(seat) || (traveller.seat ?? seat) !== seat) return;
  draft.mapping.text(ssd, 0, 0, `${pointer}/seat`);
  traveller.seat = seat;
}

/** `TBD++02:44:701+++ET:0447::FRA`: pieces and weight together, then one element per tag. Each flight repeats them. */
function addBags(
  draft: BookingDraft,
  tbd: Segment,
  traveller: TravellerDraft,
  pointer: string,
): void {
  const { mapping } = draft;
  const weight = decimalText(part(tbd, 1, 1));
  const count = mapping.count(tbd, 1, 0, `${pointer}/bags`);
  const total: Bag = present({
    count,
    weight: weight === undefined ? undefined : { value: weight, unitCode: unitOf(tbd) },
  });
  mapping.use(tbd, 1);
  if (Object.keys(total).length > 0) addOnce(draft, tbd, traveller.bags, total, pointer);
  tbd.elements.forEach((element, e) => {
    const [carrier = '', tag = '', , destination = ''] = element.map((text) => text.trim());
    if (e < 2 || tag === '') return;
    for (const c of [0, 1, 3]) mapping.use(tbd, e, c);
    const bag = {
      tag,
      ...present({ carrier: carrier || undefined, destination: destination || undefined }),
    };
    addOnce(draft, tbd, traveller.bags, bag, pointer);
  });
}

/** 700 pounds, 701 kilograms (PADIS 6411). */
function unitOf(tbd: Segment): Measure['unitCode'] {
  return part(tbd, 1, 2).trim() === '700' ? 'LBR' : 'KGM';
}

function addOnce(draft: BookingDraft, tbd: Segment, bags: Bag[], bag: Bag, pointer: string): void {
  if (!draft.isNewBag(pointer, bag)) return;
  draft.mapping.span(tbd, `${pointer}/bags/${bags.length}`);
  bags.push(bag);
}
