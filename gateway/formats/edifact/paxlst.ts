/** PAXLST (UN D.02B and later, WCO/IATA/ICAO API guidelines) to a passenger list. */
import { table } from '../table.js';
import type { Call, Contact, Flight, PassengerList, Traveller } from '../../../chaincode/index.js';
import { placeList } from '../identifiers.js';
import type { Draft } from '../present.js';
import type { MessageMapping } from './mapping.js';
import { addCommunication, groupsBy, is } from './mapping.js';
import { mapTraveller } from './paxlst-traveller.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

const SERVICE = new Set(['UNH', 'UNT', 'CNT']);

/** Maps one PAXLST message. A NAD opens a traveller; a TDT before the travellers opens a flight. */
export function mapPaxlst(mapping: MessageMapping): PassengerList {
  const content = mapping.segments.filter((s) => !SERVICE.has(s.tag));
  const { head, groups } = groupsBy(content, (s) => s.tag === 'NAD' && !is(s, 'NAD', 'MS'));
  const bgm = head.find((s) => s.tag === 'BGM');
  if (!bgm) noBeginning(mapping);
  const functionCode = mapping.text(bgm, 2, 0, '/functionCode');
  const reporter = mapReporter(mapping, head);
  const travellers = groups.map((group, i) => mapTraveller(mapping, group, `/travellers/${i}`));
  return {
    kind: 'passengerList',
    documentNameCode: mapping.text(bgm, 0, 0, '/documentNameCode') ?? documentOf(travellers),
    ...(functionCode ? { functionCode } : {}),
    flights: mapFlights(mapping, head),
    ...(reporter ? { reporter } : {}),
    travellers,
    counts: mapCounts(mapping, travellers),
  };
}

function noBeginning(mapping: MessageMapping): void {
  mapping.trace.note({
    ...{ code: 'BGM_MISSING', severity: 'warn', path: '/documentNameCode' },
    message: 'there is no BGM; passenger or crew list is told from the travellers',
    repair: 'send BGM+745 for passengers, BGM+250 for crew',
  });
}

function documentOf(travellers: readonly Traveller[]): string {
  return travellers.length > 0 && travellers.every(({ kind }) => kind === 'crew') ? '250' : '745';
}

function mapReporter(mapping: MessageMapping, head: readonly Segment[]): Contact | undefined {
  const { groups } = groupsBy(head, (s) => s.tag === 'NAD' || s.tag === 'TDT');
  const group = groups.find((segments) => segments.some((s) => is(s, 'NAD', 'MS')));
  const nad = group?.[0];
  if (!group || !nad) return undefined;
  mapping.use(nad, 0);
  const name =
    mapping.text(nad, 3, 0, '/reporter/name') ?? mapping.text(nad, 1, 0, '/reporter/name');
  const contact = group
    .filter((s) => s.tag === 'COM')
    .reduce((sum: Contact, com) => addCommunication(mapping, com, '/reporter', sum), {});
  return { ...(name ? { name } : {}), ...contact };
}

function mapFlights(mapping: MessageMapping, head: readonly Segment[]): Flight[] {
  const { groups } = groupsBy(head, (s) => s.tag === 'TDT');
  return groups.map((group, i) => {
    const base = `/flights/${i}`;
    const tdt = group[0] as Segment;
    mapping.use(tdt, 0);
    const carrier = mapping.text(tdt, 4, 0, `${base}/carrier`);
    const number = mapping.text(tdt, 1, 0, `${base}/number`);
    if (number === undefined) noFlightNumber(mapping, tdt, `${base}/number`);
    const legs = mapLegs(mapping, group.slice(1), `${base}/legs`);
    return { ...(carrier ? { carrier } : {}), number: number ?? '', legs };
  });
}

function noFlightNumber(mapping: MessageMapping, tdt: Segment, path: string): void {
  mapping.note(tdt, {
    ...{ code: 'FLIGHT_NUMBER_MISSING', severity: 'error', path },
    ...{ message: 'the flight has no number', repair: 'send carrier and number in TDT/8028' },
  });
}

/** 125 last departure abroad, 87 first arrival, 130 final; 92 is told by its time. */
const LEG_ROLES = table<Call['role']>({
  '125': 'departure',
  '5': 'departure',
  '9': 'departure',
  '87': 'arrival',
  '130': 'arrival',
  '61': 'arrival',
  '92': 'transit',
});

/** Departure 189, arrival 232; 136 and 178 when they happened. */
const TIMES = table<{ role: Call['role']; field: 'scheduled' | 'actual' }>({
  '189': { role: 'departure', field: 'scheduled' },
  '232': { role: 'arrival', field: 'scheduled' },
  '136': { role: 'departure', field: 'actual' },
  '178': { role: 'arrival', field: 'actual' },
});

function mapLegs(mapping: MessageMapping, group: readonly Segment[], pointer: string): Call[] {
  const legs: Draft<Call>[] = [];
  for (const segment of group) {
    if (segment.tag === 'LOC') addLeg(mapping, segment, legs, pointer);
    if (segment.tag === 'DTM') addTime(mapping, segment, legs, pointer);
  }
  return legs;
}

function addLeg(mapping: MessageMapping, loc: Segment, legs: Draft<Call>[], pointer: string): void {
  const at = `${pointer}/${legs.length}`;
  const role = LEG_ROLES[part(loc, 0).trim()];
  const value = role && mapping.place(loc, `${at}/location`);
  if (!role || value === undefined) return;
  mapping.span(loc, `${at}/role`);
  legs.push({ location: { value, list: placeList(value) }, role });
}

/** A time belongs to the place before it, and says whether an unmarked place is left or reached. */
function addTime(
  mapping: MessageMapping,
  dtm: Segment,
  legs: readonly Draft<Call>[],
  pointer: string,
): void {
  const last = legs[legs.length - 1];
  const time = TIMES[part(dtm, 0).trim()];
  if (!last || !time || last[time.field] !== undefined) return;
  if (last.role === 'transit') last.role = time.role;
  const date = mapping.date(dtm, `${pointer}/${legs.length - 1}/${time.field}`);
  if (date !== undefined) last[time.field] = date;
}

/** CNT 42 counts passengers, 41 crew (UNTDID 6069); both are compared with the travellers read. */
function mapCounts(
  mapping: MessageMapping,
  travellers: readonly Traveller[],
): PassengerList['counts'] {
  const crew = travellers.filter(({ kind }) => kind === 'crew').length;
  const controls = [
    { qualifier: '42', field: 'passengers', read: travellers.length - crew },
    { qualifier: '41', field: 'crew', read: crew },
  ] as const;
  const counts: Draft<PassengerList['counts']> = {};
  for (const { qualifier, field, read } of controls) {
    const cnt = mapping.segments.find((s) => is(s, 'CNT', qualifier));
    if (!cnt) continue;
    mapping.use(cnt, 0, 0);
    // `CNT+41+8` instead of `CNT+41:8` is common enough to be read.
    const e = part(cnt, 0, 1).trim() === '' ? 1 : 0;
    const count = mapping.count(cnt, e, 1 - e, `/counts/${field}`);
    if (count === undefined) continue;
    counts[field] = count;
    if (count !== read) wrongCount(mapping, cnt, { field, count, read });
  }
  if (Object.keys(counts).length === 0) noCount(mapping);
  return counts;
}

function wrongCount(
  mapping: MessageMapping,
  cnt: Segment,
  { field, count, read }: { field: string; count: number; read: number },
): void {
  mapping.note(cnt, {
    ...{ code: 'CNT_TOTAL', severity: 'warn', path: `/counts/${field}`, value: String(count) },
    message: `CNT counts ${count} ${field}, ${read} were read`,
    repair: `send ${read}, or the missing travellers`,
  });
}

function noCount(mapping: MessageMapping): void {
  mapping.trace.note({
    ...{ code: 'CNT_MISSING', severity: 'info', path: '/counts' },
    message: 'there is no control total of travellers',
    repair: 'send CNT+42 for passengers, CNT+41 for crew',
  });
}
