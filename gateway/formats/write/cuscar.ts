/**
 * Writes a manifest as CUSCAR D.95B in its LOT10 use. Not written, because the message has no place for it here:
 * customs information, special handling, volumes and values.
 */
import type {
  Call,
  Consignment,
  ConsignmentItem,
  Manifest,
  Measure,
  Party,
  TransportEquipment,
  TransportMeans,
} from '../../../chaincode/index.js';
import type { SegmentText } from '../edifact/segment.js';
import { seg } from '../edifact/writer.js';
import type { InterchangeParties } from './interchange.js';
import { optional, wrapMessage, writeCommunication } from './interchange.js';

/** The interchange text of one manifest, to be encoded as UTF-8. */
export function writeCuscar(manifest: Manifest, parties: InterchangeParties): string {
  const body = [
    seg('BGM', '85', manifest.documentId ?? '', manifest.functionCode),
    writeMeans(manifest.means),
    ...manifest.means.itinerary.flatMap(writeCall),
    ...manifest.equipment.flatMap(writeEquipment),
    ...manifest.consignments.flatMap(writeConsignment),
    ...(manifest.equipment.length === 0
      ? []
      : [seg('CNT', ['16', String(manifest.equipment.length)])]),
  ];
  return wrapMessage(body, ['CUSCAR', 'D', '95B', 'UN', 'LOT10'], parties);
}

function writeMeans(means: TransportMeans): SegmentText {
  const { conveyanceReferenceId = '', modeCode = '', identification = '' } = means;
  const { name = '', registrationNationalityCode = '' } = means;
  const list = means.identificationTypeCode === '11' ? '146' : '103';
  const vehicle = [identification, identification && list, '', name, registrationNationalityCode];
  const carrier = writeCarrier(means.carrier);
  return seg('TDT', '20', conveyanceReferenceId, modeCode, '', carrier, '', '', vehicle);
}

function writeCarrier(carrier: Party | undefined): string[] {
  return [carrier?.identifiers[0]?.value ?? '', '', '', carrier?.name ?? ''];
}

const PLACES = { departure: '5', arrival: '61', transit: '92' } as const;
const TIMES = {
  departure: { scheduled: '133', actual: '136' },
  arrival: { scheduled: '132', actual: '178' },
} as const;

function writeCall({ location, role, scheduled, actual }: Call): SegmentText[] {
  const place = seg('LOC', PLACES[role], [location.value, '139', '6']);
  if (role === 'transit') return [place];
  return [
    place,
    ...optional(scheduled, (time) => dateSegment(TIMES[role].scheduled, time)),
    ...optional(actual, (time) => dateSegment(TIMES[role].actual, time)),
  ];
}

/** 102 for a day, 203 to the minute, 204 to the second. */
function dateSegment(qualifier: string, iso: string): SegmentText {
  const digits = iso.replace(/[^0-9]/g, '').slice(0, 14);
  const format = { 8: '102', 12: '203', 14: '204' }[digits.length] ?? '102';
  return seg('DTM', [qualifier, digits, format]);
}

function writeEquipment(unit: TransportEquipment): SegmentText[] {
  return [
    seg('EQD', unit.typeCode, unit.id, unit.sizeType ?? '', '', '', unit.fullnessCode ?? ''),
    ...writeMass('G', unit.grossMass),
    ...writeMass('VGM', unit.verifiedGrossMass),
    ...optional(unit.position, (bay) => seg('LOC', '147', [bay, '139', '5'])),
    ...optional(unit.loadingLocation, (port) => seg('LOC', '9', [port, '139', '6'])),
    ...optional(unit.unloadingLocation, (port) => seg('LOC', '11', [port, '139', '6'])),
    ...unit.seals.map((seal) => seg('SEL', seal.id, seal.affixedBy ?? '')),
  ];
}

function writeMass(kind: string, measure: Measure | undefined): SegmentText[] {
  return measure ? [seg('MEA', 'AAE', kind, [measure.unitCode, measure.value])] : [];
}

const DOCUMENTS: Readonly<Record<string, string>> = {
  '705': 'BM',
  '714': 'BH',
  '704': 'MB',
  '740': 'AWB',
  '741': 'MWB',
  '703': 'HWB',
};

const PARTIES = [
  ['consignor', 'CZ'],
  ['consignee', 'CN'],
  ['notifyParty', 'NI'],
  ['freightForwarder', 'FW'],
] as const;

function writeConsignment(consignment: Consignment, index: number): SegmentText[] {
  const { id, typeCode } = consignment.transportContractDocument;
  const { grossMass, totalPackageQuantity } = consignment;
  return [
    seg('CNI', String(index + 1), id),
    seg('RFF', [DOCUMENTS[typeCode] ?? 'BM', id]),
    ...optional(consignment.ucr, (ucr) => seg('RFF', ['UCN', ucr])),
    ...(grossMass ? [seg('CNT', ['7', grossMass.value, grossMass.unitCode])] : []),
    ...(totalPackageQuantity === undefined
      ? []
      : [seg('CNT', ['8', String(totalPackageQuantity)])]),
    ...optional(consignment.origin, (port) => seg('LOC', '9', [port, '139', '6'])),
    ...optional(consignment.finalDestination, (port) => seg('LOC', '11', [port, '139', '6'])),
    ...PARTIES.flatMap(([field, role]) => writeParty(consignment[field], role)),
    ...consignment.items.flatMap(writeItem),
  ];
}

function writeParty(party: Party | undefined, role: string): SegmentText[] {
  if (!party) return [];
  const { address = {}, identifiers } = party;
  return [
    seg(
      'NAD',
      role,
      identifiers[0]?.value ?? '',
      '',
      party.name ?? '',
      address.line ?? '',
      address.cityName ?? '',
      address.countrySubDivision ?? '',
      address.postcode ?? '',
      address.countryCode ?? '',
    ),
    ...writeCommunication(party.contact),
  ];
}

function writeItem(item: ConsignmentItem): SegmentText[] {
  const [first, ...rest] = item.packaging;
  return [
    seg(
      'GID',
      String(item.sequenceNumeric),
      first ? [String(first.quantity), first.typeCode ?? ''] : '',
    ),
    ...rest.map((pack) => seg('PAC', String(pack.quantity), '', pack.typeCode ?? '')),
    ...optional(item.description, (text) => seg('FTX', 'AAA', '', '', text)),
    ...writeMass('G', item.grossMass),
    ...item.equipmentIds.map((id) => seg('SGP', id)),
    ...(item.dangerousGoods ?? []).map((goods) =>
      seg('DGS', 'IMD', goods.hazardClass ?? '', goods.undgId, '', goods.packingGroup ?? ''),
    ),
    ...optional(first?.marks, (marks) => seg('PCI', '24', marks)),
    ...optional(item.classification?.value, (code) => seg('CST', '', [code, '122'])),
  ];
}
