/**
 * Writes a passenger list as PAXLST D.05B: the demo data goes the way that real data goes. Not written, because the
 * message has no place for it: operating carrier, a traveller's contact name, bag carrier and destination.
 */
import type {
  Bag,
  Flight,
  PassengerList,
  TravelDocument,
  Traveller,
} from '../../../chaincode/index.js';
import { writeShortDate } from '../dates.js';
import type { SegmentText } from '../edifact/segment.js';
import { seg } from '../edifact/writer.js';
import type { InterchangeParties } from './interchange.js';
import { optional, wrapMessage, writeCommunication } from './interchange.js';

const ROLES = { passenger: 'FL', crew: 'FM', transit: 'DDU' } as const;

/** The interchange text of one passenger list, to be encoded as UTF-8. */
export function writePaxlst(list: PassengerList, parties: InterchangeParties): string {
  const { passengers, crew } = list.counts;
  const body = [
    seg('BGM', list.documentNameCode, '', list.functionCode ?? ''),
    ...writeReporter(list),
    ...list.flights.flatMap(writeFlight),
    ...list.travellers.flatMap(writeTraveller),
    ...(passengers === undefined ? [] : [seg('CNT', ['42', String(passengers)])]),
    ...(crew === undefined ? [] : [seg('CNT', ['41', String(crew)])]),
  ];
  return wrapMessage(body, ['PAXLST', 'D', '05B', 'UN', 'IATA'], parties);
}

function writeReporter({ reporter }: PassengerList): SegmentText[] {
  if (!reporter) return [];
  return [seg('NAD', 'MS', '', '', reporter.name ?? ''), ...writeCommunication(reporter)];
}

const PLACES = { departure: '125', arrival: '87', transit: '92' } as const;
const TIMES = {
  departure: { scheduled: '189', actual: '136' },
  arrival: { scheduled: '232', actual: '178' },
} as const;

function writeFlight(flight: Flight): SegmentText[] {
  return [
    seg('TDT', '20', flight.number, '', '', flight.carrier ?? ''),
    ...flight.legs.flatMap((leg) => {
      const times = leg.role === 'transit' ? undefined : TIMES[leg.role];
      const scheduled = times && leg.scheduled;
      const actual = times && leg.actual;
      return [
        seg('LOC', PLACES[leg.role], leg.location.value),
        ...optional(scheduled, (time) => dateSegment(times?.scheduled ?? '', time)),
        ...optional(actual, (time) => dateSegment(times?.actual ?? '', time)),
      ];
    }),
  ];
}

/** Two-digit years: 101 for a day, 201 with the time of day in minutes. */
function dateSegment(qualifier: string, iso: string): SegmentText {
  const digits = writeShortDate(iso);
  return seg('DTM', [qualifier, digits, digits.length > 6 ? '201' : '101']);
}

function writeTraveller(traveller: Traveller): SegmentText[] {
  const { surname, given = '', middle = '' } = traveller.name;
  const address = traveller.address ?? {};
  return [
    seg(
      'NAD',
      ROLES[traveller.kind],
      '',
      '',
      [surname, given, middle],
      address.line ?? '',
      address.cityName ?? '',
      address.countrySubDivision ?? '',
      address.postcode ?? '',
      address.countryCode ?? '',
    ),
    ...optional(traveller.sex, (sex) => seg('ATT', '2', '', sex)),
    ...optional(traveller.birthDate, (date) => seg('DTM', ['329', fullDate(date), '102'])),
    ...traveller.bags.flatMap(writeBag),
    ...optional(traveller.verified === undefined ? undefined : String(traveller.verified), (yes) =>
      seg('GEI', '4', yes === 'true' ? '173' : 'ZZZ'),
    ),
    ...optional(traveller.residence, (place) => seg('LOC', '174', place)),
    ...optional(traveller.boarding, (place) => seg('LOC', '178', place)),
    ...optional(traveller.disembarking, (place) => seg('LOC', '179', place)),
    ...optional(traveller.birthPlace, (place) => seg('LOC', '180', ['', '', '', place])),
    ...writeCommunication(traveller.contact),
    ...optional(traveller.nationality, (nation) => seg('NAT', '2', nation)),
    ...optional(traveller.recordLocator, (locator) => seg('RFF', ['AVF', locator])),
    ...optional(traveller.carrierRef, (reference) => seg('RFF', ['ABO', reference])),
    ...optional(traveller.seat, (seat) => seg('RFF', ['SEA', seat])),
    ...traveller.documents.flatMap(writeDocument),
  ];
}

/** CCYYMMDD with zeros for what is not known of a birth date. */
function fullDate(iso: string): string {
  return iso.replaceAll('-', '').slice(0, 8).padEnd(8, '0');
}

function writeBag(bag: Bag): SegmentText[] {
  const { tag, count, weight } = bag;
  if (tag !== undefined)
    return [seg('FTX', 'BAG', '', '', [tag, count === undefined ? '' : String(count)])];
  return [
    ...(count === undefined ? [] : [seg('MEA', 'CT', '', ['', String(count)])]),
    ...(weight === undefined ? [] : [seg('MEA', 'WT', '', [weight.unitCode, weight.value])]),
  ];
}

function writeDocument(document: TravelDocument): SegmentText[] {
  return [
    seg('DOC', document.type === 'other' ? 'ZZZ' : document.type, document.number ?? ''),
    ...optional(document.expiry, (date) => seg('DTM', ['36', fullDate(date), '102'])),
    ...optional(document.issuer, (issuer) => seg('LOC', '91', issuer)),
  ];
}
