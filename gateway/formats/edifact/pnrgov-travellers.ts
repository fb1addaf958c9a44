/** TIF groups of PNRGOV to travellers: name, carrier's reference, contact, and the documents of SSR DOCS, DOCO, DOCA. */
import type { BookingDraft, TravellerDraft } from './pnrgov-booking.js';
import { addContactText } from './pnrgov-contacts.js';
import { mapTravelDocuments } from './pnrgov-documents.js';
import type { BookingParts } from './pnrgov.js';
import { groupsBy } from './mapping.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** Titles that airlines write at the end of the given name. `MS` only after a blank: ADAMS is a name. */
const TITLE = /(?<=^.{2,})(?:\s*(?:MR|MRS|MISS|MSTR)|\s+(?:MS|DR|CHD|INF))$/;

const MOST_NAME = 64;

/** Adds the travellers of the booking; check-in groups repeat their names and add none. */
export function mapTravellers(draft: BookingDraft, { booking, flights }: BookingParts): void {
  for (const group of groupsBy(booking, (s) => s.tag === 'TIF').groups) {
    addTraveller(draft, group[0] as Segment, group.slice(1));
  }
  mapTravelDocuments(draft, [...booking, ...flights.flat()]);
}

function addTraveller(draft: BookingDraft, tif: Segment, details: readonly Segment[]): void {
  const { mapping } = draft;
  const index = draft.travellers.length;
  const pointer = draft.pointer(index);
  const surname = mapping.text(tif, 0, 0, `${pointer}/name/surname`);
  if (surname === undefined) return noName(draft, tif);
  const given = givenName(draft, tif, `${pointer}/name/given`);
  const traveller: TravellerDraft = {
    kind: 'passenger',
    name: { surname, ...(given ? { given } : {}) },
    documents: [],
    bags: [],
  };
  mapping.span(tif, pointer);
  const number = mapping.text(tif, 1, 2);
  if (number !== undefined) draft.numbers.set(number, index);
  draft.addTraveller(traveller);
  for (const segment of details) addDetail(draft, segment, traveller, pointer);
}

function noName(draft: BookingDraft, tif: Segment): void {
  draft.mapping.note(tif, {
    ...{ code: 'NAME_MISSING', severity: 'error', path: '/travellers' },
    ...{ message: 'a traveller has no surname', repair: 'send the surname in TIF' },
  });
}

/** The given name without the title; what was taken off is said in a finding. */
function givenName(draft: BookingDraft, tif: Segment, pointer: string): string | undefined {
  const written = draft.mapping.text(tif, 1, 0, pointer);
  if (written === undefined) return undefined;
  const given = written.length > MOST_NAME ? written : written.replace(TITLE, '').trim();
  if (given !== written) {
    draft.mapping.note(tif, {
      ...{ code: 'NAME_TITLE', severity: 'info', path: pointer, value: written },
      message: 'a title at the end of the given name is left out',
      repair: 'nothing to do; send titles apart from names where the format allows it',
    });
  }
  return given;
}

function addDetail(
  draft: BookingDraft,
  segment: Segment,
  traveller: TravellerDraft,
  pointer: string,
): void {
  if (segment.tag === 'REF' && traveller.carrierRef === undefined) {
    const reference = draft.mapping.text(segment, 0, 1, `${pointer}/carrierRef`);
    if (reference !== undefined) traveller.carrierRef = reference;
  }
  if (segment.tag !== 'IFT' || part(segment, 0, 1) === '43') return;
  const contact = addContactText(draft.mapping, segment, `${pointer}/contact`, traveller.contact);
  if (contact) traveller.contact = contact;
}
