/** CUSCAR (UN D.95B and later, LOT10 use) to a cargo manifest. */
import type {
  Call,
  Consignment,
  ConsignmentItem,
  Manifest,
  Measure,
  TransportEquipment,
  TransportMeans,
} from '../../../chaincode/index.js';
import { isContainerNumber, isImoNumber, isUnLocode } from '../identifiers.js';
import type { MessageMapping } from './mapping.js';
import { communication, countOf, decimalText, groupsBy, textOf } from './mapping.js';
import { partyOf } from './party.js';
import type { Segment } from './segment.js';
import { part } from './segment.js';

type Draft<T> = { -readonly [K in keyof T]: T[K] };

const SERVICE = new Set(['UNH', 'UNT']);

/** Maps one CUSCAR message. */
export function mapCuscar(mapping: MessageMapping): Manifest {
  mapping.segments.filter((s) => SERVICE.has(s.tag)).forEach((s) => mapping.take(s));
  const content = mapping.segments.filter((s) => !SERVICE.has(s.tag));
  const { head, groups } = groupsBy(content, (s) => s.tag === 'CNI');
  const bgm = head.find((s) => s.tag === 'BGM');
  if (bgm) mapping.take(bgm, '/documentId');
  const { head: top, groups: equipmentGroups } = groupsBy(head, (s) => s.tag === 'EQD');
  const documentId = textOf(bgm, 1);
  const means = mapMeans(mapping, top);
  return {
    kind: 'manifest',
    messageType: 'CUSCAR',
    ...(documentId ? { documentId } : {}),
    functionCode: part(bgm, 2) || '9',
    means,
    ...endPoints(means),
    consignments: groups.map((group, i) => mapConsignment(mapping, group, `/consignments/${i}`)),
    equipment: equipmentGroups.map((group, i) => mapEquipment(mapping, group, `/equipment/${i}`)),
  };
}

/** TDT with its LOC and DTM; also used for BAPLIE and its kin. */
export function mapMeans(mapping: MessageMapping, head: readonly Segment[]): TransportMeans {
  const tdt = head.find((s) => s.tag === 'TDT');
  if (!tdt) return { itinerary: [] };
  mapping.take(tdt, '/means');
  const conveyance = textOf(tdt, 1);
  const carrierId = textOf(tdt, 4);
  const carrierName = textOf(tdt, 4, 3);
  const identification = textOf(tdt, 7) ?? textOf(tdt, 8);
  const name = textOf(tdt, 7, 3) ?? textOf(tdt, 8, 3);
  const flag = textOf(tdt, 7, 4) ?? textOf(tdt, 8, 4);
  const modeCode = textOf(tdt, 2);
  return {
    ...(modeCode ? { modeCode } : {}),
    ...(identification ? { identification } : {}),
    ...(identification && isImoNumber(identification) ? { identificationTypeCode: '11' } : {}),
    ...(name ? { name } : {}),
    ...(flag ? { registrationNationalityCode: flag } : {}),
    ...(conveyance ? { conveyanceReferenceId: conveyance } : {}),
    ...(carrierId ? { carrier: carrier(carrierId, carrierName) } : {}),
    itinerary: mapCalls(
      mapping,
      head.filter((s) => s.index > tdt.index),
    ),
  };
}

function carrier(id: string, name: string | undefined): NonNullable<TransportMeans['carrier']> {
  return { role: 'CA', ...(name ? { name } : {}), identifiers: [{ scheme: 'LOCAL', value: id }] };
}

const CALL_ROLES: Readonly<Record<string, Call['role']>> = {
  '5': 'departure',
  '9': 'departure',
  '60': 'arrival',
  '61': 'arrival',
  '11': 'arrival',
  '92': 'transit',
  '94': 'transit',
  '152': 'transit',
};
/** Departure 133/136/189, arrival 132/178/232; the first in each pair is planned. */
const ACTUAL = new Set(['136', '178']);
const TIMES = new Set(['132', '133', '136', '178', '189', '232']);

function mapCalls(mapping: MessageMapping, segments: readonly Segment[]): Call[] {
  const calls: Draft<Call>[] = [];
  for (const segment of segments) {
    const role = segment.tag === 'LOC' ? CALL_ROLES[part(segment, 0)] : undefined;
    if (role) {
      const value = part(segment, 1).trim();
      mapping.take(segment, `/means/itinerary/${calls.length}/location`);
      calls.push({ location: { value, list: isUnLocode(value) ? 'UNLOCODE' : 'LOCAL' }, role });
    }
    const last = calls[calls.length - 1];
    const qualifier = part(segment, 0, 0);
    if (segment.tag !== 'DTM' || !last || !TIMES.has(qualifier)) continue;
    const field = ACTUAL.has(qualifier) ? 'actual' : 'scheduled';
    // One time per call is kept as the call's; others stay unread, not lost.
    if (last[field] !== undefined) continue;
    mapping.take(segment, `/means/itinerary/${calls.length - 1}/${field}`);
    last[field] = mapping.date(segment, part(segment, 0, 1), part(segment, 0, 2));
  }
  return calls;
}

function endPoints(means: TransportMeans): Partial<Manifest> {
  const loading = means.itinerary.find((call) => call.role === 'departure')?.location.value;
  const unloading = means.itinerary.find((call) => call.role === 'arrival')?.location.value;
  return {
    ...(loading ? { loadingLocation: loading } : {}),
    ...(unloading ? { unloadingLocation: unloading } : {}),
  };
}

/** EQD with what follows it: type, seals, masses, position. */
export function mapEquipment(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): TransportEquipment {
  const eqd = mapping.take(group.find((s) => s.tag === 'EQD') as Segment, `${pointer}/id`);
  const id = part(eqd, 1).trim();
  const typeCode = part(eqd, 0).trim();
  if (typeCode === 'CN') checkContainer(mapping, eqd, id, pointer);
  const sizeType = textOf(eqd, 2) ?? textOf(eqd, 2, 3);
  const fullnessCode = textOf(eqd, 5);
  const masses = mapMasses(mapping, group, pointer);
  const seals = group
    .filter((s) => s.tag === 'SEL')
    .map((s) => mapping.take(s, `${pointer}/seals`))
    .map((s) => ({ id: part(s, 0), ...(textOf(s, 1) ? { affixedBy: part(s, 1) } : {}) }));
  return {
    ...{ id, typeCode, seals },
    ...(sizeType ? { sizeType } : {}),
    ...(fullnessCode ? { fullnessCode } : {}),
    ...masses,
  };
}

/** A failed check digit is a finding: one public bay plan holds thousands of them. */
export function checkContainer(
  mapping: MessageMapping,
  eqd: Segment,
  id: string,
  pointer: string,
): void {
  if (isContainerNumber(id)) return;
  mapping.note(eqd, {
    ...{ code: 'CONTAINER_CHECK_DIGIT', severity: 'warn', path: `${pointer}/id`, value: id },
    message: `${id || '(empty)'} is no container number by ISO 6346; it is kept`,
    repair: 'check the number and its last digit',
  });
}

function mapMasses(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): { grossMass?: Measure; verifiedGrossMass?: Measure } {
  const masses: { grossMass?: Measure; verifiedGrossMass?: Measure } = {};
  for (const segment of group.filter((s) => s.tag === 'MEA')) {
    const measure = measureOf(segment);
    if (!measure) continue;
    const field = part(segment, 1) === 'VGM' ? 'verifiedGrossMass' : 'grossMass';
    const isMass = ['G', 'VGM', 'T', 'WT'].includes(part(segment, 1)) || part(segment, 0) === 'WT';
    if (!isMass || masses[field]) continue;
    mapping.take(segment, `${pointer}/${field}`);
    masses[field] = measure;
  }
  return masses;
}

/** C174 of a MEA: unit and value. */
export function measureOf(mea: Segment): Measure | undefined {
  const value = decimalText(part(mea, 2, 1));
  return value === undefined ? undefined : { value, unitCode: part(mea, 2, 0) || 'KGM' };
}

function mapConsignment(
  mapping: MessageMapping,
  group: readonly Segment[],
  pointer: string,
): Consignment {
  const { head, groups } = groupsBy(group, (s) => s.tag === 'GID');
  const cni = mapping.take(head[0] as Segment, `${pointer}/transportContractDocument/id`);
  const id = textOf(cni, 1) ?? part(cni, 0);
  const draft: Draft<Consignment> = {
    transportContractDocument: { id, typeCode: '705' },
    specialHandling: [],
    items: groups.map((items, i) => mapItem(mapping, items, i + 1, `${pointer}/items/${i}`)),
    customsInfo: [],
  };
  for (const segment of head.slice(1)) mapConsignmentDetail(mapping, segment, draft, pointer);
  return draft;
}

const PARTIES: Readonly<
  Record<string, 'consignor' | 'consignee' | 'notifyParty' | 'freightForwarder'>
> = {
  CZ: 'consignor',
  CN: 'consignee',
  NI: 'notifyParty',
  N1: 'notifyParty',
  FW: 'freightForwarder',
};
const PLACES: Readonly<Record<string, 'origin' | 'finalDestination'>> = {
  '9': 'origin',
  '76': 'origin',
  '11': 'finalDestination',
  '20': 'finalDestination',
  '83': 'finalDestination',
};

function mapConsignmentDetail(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Consignment>,
  pointer: string,
): void {
  if (segment.tag === 'NAD') return mapParty(mapping, segment, draft, pointer);
  if (segment.tag === 'COM') return mapPhone(mapping, segment, draft, pointer);
  if (segment.tag === 'LOC') {
    const field = PLACES[part(segment, 0)];
    if (!field || draft[field] !== undefined) return;
    mapping.take(segment, `${pointer}/${field}`);
    draft[field] = part(segment, 1).trim();
  }
  if (segment.tag === 'RFF') mapDocument(mapping, segment, draft, pointer);
  if (segment.tag === 'CNT') mapTotals(mapping, segment, draft, pointer);
}

function mapParty(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Consignment>,
  pointer: string,
): void {
  const field = PARTIES[part(segment, 0)];
  if (!field || draft[field]) return;
  mapping.take(segment, `${pointer}/${field}`);
  draft[field] = partyOf(segment);
}

/** COM belongs to the party of the NAD before it; here to the one mapped last. */
function mapPhone(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Consignment>,
  pointer: string,
): void {
  const field = Object.values(PARTIES)
    .filter((name) => mapping.trace.spans[`${pointer}/${name}`] !== undefined)
    .sort((a, b) => spanOf(mapping, pointer, b) - spanOf(mapping, pointer, a))[0];
  const party = field && draft[field];
  if (!field || !party) return;
  mapping.take(segment, `${pointer}/${field}/contact`);
  const { phones, emails } = communication(segment);
  const contact = {
    ...(phones.length > 0 ? { phones } : {}),
    ...(emails.length > 0 ? { emails } : {}),
  };
  draft[field] = { ...party, contact };
}

function spanOf(mapping: MessageMapping, pointer: string, field: string): number {
  return mapping.trace.spans[`${pointer}/${field}`]?.offset ?? -1;
}

function mapDocument(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Consignment>,
  pointer: string,
): void {
  const typeCodes: Readonly<Record<string, string>> = {
    BM: '705',
    HWB: '703',
    AWB: '740',
    MB: '704',
  };
  const typeCode = typeCodes[part(segment, 0, 0)];
  const id = textOf(segment, 0, 1);
  if (!typeCode || !id) return;
  mapping.take(segment, `${pointer}/transportContractDocument`);
  draft.transportContractDocument = { id, typeCode };
}

function mapTotals(
  mapping: MessageMapping,
  segment: Segment,
  draft: Draft<Consignment>,
  pointer: string,
): void {
  const [qualifier, amount] = [part(segment, 0, 0), part(segment, 0, 1)];
  const count = countOf(amount);
  const mass = decimalText(amount);
  if (qualifier === '8' && count !== undefined) {
    mapping.take(segment, `${pointer}/totalPackageQuantity`);
    draft.totalPackageQuantity = count;
  }
  if (qualifier === '7' && mass !== undefined) {
    mapping.take(segment, `${pointer}/grossMass`);
    draft.grossMass = { value: mass, unitCode: part(segment, 0, 2) || 'KGM' };
  }
}

function mapItem(
  mapping: MessageMapping,
  group: readonly Segment[],
  sequence: number,
  pointer: string,
): ConsignmentItem {
  const gid = mapping.take(group[0] as Segment, pointer);
  const quantity = countOf(part(gid, 1, 0));
  const typeCode = textOf(gid, 1, 1);
  const marks = group
    .filter((s) => s.tag === 'PCI')
    .map((s) => mapping.take(s, `${pointer}/packaging/0/marks`))
    .map((s) => (s.elements[1] ?? []).join(' ').trim())
    .filter((text) => text !== '');
  const description = group
    .filter((s) => s.tag === 'FTX' && part(s, 0) === 'AAA')
    .map((s) => mapping.take(s, `${pointer}/description`))
    .map((s) => (s.elements[3] ?? []).join(' ').trim());
  const equipmentIds = group
    .filter((s) => s.tag === 'SGP')
    .map((s) => part(mapping.take(s, `${pointer}/equipmentIds`), 0));
  const { grossMass } = mapMasses(mapping, group, pointer);
  return {
    sequenceNumeric: countOf(part(gid, 0)) ?? sequence,
    ...(description.length > 0 ? { description: description.join(' ') } : {}),
    packaging:
      quantity === undefined
        ? []
        : [
            {
              quantity,
              ...(typeCode ? { typeCode } : {}),
              ...(marks.length > 0 ? { marks: marks.join(' ') } : {}),
            },
          ],
    ...(grossMass ? { grossMass } : {}),
    equipmentIds,
  };
}
