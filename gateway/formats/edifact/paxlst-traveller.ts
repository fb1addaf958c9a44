/** One traveller of a PAXLST: the group that NAD opens (names, dates, places, references, baggage, documents). */
import { table } from '../table.js';
import type { Bag, TravelDocument, Traveller } from '../../../chaincode/index.js';
import type { Draft } from '../present.js';
import type { MessageMapping } from './mapping.js';
import { addCommunication, is } from './mapping.js';
import { addressOf } from './party.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

const KINDS = table<Traveller['kind']>({
  FL: 'passenger',
  FM: 'crew',
  DDT: 'transit',
  DDU: 'transit',
});
const DOCUMENT_TYPES = new Set(['P', 'V', 'I', 'AC']);

interface TravellerGroup {
  readonly mapping: MessageMapping;
  readonly draft: Draft<Traveller>;
  readonly pointer: string;
}

/** Maps the group of one NAD. */
export function mapTraveller(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): Traveller {
  const nad = group[0] as Segment;
  const address = addressOf(mapping, nad, `${pointer}/address`);
  const draft: Draft<Traveller> = {
    kind: kindOf(mapping, nad, `${pointer}/kind`),
    name: nameOf(mapping, nad, `${pointer}/name`),
    documents: mapDocuments(mapping, group, `${pointer}/documents`),
    bags: mapBags(mapping, group, `${pointer}/bags`),
    ...(Object.keys(address).length > 0 ? { address } : {}),
  };
  for (const segment of group.slice(1))
    DETAILS[segment.tag]?.({ mapping, draft, pointer }, segment);
  return draft;
}

function kindOf(mapping: MessageMapping, nad: Segment, pointer: string): Traveller['kind'] {
  const role = mapping.text(nad, 0, 0, pointer) ?? '';
  const kind = KINDS[role];
  if (kind !== undefined) return kind;
  mapping.note(nad, {
    ...{ code: 'TRAVELLER_ROLE', severity: 'warn', value: role, path: pointer },
    message: 'the party function is no traveller role; read as a passenger',
    repair: 'use FL for passengers, FM for crew, DDT or DDU for transit',
  });
  return 'passenger';
}

/** C080: surname, given, further given names; C058 where a sender put the name there. */
function nameOf(mapping: MessageMapping, nad: Segment, pointer: string): Traveller['name'] {
  const e = part(nad, 3).trim() === '' && part(nad, 2).trim() !== '' ? 2 : 3;
  const surname = mapping.text(nad, e, 0, `${pointer}/surname`);
  if (surname === undefined) {
    mapping.note(nad, {
      ...{ code: 'NAME_MISSING', severity: 'error', path: `${pointer}/surname` },
      ...{ message: 'the traveller has no surname', repair: 'send the surname in C080 of NAD' },
    });
  }
  const given = mapping.text(nad, e, 1, `${pointer}/given`);
  const middle = mapping.text(nad, e, 2, `${pointer}/middle`);
  return { surname: surname ?? '', ...(given ? { given } : {}), ...(middle ? { middle } : {}) };
}

type Detail = (group: TravellerGroup, segment: Segment) => void;

const PLACES = table<'residence' | 'boarding' | 'disembarking'>({
  '174': 'residence',
  '178': 'boarding',
  '179': 'disembarking',
});
const REFERENCES = table<'recordLocator' | 'carrierRef' | 'seat'>({
  AVF: 'recordLocator',
  ABO: 'carrierRef',
  SEA: 'seat',
});

const DETAILS = table<Detail>({
  ATT: mapSex,
  DTM: ({ mapping, draft, pointer }, segment) => {
    if (!is(segment, 'DTM', '329') || draft.birthDate !== undefined) return;
    const date = mapping.date(segment, `${pointer}/birthDate`, 'past');
    if (date !== undefined) draft.birthDate = date;
  },
  NAT: ({ mapping, draft, pointer }, segment) => {
    // 2 is the current nationality; a second one stays unread.
    if (draft.nationality !== undefined) return;
    const value = mapping.text(segment, 1, 0, `${pointer}/nationality`);
    if (value === undefined) return;
    mapping.use(segment, 0);
    draft.nationality = value;
  },
  COM: ({ mapping, draft, pointer }, segment) => {
    const contact = addCommunication(mapping, segment, `${pointer}/contact`, draft.contact);
    if (Object.keys(contact).length > 0) draft.contact = contact;
  },
  LOC: mapPlace,
  RFF: ({ mapping, draft, pointer }, segment) => {
    const field = REFERENCES[part(segment, 0).trim()];
    if (!field || draft[field] !== undefined) return;
    const value = mapping.text(segment, 0, 1, `${pointer}/${field}`);
    if (value === undefined) return;
    mapping.use(segment, 0, 0);
    draft[field] = value;
  },
  GEI: ({ mapping, draft, pointer }, segment) => {
    if (!is(segment, 'GEI', '4')) return;
    const code = mapping.text(segment, 1, 0, `${pointer}/verified`);
    if (code === undefined) return;
    mapping.use(segment, 0);
    draft.verified = code === '173';
  },
});

function mapSex({ mapping, draft, pointer }: TravellerGroup, segment: Segment): void {
  const code = part(segment, 2).trim().toUpperCase();
  if (!is(segment, 'ATT', '2') || draft.sex !== undefined || code === '') return;
  if (code !== 'M' && code !== 'F' && code !== 'X') {
    mapping.note(segment, {
      ...{ code: 'SEX_CODE', severity: 'warn', path: `${pointer}/sex`, value: code },
      ...{ message: 'the sex code is not one of ICAO 9303', repair: 'send M, F or X' },
    });
    return;
  }
  mapping.use(segment, 0);
  mapping.use(segment, 2);
  mapping.span(segment, `${pointer}/sex`);
  draft.sex = code;
}

function mapPlace({ mapping, draft, pointer }: TravellerGroup, segment: Segment): void {
  const qualifier = part(segment, 0).trim();
  const field = PLACES[qualifier];
  if (field && draft[field] === undefined) {
    const value = mapping.text(segment, 1, 0, `${pointer}/${field}`);
    if (value === undefined) return;
    mapping.use(segment, 0);
    draft[field] = value;
  }
  if (qualifier !== '180' || draft.birthPlace !== undefined) return;
  const names = [
    mapping.text(segment, 1, 3, `${pointer}/birthPlace`),
    mapping.text(segment, 2, 3, `${pointer}/birthPlace`),
    mapping.text(segment, 1, 0, `${pointer}/birthPlace`),
  ].filter((name) => name !== undefined);
  if (names.length === 0) return;
  mapping.use(segment, 0);
  draft.birthPlace = names.join(', ');
}

/** DOC opens a document; DTM+36 and LOC+91 after it belong to it. A traveller may have several. */
function mapDocuments(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): TravelDocument[] {
  const documents: Draft<TravelDocument>[] = [];
  for (const segment of group) {
    const at = `${pointer}/${segment.tag === 'DOC' ? documents.length : documents.length - 1}`;
    const current = documents[documents.length - 1];
    if (segment.tag === 'DOC') documents.push(mapDocument(mapping, segment, at));
    else if (is(segment, 'DTM', '36') && current) {
      const expiry = mapping.date(segment, `${at}/expiry`);
      if (expiry !== undefined) current.expiry = expiry;
    } else if (is(segment, 'LOC', '91') && current) {
      mapping.use(segment, 0);
      const issuer = mapping.text(segment, 1, 0, `${at}/issuer`);
      if (issuer !== undefined) current.issuer = issuer;
    }
  }
  return documents;
}

function mapDocument(mapping: MessageMapping, doc: Segment, pointer: string): TravelDocument {
  const code = mapping.text(doc, 0, 0, `${pointer}/type`)?.toUpperCase() ?? '';
  // Code list and agency of the guidelines (110:111) say nothing more.
  if (part(doc, 0, 1) === '110') mapping.use(doc, 0);
  const number = mapping.text(doc, 1, 0, `${pointer}/number`);
  if (number === undefined) {
    mapping.note(doc, {
      ...{ code: 'DOCUMENT_NUMBER_MISSING', severity: 'warn', path: `${pointer}/number` },
      ...{ message: 'the document has no number', repair: 'send the number in C503 of DOC' },
    });
  }
  const type = DOCUMENT_TYPES.has(code) ? (code as 'P' | 'V' | 'I' | 'AC') : 'other';
  return { type, ...(number ? { number } : {}) };
}

/** MEA+CT and MEA+WT give count and weight in one entry; each tag of FTX+BAG is one more. */
function mapBags(mapping: MessageMapping, group: readonly Segment[], pointer: string): Bag[] {
  const bags: Draft<Bag>[] = [];
  const total: Draft<Bag> = {};
  for (const mea of group.filter((s) => is(s, 'MEA', 'CT') || is(s, 'MEA', 'WT'))) {
    if (is(mea, 'MEA', 'CT')) {
      const count = mapping.count(mea, 2, 1, `${pointer}/0/count`);
      if (count !== undefined) total.count = count;
    } else {
      const weight = mapping.measure(mea, 2, `${pointer}/0/weight`);
      if (weight !== undefined) total.weight = weight;
    }
    mapping.use(mea, 0);
  }
  if (Object.keys(total).length > 0) bags.push(total);
  for (const ftx of group.filter((s) => is(s, 'FTX', 'BAG'))) {
    const tag = mapping.text(ftx, 3, 0, `${pointer}/${bags.length}/tag`);
    if (tag === undefined) continue;
    mapping.use(ftx, 0);
    // The second component counts the tags in sequence from the first.
    const count = mapping.count(ftx, 3, 1, `${pointer}/${bags.length}/count`);
    bags.push({ tag, ...(count === undefined ? {} : { count }) });
  }
  return bags;
}
