/** Writes a passenger list as PAXLST D.05B: the demo data goes the way that real data goes. */
import type { PassengerList, Traveller } from '../../../chaincode/index.js';
import { writeShortDate } from '../dates.js';
import type { SegmentText } from '../edifact/writer.js';
import { seg, writeSegments } from '../edifact/writer.js';

export interface InterchangeParties {
  readonly sender: string;
  readonly recipient: string;
  /** ISO 8601 time of preparation. */
  readonly preparedAt: string;
  readonly reference: string;
}

const ROLES = { passenger: 'FL', crew: 'FM', transit: 'DDT' } as const;

/** The interchange text of one passenger list. */
export function writePaxlst(list: PassengerList, parties: InterchangeParties): string {
  const body = [
    seg('BGM', list.documentNameCode),
    ...writeReporter(list),
    ...list.flights.flatMap(writeFlight),
    ...list.travellers.flatMap(writeTraveller),
    ...(list.counts.passengers === undefined
      ? []
      : [seg('CNT', ['42', String(list.counts.passengers)])]),
    ...(list.counts.crew === undefined ? [] : [seg('CNT', ['41', String(list.counts.crew)])]),
  ];
  return wrapMessage(body, ['PAXLST', 'D', '05B', 'UN', 'IATA'], parties);
}

/** UNB, UNH, the segments, UNT, UNZ with right counts. */
export function wrapMessage(
  body: readonly SegmentText[],
  identifier: readonly string[],
  { sender, recipient, preparedAt, reference }: InterchangeParties,
): string {
  const stamp = writeShortDate(preparedAt);
  return writeSegments([
    seg(
      'UNB',
      ['UNOC', '3'],
      sender,
      recipient,
      [stamp.slice(0, 6), stamp.slice(6, 10)],
      reference,
    ),
    seg('UNH', '1', identifier),
    ...body,
    seg('UNT', String(body.length + 2), '1'),
    seg('UNZ', '1', reference),
  ]);
}

function writeReporter({ reporter }: PassengerList): SegmentText[] {
  if (!reporter) return [];
  const numbers = [
    ...(reporter.phones ?? []).map((phone) => [phone, 'TE']),
    ...(reporter.emails ?? []).map((email) => [email, 'EM']),
  ];
  return [
    seg('NAD', 'MS', '', '', reporter.name ?? ''),
    ...(numbers.length > 0 ? [seg('COM', ...numbers)] : []),
  ];
}

function writeFlight(flight: PassengerList['flights'][number]): SegmentText[] {
  return [
    seg('TDT', '20', flight.number, '', '', flight.carrier ?? ''),
    ...flight.legs.flatMap((leg) => [
      seg('LOC', leg.role === 'departure' ? '125' : '87', leg.location.value),
      ...(leg.scheduled
        ? [
            seg('DTM', [
              leg.role === 'departure' ? '189' : '232',
              writeShortDate(leg.scheduled),
              '201',
            ]),
          ]
        : []),
    ]),
  ];
}

function writeTraveller(traveller: Traveller): SegmentText[] {
  const { surname, given = '', middle = '' } = traveller.name;
  return [
    seg('NAD', ROLES[traveller.kind], '', '', [surname, given, middle]),
    ...optional(traveller.sex, (sex) => seg('ATT', '2', '', sex)),
    ...optional(traveller.birthDate, (date) => seg('DTM', ['329', writeShortDate(date), '101'])),
    ...optional(traveller.residence, (place) => seg('LOC', '174', place)),
    ...optional(traveller.boarding, (place) => seg('LOC', '178', place)),
    ...optional(traveller.disembarking, (place) => seg('LOC', '179', place)),
    ...optional(traveller.nationality, (nation) => seg('NAT', '2', nation)),
    ...optional(traveller.recordLocator, (locator) => seg('RFF', ['AVF', locator])),
    ...optional(traveller.carrierRef, (reference) => seg('RFF', ['ABO', reference])),
    ...optional(traveller.seat, (seat) => seg('RFF', ['SEA', seat])),
    ...traveller.documents.flatMap((document) => [
      seg('DOC', document.type === 'other' ? 'ZZZ' : document.type, document.number ?? ''),
      ...optional(document.expiry, (date) => seg('DTM', ['36', writeShortDate(date), '101'])),
      ...optional(document.issuer, (issuer) => seg('LOC', '91', issuer)),
    ]),
  ];
}

function optional(value: string | undefined, write: (value: string) => SegmentText): SegmentText[] {
  return value === undefined ? [] : [write(value)];
}
