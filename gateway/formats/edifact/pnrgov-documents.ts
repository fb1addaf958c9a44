/**
 * SSR DOCS, DOCO and DOCA (AIRIMP free text with slashes) to documents, persons and addresses. They may stand with the
 * traveller, before the travellers or with a flight: the names in them, then the place, tell whose they are.
 */
import { table } from '../table.js';
import { readAirlineDate } from '../dates.js';
import type { YearPivot } from '../dates.js';
import { present, presentOrNone } from '../present.js';
import type { BookingDraft, TravellerDraft } from './pnrgov-booking.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

interface DocumentText {
  readonly segment: Segment;
  /** Undefined where nothing stands between two slashes. */
  readonly fields: readonly (string | undefined)[];
}

/** Reads all document requests of a booking. */
export function mapTravelDocuments(draft: BookingDraft, segments: readonly Segment[]): void {
  let current: number | undefined;
  for (const segment of segments) {
    if (segment.tag === 'TIF') {
      current = draft.indexOf(part(segment, 0).trim(), part(segment, 1).trim() || undefined);
    }
    if (segment.tag === 'TVL') current = undefined;
    const read = segment.tag === 'SSR' ? READERS[part(segment, 0).trim()] : undefined;
    const text = read && documentText(segment);
    if (!read || !text) continue;
    const index = ownerOf(draft, text, current);
    const traveller = index === undefined ? undefined : draft.travellers[index];
    if (index === undefined || !traveller) unassigned(draft, segment);
    else read(draft, text, traveller, draft.pointer(index));
  }
}

/** The free text is the component with slashes; SSR itself is listed as a whole elsewhere. */
function documentText(segment: Segment): DocumentText | undefined {
  const text = segment.elements.flat().find((value) => value.includes('/'));
  return text === undefined
    ? undefined
    : { segment, fields: text.split('/').map((field) => field.trim() || undefined) };
}

function ownerOf(
  draft: BookingDraft,
  { fields }: DocumentText,
  current: number | undefined,
): number | undefined {
  const [surname, given] = [fields[8], fields[9]];
  const named = surname === undefined ? undefined : draft.indexOf(surname, given);
  return named ?? current ?? (draft.travellers.length === 1 ? 0 : undefined);
}

function unassigned(draft: BookingDraft, segment: Segment): void {
  draft.mapping.note(segment, {
    ...{ code: 'DOCUMENT_UNASSIGNED', severity: 'warn', path: '/travellers' },
    message: 'a travel document names no traveller of this reservation; it is kept as a request',
    repair: 'send the document with its traveller, or with surname and given name',
  });
}

type Reader = (
  draft: BookingDraft,
  text: DocumentText,
  traveller: TravellerDraft,
  pointer: string,
) => void;

const READERS = table<Reader>({ DOCS: readDocs, DOCO: readDoco, DOCA: readDoca });

/** `/P/GBR/123456789/GBR/12JUL64/M/23AUG30/WAYNE/JOHN`: type, issuer, number, nationality, birth, sex, expiry, names. */
function readDocs(
  draft: BookingDraft,
  { segment, fields }: DocumentText,
  traveller: TravellerDraft,
  pointer: string,
): void {
  const [, type, issuer, number, nationality, birth, sex, expires] = fields;
  const expiry = dateOf(draft, segment, expires, `${pointer}/documents`, 'future');
  addDocument(draft, segment, traveller, { pointer, type, number, issuer, expiry });
  setOnce(draft, segment, traveller, { pointer, field: 'nationality', value: nationality });
  const birthDate = dateOf(draft, segment, birth, `${pointer}/birthDate`, 'past');
  setOnce(draft, segment, traveller, { pointer, field: 'birthDate', value: birthDate });
  setOnce(draft, segment, traveller, { pointer, field: 'sex', value: sexOf(sex) });
  const middle = fields[10];
  if (middle === undefined || traveller.name.middle !== undefined) return;
  traveller.name = { ...traveller.name, middle };
  draft.mapping.span(segment, `${pointer}/name/middle`);
}

/** `/BIRTH PLACE/V/17317323/LONDON GBR/14MAY03/USA`: place of birth, visa, issue place and date, country it is for. */
function readDoco(
  draft: BookingDraft,
  { segment, fields }: DocumentText,
  traveller: TravellerDraft,
  pointer: string,
): void {
  const [, birthPlace, type, number, , , issuer] = fields;
  setOnce(draft, segment, traveller, { pointer, field: 'birthPlace', value: birthPlace });
  addDocument(draft, segment, traveller, { pointer, type, number, issuer, expiry: undefined });
}

/** `/R/USA/301 PARK AVENUE/NEW YORK/NY/10022`: residence or destination, country, street, city, region, postcode. */
function readDoca(
  draft: BookingDraft,
  { segment, fields }: DocumentText,
  traveller: TravellerDraft,
  pointer: string,
): void {
  const [, kind, countryCode, line, cityName, countrySubDivision, postcode] = fields;
  const address = presentOrNone({ line, cityName, countrySubDivision, postcode, countryCode });
  // The residence is the traveller's address; a destination only where there is no other.
  if (!address || (kind !== 'R' && traveller.address)) return;
  traveller.address = address;
  draft.mapping.span(segment, `${pointer}/address`);
  const value = kind === 'R' ? countryCode : undefined;
  setOnce(draft, segment, traveller, { pointer, field: 'residence', value });
}

interface DocumentFields {
  readonly pointer: string;
  readonly type: string | undefined;
  readonly number: string | undefined;
  readonly issuer: string | undefined;
  readonly expiry: string | undefined;
}

function addDocument(
  draft: BookingDraft,
  segment: Segment,
  traveller: TravellerDraft,
  { pointer, type, number, issuer, expiry }: DocumentFields,
): void {
  if (number === undefined) return;
  draft.mapping.span(segment, `${pointer}/documents/${traveller.documents.length}`);
  const known = DOCUMENT_TYPES[type?.slice(0, 1) ?? ''] ?? 'other';
  traveller.documents.push({ type: known, ...present({ number, issuer, expiry }) });
}

const DOCUMENT_TYPES = table<'P' | 'V' | 'I'>({ P: 'P', V: 'V', I: 'I' });

type PersonField = 'nationality' | 'birthDate' | 'sex' | 'birthPlace' | 'residence';

/** The first document tells; a second traveller's document does not overwrite. */
function setOnce(
  draft: BookingDraft,
  segment: Segment,
  traveller: TravellerDraft,
  { pointer, field, value }: { pointer: string; field: PersonField; value: string | undefined },
): void {
  if (value === undefined || traveller[field] !== undefined) return;
  Object.assign(traveller, { [field]: value });
  draft.mapping.span(segment, `${pointer}/${field}`);
}

/** M and F, also for infants (MI, FI); X. */
function sexOf(code: string | undefined): string | undefined {
  const first = code?.slice(0, 1).toUpperCase() ?? '';
  return /^[MFX]$/.test(first) ? first : undefined;
}

function dateOf(
  draft: BookingDraft,
  segment: Segment,
  text: string | undefined,
  pointer: string,
  pivot: YearPivot,
): string | undefined {
  if (text === undefined) return undefined;
  const context = { pivot, nowYear: draft.mapping.nowYear };
  return draft.mapping.dated(segment, pointer, text, readAirlineDate(text, '', context));
}
