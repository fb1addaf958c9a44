/** PNRGOV (IATA PADIS 10.1 and later) to reservations: one per SRC group. Card numbers are masked here, at once. */
import type {
  Contact,
  Payment,
  Reservation,
  ReservationSegment,
  SpecialServiceRequest,
  Ticket,
  TravelDocument,
  Traveller,
} from '../../../chaincode/index.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy, textOf } from './mapping.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Maps one PNRGOV message to its reservations, each with the pointer prefix of its own record. */
export function mapPnrgov(mapping: MessageMapping): Reservation[] {
  const { head, groups } = groupsBy(mapping.segments, (s) => s.tag === 'SRC');
  for (const segment of head) if (HEAD.has(segment.tag)) mapping.take(segment);
  return groups.map((group) => mapReservation(mapping, group));
}

const HEAD = new Set(['UNH', 'MSG', 'ORG', 'TVL', 'EQN']);

function mapReservation(mapping: MessageMapping, group: readonly Segment[]): Reservation {
  mapping.take(group[0] as Segment);
  group.filter((s) => s.tag === 'UNT').forEach((s) => mapping.take(s));
  const rci = group.find((s) => s.tag === 'RCI');
  if (rci) mapping.take(rci, '/locator');
  else noLocator(mapping, group[0] as Segment);
  const agency = agencyOf(mapping, group);
  return {
    kind: 'reservation',
    locator: textOf(rci, 0, 1) ?? '',
    ...(agency ? { agency } : {}),
    travellers: mapTravellers(mapping, group),
    segments: mapSegments(mapping, group),
    tickets: mapTickets(mapping, group),
    payments: mapPayments(mapping, group),
    contacts: mapContacts(mapping, group),
    ssr: mapServiceRequests(mapping, group),
  };
}

function noLocator(mapping: MessageMapping, src: Segment): void {
  mapping.note(src, {
    ...{ code: 'LOCATOR_MISSING', severity: 'error', path: '/locator' },
    message: 'the reservation has no RCI segment, so no record locator',
    repair: 'send RCI with the locator after SRC',
  });
}

function agencyOf(mapping: MessageMapping, group: readonly Segment[]): string | undefined {
  const org = group.find((s) => s.tag === 'ORG');
  return org && textOf(mapping.take(org, '/agency'), 1);
}

function mapTravellers(mapping: MessageMapping, group: readonly Segment[]): Traveller[] {
  const { groups } = groupsBy(group, (s) => s.tag === 'TIF');
  const travellers: Traveller[] = [];
  const known = new Set<string>();
  for (const members of groups) {
    const tif = mapping.take(members[0] as Segment, `/travellers/${travellers.length}`);
    const surname = part(tif, 0, 0).trim();
    const given = textOf(tif, 1, 0);
    // Flown segments repeat the names at check-in: the same name once.
    const key = `${surname}/${given ?? ''}`;
    if (surname === '' || known.has(key)) continue;
    known.add(key);
    const documents = mapDocuments(members);
    travellers.push({
      kind: 'passenger',
      name: { surname, ...(given ? { given } : {}) },
      ...documents.person,
      documents: documents.documents,
      bags: [],
    });
  }
  return travellers;
}

/** SSR DOCS: `…/P/GBR/123456789/GBR/12JUL64/M/23AUG15/WAYNE/JOHN`. */
function mapDocuments(members: readonly Segment[]): {
  documents: TravelDocument[];
  person: Partial<Pick<Traveller, 'sex' | 'nationality' | 'birthDate'>>;
} {
  const documents: TravelDocument[] = [];
  let person: Draft<Partial<Pick<Traveller, 'sex' | 'nationality' | 'birthDate'>>> = {};
  for (const ssr of members.filter((s) => s.tag === 'SSR' && part(s, 0) === 'DOCS')) {
    const text = (ssr.elements[0] ?? []).find((value) => value.includes('/')) ?? '';
    const [, type = '', issuer = '', number = '', nationality = '', birth = '', sex = ''] =
      text.split('/');
    if (number !== '') {
      const isPassport = type.startsWith('P');
      documents.push({ type: isPassport ? 'P' : 'other', number, ...(issuer ? { issuer } : {}) });
    }
    person = {
      ...(nationality ? { nationality } : {}),
      ...(birth ? { birthDate: birth } : {}),
      ...(/^[MFX]/.test(sex) ? { sex: sex[0] as 'M' | 'F' | 'X' } : {}),
    };
  }
  return { documents, person };
}

function mapSegments(mapping: MessageMapping, group: readonly Segment[]): ReservationSegment[] {
  const segments: ReservationSegment[] = [];
  for (const tvl of group.filter((s) => s.tag === 'TVL')) {
    const carrier = textOf(tvl, 3, 0);
    const number = textOf(tvl, 4, 0);
    if (!carrier || !number) continue;
    mapping.take(tvl, `/segments/${segments.length}`);
    const operating = textOf(tvl, 3, 1);
    segments.push({
      ...{ carrier, number, from: part(tvl, 1).trim(), to: part(tvl, 2).trim() },
      ...(operating ? { operating } : {}),
      ...flightTimes(mapping, tvl),
    });
  }
  return segments;
}

/** C310 of TVL: first date, first time, second date, second time, as DDMMYY and HHMM. */
function flightTimes(
  mapping: MessageMapping,
  tvl: Segment,
): { departure?: string; arrival?: string } {
  const [date = '', time = '', date2 = '', time2 = ''] = tvl.elements[0] ?? [];
  const departure = padisTime(mapping, tvl, date, time);
  const arrival = padisTime(mapping, tvl, date2 || date, time2);
  return { ...(departure ? { departure } : {}), ...(arrival && time2 ? { arrival } : {}) };
}

function padisTime(
  mapping: MessageMapping,
  segment: Segment,
  date: string,
  time: string,
): string | undefined {
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(date);
  if (!match) return undefined;
  const [, day, month, year] = match;
  return mapping.date(segment, `${year}${month}${day}${time}`, time ? '201' : '101');
}

function mapTickets(mapping: MessageMapping, group: readonly Segment[]): Ticket[] {
  return group
    .filter((s) => s.tag === 'TKT' && part(s, 0) !== '')
    .map((s, i) => ({ number: part(mapping.take(s, `/tickets/${i}/number`), 0) }));
}

function mapPayments(mapping: MessageMapping, group: readonly Segment[]): Payment[] {
  const payments: Payment[] = [];
  for (const fop of group.filter((s) => s.tag === 'FOP')) {
    mapping.take(fop, `/payments/${payments.length}`);
    for (const element of fop.elements) {
      const form = element[0] ?? '';
      const card = element.find((value) => /^[0-9X*]{12,19}$/.test(value));
      if (form !== '') payments.push({ form, ...(card ? { cardMasked: maskCard(card) } : {}) });
    }
  }
  return payments;
}

/** First six and last four digits at most (PCI DSS). */
export function maskCard(number: string): string {
  return `${number.slice(0, 6)}${'X'.repeat(Math.max(0, number.length - 10))}${number.slice(-4)}`;
}

function mapContacts(mapping: MessageMapping, group: readonly Segment[]): Contact[] {
  const contacts: Contact[] = [];
  const take = (segment: Segment): void => {
    mapping.take(segment, `/contacts/${contacts.length}`);
  };
  for (const segment of group) {
    const text = segment.elements.flat().join(' ').trim();
    if (segment.tag === 'SSR' && /^CTC[MH]$/.test(part(segment, 0))) {
      const phone = /\+?[0-9][0-9 /-]{5,}/.exec(text)?.[0];
      if (phone) (take(segment), contacts.push({ phones: [phone.replaceAll('/', '').trim()] }));
    }
    if (segment.tag === 'SSR' && part(segment, 0) === 'CTCE') {
      const email = (segment.elements[0] ?? []).find((value) => value.includes('//'));
      if (email) (take(segment), contacts.push({ emails: [email.replaceAll('//', '@')] }));
    }
  }
  return contacts;
}

function mapServiceRequests(
  mapping: MessageMapping,
  group: readonly Segment[],
): SpecialServiceRequest[] {
  return group
    .filter((s) => s.tag === 'SSR')
    .map((s, i) => ({
      code: part(mapping.take(s, `/ssr/${i}`), 0),
      text: (s.elements[0] ?? [])
        .slice(4)
        .filter((value) => value !== '')
        .join(' '),
    }));
}
