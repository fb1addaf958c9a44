/** Cargo-XML waybills (XFWB iata:waybill:1, XFZB iata:housewaybill:1) to manifests of one consignment. */
import type {
  Call,
  Consignment,
  CustomsInformation,
  Manifest,
  Party,
  TransportMeans,
} from '../../../chaincode/index.js';
import { present } from '../present.js';
import { table } from '../table.js';
import type { XmlElement } from './element.js';
import { all, at } from './element.js';
import type { DocumentMapping } from './mapping.js';
import { mapUnits, mapWaybillItems } from './waybill-items.js';
import { mapWaybillParty, notifyParty } from './waybill-party.js';

const BASE = '/consignments/0';

/** Maps a master or house waybill. */
export function mapWaybill(mapping: DocumentMapping, root: XmlElement): Manifest {
  const isHouse = root.name === 'HouseWaybill';
  const master = at(root, 'MasterConsignment');
  const consignment = isHouse ? (at(master, 'IncludedHouseConsignment') ?? master) : master;
  const documentId = mapping.text(root, ['BusinessHeaderDocument', 'ID'], '/documentId');
  if (documentId === undefined) noNumber(mapping, root);
  // The house consignment repeats the number of the house waybill.
  mapping.implied(consignment, ['ID'], documentId ?? '');
  const purpose = mapping.text(root, ['MessageHeaderDocument', 'PurposeCode'], '/functionCode');
  const { origin, finalDestination } = endsOf(mapping, consignment, master);
  return {
    ...{ kind: 'manifest', messageType: isHouse ? 'XFZB' : 'XFWB' },
    ...(documentId ? { documentId } : {}),
    functionCode: (purpose && PURPOSES[purpose]) ?? '9',
    means: mapMeans(mapping, [consignment, ...(isHouse ? [master] : [])]),
    ...present({ loadingLocation: origin, unloadingLocation: finalDestination }),
    consignments: [
      {
        transportContractDocument: {
          id: documentId ?? '',
          typeCode: typeCodeOf(mapping, root, isHouse),
        },
        ...present({ masterId: isHouse ? masterIdOf(mapping, master) : undefined }),
        ...mapConsignment(mapping, consignment),
        ...present({ origin, finalDestination }),
      },
    ],
    equipment: mapUnits(mapping, consignment),
  };
}

/** Cargo-XML purpose to UNTDID 1225. */
const PURPOSES = table<string>({
  Creation: '9',
  Update: '4',
  Deletion: '1',
  Cancellation: '1',
});

function noNumber(mapping: DocumentMapping, root: XmlElement): void {
  mapping.note(root, {
    ...{ code: 'WAYBILL_NUMBER_MISSING', severity: 'error', path: '/documentId' },
    message: 'the waybill has no number',
    repair: 'send BusinessHeaderDocument/ID',
  });
}

function typeCodeOf(mapping: DocumentMapping, root: XmlElement, isHouse: boolean): string {
  const pointer = `${BASE}/transportContractDocument/typeCode`;
  const number = at(root, 'BusinessHeaderDocument', 'ID');
  if (number) mapping.span(number, `${BASE}/transportContractDocument/id`);
  const code = mapping.text(root, ['MessageHeaderDocument', 'TypeCode'], pointer);
  return code ?? (isHouse ? '703' : '741');
}

function masterIdOf(mapping: DocumentMapping, master: XmlElement | undefined): string | undefined {
  const pointer = `${BASE}/masterId`;
  return mapping.text(master, ['TransportContractDocument', 'ID'], pointer);
}

/** Origin and destination of the consignment; a house waybill may give those of the master alone. */
function endsOf(
  mapping: DocumentMapping,
  consignment: XmlElement | undefined,
  master: XmlElement | undefined,
): { origin: string | undefined; finalDestination: string | undefined } {
  const read = (name: string, field: string, end: string): string | undefined => {
    const source = [consignment, master].find((element) => at(element, name, 'ID'));
    const place = mapping.text(source, [name, 'ID'], `${BASE}/${field}`);
    const element = at(source, name, 'ID');
    if (place !== undefined && element) mapping.span(element, `/${end}`);
    return place;
  };
  return {
    origin: read('OriginLocation', 'origin', 'loadingLocation'),
    finalDestination: read('FinalDestinationLocation', 'finalDestination', 'unloadingLocation'),
  };
}

function mapConsignment(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
): Omit<Consignment, 'transportContractDocument'> {
  const party = (source: XmlElement | undefined, role: string, field: string): Party | undefined =>
    mapWaybillParty(mapping, source, role, `${BASE}/${field}`);
  const gross = ['IncludedTareGrossWeightMeasure'];
  return {
    ...present({
      consignor: party(at(element, 'ConsignorParty'), 'CZ', 'consignor'),
      consignee: party(at(element, 'ConsigneeParty'), 'CN', 'consignee'),
      notifyParty: party(notifyParty(element), 'NI', 'notifyParty'),
      freightForwarder: party(at(element, 'FreightForwarderParty'), 'FW', 'freightForwarder'),
      totalPackageQuantity: mapping.count(
        element,
        ['TotalPieceQuantity'],
        `${BASE}/totalPackageQuantity`,
      ),
      grossMass: mapping.measure(element, gross, `${BASE}/grossMass`, 'KGM'),
      grossVolume: mapping.measure(element, ['GrossVolumeMeasure'], `${BASE}/grossVolume`, 'MTQ'),
    }),
    specialHandling: all(element, 'HandlingSPHInstructions').flatMap(
      (sph, i) => mapping.text(sph, ['DescriptionCode'], `${BASE}/specialHandling/${i}`) ?? [],
    ),
    items: mapWaybillItems(mapping, element, `${BASE}/items`),
    customsInfo: all(element, 'IncludedCustomsNote').map((note, i) =>
      mapCustomsNote(mapping, note, `${BASE}/customsInfo/${i}`),
    ),
  };
}

/** An OCI line. */
function mapCustomsNote(
  mapping: DocumentMapping,
  note: XmlElement,
  pointer: string,
): CustomsInformation {
  return {
    ...present({
      country: mapping.text(note, ['CountryID'], `${pointer}/country`),
      subjectCode: mapping.text(note, ['SubjectCode'], `${pointer}/subjectCode`),
      contentCode: mapping.text(note, ['ContentCode'], `${pointer}/contentCode`),
    }),
    text: mapping.text(note, ['Content'], `${pointer}/text`) ?? '',
  };
}

/** The first flight is the manifest's; calls of further flights carry their own flight number. */
function mapMeans(
  mapping: DocumentMapping,
  holders: readonly (XmlElement | undefined)[],
): TransportMeans {
  const movements = holders.flatMap((holder) => all(holder, 'SpecifiedLogisticsTransportMovement'));
  const [first] = movements;
  const flight = mapping.text(first, ['ID'], '/means/identification');
  const number = at(first, 'ID');
  if (number) mapping.span(number, '/means/conveyanceReferenceId');
  const modeCode = mapping.text(first, ['ModeCode'], '/means/modeCode');
  const carrier = mapping.text(
    first,
    ['UsedLogisticsTransportMeans', 'Name'],
    '/means/carrier/identifiers/0',
  );
  const itinerary: Call[] = [];
  movements.forEach((movement, i) => {
    mapping.implied(movement, ['SequenceNumeric'], String(i + 1));
    if (i > 0) impliedMovement(mapping, movement, modeCode, carrier);
    itinerary.push(...mapCalls(mapping, movement, { first: itinerary.length, flight }));
  });
  return {
    modeCode: modeCode ?? '4',
    ...(flight
      ? { identification: flight, identificationTypeCode: '40', conveyanceReferenceId: flight }
      : {}),
    ...(carrier
      ? { carrier: { role: 'CA', identifiers: [{ scheme: 'IATA-CARRIER', value: carrier }] } }
      : {}),
    itinerary,
  };
}

/** Mode and carrier of a further flight are implied when they are those of the first. */
function impliedMovement(
  mapping: DocumentMapping,
  movement: XmlElement,
  modeCode: string | undefined,
  carrier: string | undefined,
): void {
  mapping.implied(movement, ['ModeCode'], modeCode ?? '');
  mapping.implied(movement, ['UsedLogisticsTransportMeans', 'Name'], carrier ?? '');
}

function mapCalls(
  mapping: DocumentMapping,
  movement: XmlElement,
  { first, flight }: { first: number; flight: string | undefined },
): Call[] {
  const calls: Call[] = [];
  for (const [role, word] of ENDS) {
    const event = at(movement, `${word}Event`);
    const pointer = `/means/itinerary/${first + calls.length}`;
    const place = mapping.text(event, [`Occurrence${word}Location`, 'ID'], `${pointer}/location`);
    if (!event || place === undefined) continue;
    mapping.span(event, `${pointer}/role`);
    mapping.implied(event, [`Occurrence${word}Location`, 'TypeCode'], 'Airport');
    const number = mapping.text(movement, ['ID']);
    const other = number === flight ? undefined : number;
    if (other !== undefined) mapping.span(movement, `${pointer}/conveyanceReferenceId`);
    calls.push({
      location: { value: place, list: 'IATA3' },
      role,
      ...present({
        scheduled: mapping.text(event, ['ScheduledOccurrenceDateTime'], `${pointer}/scheduled`),
        actual: mapping.text(event, ['ActualOccurrenceDateTime'], `${pointer}/actual`),
        conveyanceReferenceId: other,
      }),
    });
  }
  return calls;
}

const ENDS = [
  ['departure', 'Departure'],
  ['arrival', 'Arrival'],
] as const;
