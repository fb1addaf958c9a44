/** TDT with its LOC and DTM to means of transport and calls (UNTDID 3227 places, 2005 times, UN/ECE Rec 19 modes). */
import { table } from '../table.js';
import type { Call, TransportMeans } from '../../../chaincode/index.js';
import { placeList } from '../identifiers.js';
import { present } from '../present.js';
import type { Draft } from '../present.js';
import type { MessageMapping } from './mapping.js';
import { groupsBy, is } from './mapping.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

/** Where the sender of a message with two places speaks from: bay plans are sent from the port that is left. */
export type Sender = 'anywhere' | 'at-departure';

/** Maps the main carriage and its calls from the head of a cargo message. */
export function mapMeans(
  mapping: MessageMapping,
  head: readonly Segment[],
  sender: Sender = 'anywhere',
): TransportMeans {
  const tdt = head.find((s) => is(s, 'TDT', '20')) ?? head.find((s) => s.tag === 'TDT');
  if (!tdt) {
    noMeans(mapping);
    return { itinerary: [] };
  }
  mapping.use(tdt, 0);
  const base = '/means';
  const carrier = mapCarrier(mapping, tdt, `${base}/carrier`);
  return {
    ...present({
      conveyanceReferenceId: mapping.text(tdt, 1, 0, `${base}/conveyanceReferenceId`),
      modeCode: mapping.text(tdt, 2, 0, `${base}/modeCode`),
      ...mapVehicle(mapping, tdt, base),
    }),
    ...(carrier ? { carrier } : {}),
    itinerary: mapCalls(mapping, portsOf(head, sender), `${base}/itinerary`),
  };
}

function noMeans(mapping: MessageMapping): void {
  mapping.trace.note({
    ...{ code: 'MEANS_MISSING', severity: 'warn', path: '/means' },
    message: 'there is no TDT, so no means of transport',
    repair: 'send the main carriage in TDT+20',
  });
}

function mapCarrier(
  mapping: MessageMapping,
  tdt: Segment,
  pointer: string,
): TransportMeans['carrier'] | undefined {
  const id = mapping.text(tdt, 4, 0, `${pointer}/identifiers/0`);
  const name = mapping.text(tdt, 4, 3, `${pointer}/name`);
  if (id === undefined && name === undefined) return undefined;
  mapping.use(tdt, 4);
  const isAirline = part(tdt, 2).trim() === '4' && /^[A-Z0-9]{2}$/.test(id ?? '');
  const scheme = isAirline ? ('IATA-CARRIER' as const) : ('LOCAL' as const);
  return { role: 'CA', ...(name ? { name } : {}), identifiers: id ? [{ scheme, value: id }] : [] };
}

/** C222 stands eighth in most directories, ninth in files written by hand. */
function mapVehicle(
  mapping: MessageMapping,
  tdt: Segment,
  base: string,
): Record<string, string | undefined> {
  const e = (tdt.elements[7] ?? []).some((text) => text.trim() !== '') ? 7 : 8;
  const identification = mapping.text(tdt, e, 0, `${base}/identification`);
  const list = part(tdt, e, 1).trim();
  const typeCode = identificationType(list, part(tdt, 2).trim(), identification);
  if (typeCode !== undefined) {
    mapping.use(tdt, e, 1);
    mapping.span(tdt, `${base}/identificationTypeCode`);
  }
  return {
    identification,
    identificationTypeCode: identification === undefined ? undefined : typeCode,
    name: mapping.text(tdt, e, 3, `${base}/name`),
    registrationNationalityCode: mapping.text(tdt, e, 4, `${base}/registrationNationalityCode`),
  };
}

/** 146 names Lloyd's/IMO numbers; 103 is a call sign, which Rec 28 has no number for. */
function identificationType(list: string, mode: string, id?: string): string | undefined {
  if (list === '146' || /^IMO\d{7}$/.test(id ?? '')) return '11';
  return mode === '4' && list === '' ? '41' : undefined;
}

const ROLES = table<Call['role']>({
  '5': 'departure',
  '9': 'departure',
  '125': 'departure',
  '60': 'arrival',
  '61': 'arrival',
  '11': 'arrival',
  '87': 'arrival',
  '92': 'transit',
  '94': 'transit',
  '152': 'transit',
});

/** UNTDID 2005: what happened or shall happen at a call. */
const TIMES = table<{ role: 'arrival' | 'departure'; field: 'scheduled' | 'actual' }>({
  '132': { role: 'arrival', field: 'scheduled' },
  '232': { role: 'arrival', field: 'scheduled' },
  '178': { role: 'arrival', field: 'actual' },
  '133': { role: 'departure', field: 'scheduled' },
  '189': { role: 'departure', field: 'scheduled' },
  '136': { role: 'departure', field: 'actual' },
  '186': { role: 'departure', field: 'actual' },
});

interface Port {
  readonly loc: Segment;
  readonly role: Call['role'];
  readonly times: Segment[];
  /** No times stand between this place and the next: the times after the next are of both. */
  readonly sharesTimes: boolean;
}

/** Calls in the order of the message. A port with times of arrival and of departure gives two calls, as a leg has two ends. */
function mapCalls(mapping: MessageMapping, ports: readonly Port[], pointer: string): Call[] {
  const calls: Draft<Call>[] = [];
  for (const port of ports) addCalls(mapping, port, calls, pointer);
  return calls;
}

function portsOf(head: readonly Segment[], sender: Sender): Port[] {
  const { groups } = groupsBy(head, (s) => s.tag === 'LOC' || s.tag === 'TDT');
  const ports: Port[] = [];
  for (const group of groups) {
    const loc = group[0] as Segment;
    const role = loc.tag === 'LOC' ? ROLES[part(loc, 0).trim()] : undefined;
    if (!role) continue;
    const times = group.filter((s) => s.tag === 'DTM');
    ports.push({ loc, role, times: [], sharesTimes: times.length === 0 });
    for (const dtm of times) ownerOf(dtm, ports, sender).times.push(dtm);
  }
  return ports;
}

/**
 * Times belong to the place before them. Where the place of departure and the next port both stand before the times,
 * departures belong to the former, and in bay plans also the arrival that has happened (178).
 */
function ownerOf(dtm: Segment, ports: readonly Port[], sender: Sender): Port {
  const last = ports[ports.length - 1] as Port;
  const before = ports[ports.length - 2];
  const qualifier = part(dtm, 0).trim();
  const isPast = sender === 'at-departure' && qualifier === '178';
  const isShared = before?.role === 'departure' && before.sharesTimes && last.role === 'arrival';
  return isShared && (isPast || TIMES[qualifier]?.role === 'departure') ? before : last;
}

function addCalls(
  mapping: MessageMapping,
  { loc, role, times }: Port,
  calls: Draft<Call>[],
  pointer: string,
): void {
  const first = calls.length;
  const value = mapping.place(loc, `${pointer}/${first}/location`);
  if (value === undefined) return;
  for (const side of sidesOf(role, times)) {
    mapping.span(loc, `${pointer}/${calls.length}`);
    calls.push({ location: { value, list: placeList(value) }, role: side });
  }
  for (const dtm of times) addTime(mapping, dtm, calls.slice(first), `${pointer}`, first);
}

/** A port called at on the way has the sides that its times tell; others have at least their own. Arrival comes first. */
function sidesOf(role: Call['role'], times: readonly Segment[]): Call['role'][] {
  const told = times.flatMap((dtm) => TIMES[part(dtm, 0).trim()]?.role ?? []);
  const sides = new Set<Call['role']>(told);
  if (role !== 'transit' || sides.size === 0) sides.add(role);
  return [...sides].sort();
}

/** One planned and one actual time per call; a second of the same kind stays unread. */
function addTime(
  mapping: MessageMapping,
  dtm: Segment,
  calls: readonly Draft<Call>[],
  pointer: string,
  first: number,
): void {
  const time = TIMES[part(dtm, 0).trim()];
  const i = calls.findIndex(({ role }) => role === time?.role);
  const call = calls[i];
  if (!time || !call || call[time.field] !== undefined) return;
  const date = mapping.date(dtm, `${pointer}/${first + i}/${time.field}`);
  if (date !== undefined) call[time.field] = date;
}

/** Where the cargo is loaded and unloaded: the first departure and the last arrival of the calls. */
export function endPoints(
  mapping: MessageMapping,
  means: TransportMeans,
): { loadingLocation?: string; unloadingLocation?: string } {
  const from = means.itinerary.findIndex(({ role }) => role === 'departure');
  const to = means.itinerary.findLastIndex(({ role }) => role === 'arrival');
  const ends = { loadingLocation: from, unloadingLocation: to };
  const known: Record<string, string> = {};
  for (const [field, i] of Object.entries(ends)) {
    const at = mapping.trace.positionOf(`/means/itinerary/${i}`);
    const call = means.itinerary[i];
    if (!call || !at) continue;
    known[field] = call.location.value;
    mapping.trace.span(`/${field}`, at);
  }
  return known;
}
