/** PAXLST (UN D.02B and later, WCO/IATA/ICAO API guidelines) to a passenger list. */
import type {
  Bag,
  Call,
  Contact,
  Flight,
  PassengerList,
  TravelDocument,
  Traveller,
} from '../../../chaincode/index.js';
import { isIataLocation, isUnLocode } from '../identifiers.js';
import type { MessageMapping } from './mapping.js';
import { communication, countOf, groupsBy, textOf } from './mapping.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

const TRAVELLER_KINDS: Readonly<Record<string, Traveller['kind']>> = {
  FL: 'passenger',
  FM: 'crew',
  DDT: 'transit',
  DDU: 'transit',
};
const DOCUMENT_TYPES: Readonly<Record<string, TravelDocument['type']>> = {
  P: 'P',
  V: 'V',
  I: 'I',
  AC: 'AC',
};
const SERVICE = new Set(['UNH', 'UNT', 'CNT']);

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Maps one PAXLST message. */
export function mapPaxlst(mapping: MessageMapping): PassengerList {
  const { head, groups } = groupsBy(
    mapping.segments.filter((s) => !SERVICE.has(s.tag)),
    (s) => s.tag === 'NAD' && part(s, 0) !== 'MS',
  );
  mapping.segments.filter((s) => SERVICE.has(s.tag)).forEach((s) => mapping.take(s));
  const bgm = head.find((s) => s.tag === 'BGM');
  if (bgm) mapping.take(bgm, '/documentNameCode');
  const flights = mapFlights(mapping, head);
  const reporter = mapReporter(mapping, head);
  const travellers = groups.map((group, i) => mapTraveller(mapping, group, `/travellers/${i}`));
  const counts = checkCounts(mapping, travellers);
  return {
    kind: 'passengerList',
    documentNameCode: part(bgm, 0) || '745',
    flights,
    ...(reporter ? { reporter } : {}),
    travellers,
    counts,
  };
}

function mapReporter(mapping: MessageMapping, head: readonly Segment[]): Contact | undefined {
  const nad = head.find((s) => s.tag === 'NAD' && part(s, 0) === 'MS');
  if (!nad) return undefined;
  mapping.take(nad, '/reporter/name');
  const com = head.find((s) => s.tag === 'COM' && s.index > nad.index);
  const { phones, emails } = com
    ? communication(mapping.take(com, '/reporter/phones'))
    : NO_NUMBERS;
  const name = textOf(nad, 3) ?? textOf(nad, 1);
  return {
    ...(name ? { name } : {}),
    ...(phones.length > 0 ? { phones } : {}),
    ...(emails.length > 0 ? { emails } : {}),
  };
}

const NO_NUMBERS = { phones: [] as string[], emails: [] as string[] };

function mapFlights(mapping: MessageMapping, head: readonly Segment[]): Flight[] {
  const { groups } = groupsBy(head, (s) => s.tag === 'TDT');
  return groups.map((group, i) => {
    const tdt = mapping.take(group[0] as Segment, `/flights/${i}/number`);
    const carrier = textOf(tdt, 4) ?? textOf(tdt, 2);
    return {
      ...(carrier ? { carrier } : {}),
      number: part(tdt, 1).trim(),
      legs: mapLegs(mapping, group, `/flights/${i}/legs`),
    };
  });
}

function mapLegs(mapping: MessageMapping, group: readonly Segment[], pointer: string): Call[] {
  const legs: Draft<Call>[] = [];
  for (const segment of group) {
    if (segment.tag === 'LOC') {
      const value = part(segment, 1).trim();
      mapping.take(segment, `${pointer}/${legs.length}/location`);
      legs.push({ location: { value, list: listOf(value) }, role: 'transit' });
    }
    const last = legs[legs.length - 1];
    if (segment.tag === 'DTM' && last) {
      mapping.take(segment, `${pointer}/${legs.length - 1}/scheduled`);
      const isDeparture = part(segment, 0, 0) === '189';
      last.role = isDeparture ? 'departure' : 'arrival';
      last.scheduled = mapping.date(segment, part(segment, 0, 1), part(segment, 0, 2));
    }
  }
  return legs;
}

/** Which list a place code is from, by its shape. */
function listOf(value: string): Call['location']['list'] {
  if (isIataLocation(value)) return 'IATA3';
  return isUnLocode(value) ? 'UNLOCODE' : 'LOCAL';
}

function mapTraveller(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): Traveller {
  const nad = mapping.take(group[0] as Segment, `${pointer}/name`);
  const kind = TRAVELLER_KINDS[part(nad, 0)];
  if (kind === undefined) {
    mapping.note(nad, {
      ...{ code: 'TRAVELLER_ROLE', severity: 'warn', value: part(nad, 0), path: `${pointer}/kind` },
      message: `party function ${part(nad, 0)} is no traveller role; read as passenger`,
      repair: 'use FL for passengers, FM for crew, DDT or DDU for transit',
    });
  }
  const [surname = '', given, middle] = (nad.elements[3] ?? []).map((text) => text.trim());
  if (surname === '') {
    mapping.note(nad, {
      ...{ code: 'NAME_MISSING', severity: 'error', path: `${pointer}/name/surname` },
      ...{ message: 'the traveller has no surname', repair: 'send the surname in C080 of NAD' },
    });
  }
  const draft: Draft<Traveller> = {
    kind: kind ?? 'passenger',
    name: { surname, ...(given ? { given } : {}), ...(middle ? { middle } : {}) },
    documents: [],
    bags: [],
  };
  mapAddress(nad, draft);
  for (const segment of group.slice(1)) mapDetail(mapping, segment, draft, pointer);
  mapDocuments(mapping, group, draft, pointer);
  return draft;
}

function mapAddress(nad: Segment, draft: Draft<Traveller>): void {
  const [line, cityName, countrySubDivision, postcode, countryCode] = [4, 5, 6, 7, 8].map((e) =>
    textOf(nad, e),
  );
  const address = { line, cityName, countrySubDivision, postcode, countryCode };
  const known = Object.fromEntries(Object.entries(address).filter(([, v]) => v !== undefined));
  if (Object.keys(known).length > 0) draft.address = known;
}

type Detail = (
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Traveller>,
  pointer: string,
) => void;

const DETAILS: Readonly<Record<string, Detail>> = {
  ATT: (mapping, segment, draft, pointer) => {
    const sex = part(segment, 2).trim();
    if (part(segment, 0) !== '2' || !/^[MFX]$/.test(sex)) return;
    mapping.take(segment, `${pointer}/sex`);
    draft.sex = sex as 'M' | 'F' | 'X';
  },
  DTM: (mapping, segment, draft, pointer) => {
    if (part(segment, 0, 0) !== '329') return;
    mapping.take(segment, `${pointer}/birthDate`);
    draft.birthDate = mapping.date(segment, part(segment, 0, 1), part(segment, 0, 2), 'past');
  },
  NAT: (mapping, segment, draft, pointer) =>
    setText(mapping, segment, draft, 'nationality', pointer),
  COM: (mapping, segment, draft, pointer) => {
    mapping.take(segment, `${pointer}/contact`);
    const { phones, emails } = communication(segment);
    draft.contact = {
      ...(phones.length > 0 ? { phones } : {}),
      ...(emails.length > 0 ? { emails } : {}),
    };
  },
  LOC: mapPlace,
  RFF: mapReference,
  MEA: mapBagMeasure,
  FTX: (mapping, segment, draft, pointer) => {
    if (part(segment, 0) !== 'BAG') return;
    mapping.take(segment, `${pointer}/bags`);
    const tags = (segment.elements[3] ?? []).filter((tag) => tag !== '');
    draft.bags = [...draft.bags, ...tags.map((tag): Bag => ({ tag }))];
  },
  GEI: (mapping, segment, draft, pointer) => {
    if (part(segment, 0) !== '4') return;
    mapping.take(segment, `${pointer}/verified`);
    draft.verified = part(segment, 1) === '173';
  },
};

function mapDetail(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Traveller>,
  pointer: string,
): void {
  DETAILS[segment.tag]?.(mapping, segment, draft, pointer);
}

const PLACES: Readonly<Record<string, 'residence' | 'boarding' | 'disembarking'>> = {
  '174': 'residence',
  '178': 'boarding',
  '179': 'disembarking',
};

function mapPlace(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Traveller>,
  pointer: string,
): void {
  const qualifier = part(segment, 0);
  const field = PLACES[qualifier];
  const value = textOf(segment, 1);
  if (field && value) {
    mapping.take(segment, `${pointer}/${field}`);
    draft[field] = value;
  }
  if (qualifier === '180') {
    mapping.take(segment, `${pointer}/birthPlace`);
    const place = value ?? textOf(segment, 1, 3) ?? textOf(segment, 2, 3);
    if (place) draft.birthPlace = place;
  }
}

const REFERENCES: Readonly<Record<string, 'recordLocator' | 'carrierRef' | 'seat'>> = {
  AVF: 'recordLocator',
  ABO: 'carrierRef',
  SEA: 'seat',
};

function mapReference(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Traveller>,
  pointer: string,
): void {
  const field = REFERENCES[part(segment, 0, 0)];
  const value = textOf(segment, 0, 1);
  if (!field || !value) return;
  mapping.take(segment, `${pointer}/${field}`);
  draft[field] = value;
}

function mapBagMeasure(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Traveller>,
  pointer: string,
): void {
  const kind = part(segment, 0);
  if (kind !== 'CT' && kind !== 'WT') return;
  mapping.take(segment, `${pointer}/bags`);
  const amount = part(segment, 2, 1);
  const count = kind === 'CT' ? countOf(amount) : undefined;
  const bag: Bag =
    kind === 'CT'
      ? { ...(count === undefined ? {} : { count }) }
      : { weight: { value: amount, unitCode: part(segment, 2, 0) || 'KGM' } };
  draft.bags = [...draft.bags, bag];
}

function setText(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Traveller>,
  field: 'nationality',
  pointer: string,
): void {
  const value = textOf(segment, 1);
  if (!value) return;
  mapping.take(segment, `${pointer}/${field}`);
  draft[field] = value;
}

/** DOC opens a document; DTM+36 and LOC+91 after it belong to it. */
function mapDocuments(
  mapping: MessageMapping,
  group: readonly Segment[],
  draft: Draft<Traveller>,
  pointer: string,
): void {
  const documents: Draft<TravelDocument>[] = [];
  for (const segment of group) {
    const at = `${pointer}/documents/${Math.max(0, documents.length - 1)}`;
    const current = documents[documents.length - 1];
    if (segment.tag === 'DOC') {
      const number = textOf(segment, 1);
      const type = DOCUMENT_TYPES[part(segment, 0).trim()] ?? 'other';
      documents.push({ type, ...(number ? { number } : {}) });
      mapping.take(segment, `${pointer}/documents/${documents.length - 1}/number`);
    } else if (segment.tag === 'DTM' && part(segment, 0, 0) === '36' && current) {
      mapping.take(segment, `${at}/expiry`);
      current.expiry = mapping.date(segment, part(segment, 0, 1), part(segment, 0, 2));
    } else if (segment.tag === 'LOC' && part(segment, 0) === '91' && current) {
      mapping.take(segment, `${at}/issuer`);
      const issuer = textOf(segment, 1);
      if (issuer) current.issuer = issuer;
    }
  }
  draft.documents = documents;
}

function checkCounts(
  mapping: MessageMapping,
  travellers: readonly Traveller[],
): PassengerList['counts'] {
  const passengers = controlTotal(mapping, '42');
  const crew = controlTotal(mapping, '41');
  const promised = (passengers?.count ?? 0) + (crew?.count ?? 0);
  const control = passengers ?? crew;
  if (control && promised !== travellers.length) {
    mapping.note(control.segment, {
      ...{ code: 'CNT_TOTAL', severity: 'warn', path: '/counts', value: String(promised) },
      message: `CNT counts ${promised} travellers, ${travellers.length} were read`,
      repair: `send ${travellers.length}, or the missing travellers`,
    });
  }
  return {
    ...(passengers?.count === undefined ? {} : { passengers: passengers.count }),
    ...(crew?.count === undefined ? {} : { crew: crew.count }),
  };
}

function controlTotal(
  mapping: MessageMapping,
  qualifier: string,
): { segment: Segment; count: number | undefined } | undefined {
  const segment = mapping.segments.find((s) => s.tag === 'CNT' && part(s, 0, 0) === qualifier);
  return segment && { segment, count: countOf(part(segment, 0, 1)) };
}
