/** Cargo-XML waybills (XFWB iata:waybill:1, XFZB iata:housewaybill:1) to manifests of one consignment. */
import type {
  Address,
  Call,
  Consignment,
  ConsignmentItem,
  CustomsInformation,
  Manifest,
  Party,
  TransportEquipment,
  TransportMeans,
} from '../../../chaincode/index.js';
import { isAirWaybillNumber, isHsCode } from '../identifiers.js';
import type { XmlElement } from './element.js';
import { all, at } from './element.js';
import type { DocumentMapping } from './mapping.js';

/** Maps a master or house waybill. */
export function mapWaybill(mapping: DocumentMapping): Manifest {
  const { root } = mapping;
  const isHouse = root.name === 'HouseWaybill';
  const header = at(root, 'BusinessHeaderDocument');
  const master = at(root, 'MasterConsignment');
  const consignment = isHouse ? (at(master, 'IncludedHouseConsignment') ?? master) : master;
  const documentId = mapping.text(header, ['ID'], '/documentId');
  const typeCode = mapping.text(at(root, 'MessageHeaderDocument'), ['TypeCode']);
  const masterId = isHouse
    ? mapping.text(master, ['TransportContractDocument', 'ID'], '/consignments/0/masterId')
    : undefined;
  if (documentId !== undefined && !isHouse) checkWaybillNumber(mapping, documentId);
  const mapped = mapConsignment(
    mapping,
    consignment,
    documentId ?? '',
    typeCode ?? (isHouse ? '703' : '741'),
  );
  const { origin, finalDestination } = mapped;
  return {
    kind: 'manifest',
    messageType: isHouse ? 'XFZB' : 'XFWB',
    ...(documentId ? { documentId } : {}),
    functionCode: purposeOf(
      mapping.text(at(root, 'MessageHeaderDocument'), ['PurposeCode'], '/functionCode'),
    ),
    means: mapMeans(mapping, consignment, master),
    ...(origin ? { loadingLocation: origin } : {}),
    ...(finalDestination ? { unloadingLocation: finalDestination } : {}),
    consignments: [masterId ? { ...mapped, masterId } : mapped],
    equipment: mapEquipment(mapping, consignment),
  };
}

function checkWaybillNumber(mapping: DocumentMapping, id: string): void {
  if (isAirWaybillNumber(id)) return;
  mapping.trace.note({
    ...{ code: 'AWB_CHECK_DIGIT', severity: 'warn', path: '/documentId', value: id },
    ...{ message: `${id} is no air waybill number by its check digit`, repair: 'check the number' },
  });
}

/** Cargo-XML purpose to UNTDID 1225. */
function purposeOf(purpose: string | undefined): string {
  if (purpose === 'Deletion' || purpose === 'Cancellation') return '1';
  return purpose === 'Update' ? '4' : '9';
}

function mapConsignment(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  id: string,
  typeCode: string,
): Consignment {
  const base = '/consignments/0';
  const origin = mapping.text(element, ['OriginLocation', 'ID'], `${base}/origin`);
  const finalDestination = mapping.text(
    element,
    ['FinalDestinationLocation', 'ID'],
    `${base}/finalDestination`,
  );
  const totalPackageQuantity = mapping.count(
    element,
    ['TotalPieceQuantity'],
    `${base}/totalPackageQuantity`,
  );
  const grossMass = mapping.measure(
    element,
    ['IncludedTareGrossWeightMeasure'],
    `${base}/grossMass`,
    'KGM',
  );
  const grossVolume = mapping.measure(
    element,
    ['GrossVolumeMeasure'],
    `${base}/grossVolume`,
    'MTQ',
  );
  const parties = {
    consignor: mapParty(mapping, at(element, 'ConsignorParty'), 'CZ', `${base}/consignor`),
    consignee: mapParty(mapping, at(element, 'ConsigneeParty'), 'CN', `${base}/consignee`),
    notifyParty: mapParty(mapping, notifyParty(element), 'NI', `${base}/notifyParty`),
    freightForwarder: mapParty(
      mapping,
      at(element, 'FreightForwarderParty'),
      'FW',
      `${base}/freightForwarder`,
    ),
  };
  return {
    transportContractDocument: { id, typeCode },
    ...withoutAbsent(parties),
    ...withoutAbsent({ origin, finalDestination, totalPackageQuantity, grossMass, grossVolume }),
    specialHandling: all(element, 'HandlingSPHInstructions').flatMap((instruction, i) => {
      const code = mapping.text(instruction, ['DescriptionCode'], `${base}/specialHandling/${i}`);
      return code ? [code] : [];
    }),
    items: mapItems(mapping, element, `${base}/items`),
    customsInfo: all(element, 'IncludedCustomsNote').map((note, i) =>
      mapCustomsNote(mapping, note, `${base}/customsInfo/${i}`),
    ),
  };
}

function notifyParty(element: XmlElement | undefined): XmlElement | undefined {
  return (
    at(element, 'NotifyParty') ??
    all(element, 'AssociatedParty').find((party) => at(party, 'RoleCode')?.text.trim() === 'NI')
  );
}

function mapParty(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  role: string,
  pointer: string,
): Party | undefined {
  if (!element) return undefined;
  mapping.take(element, pointer);
  const name = mapping.text(element, ['Name'], `${pointer}/name`);
  const account = mapping.text(element, ['AccountID'], `${pointer}/identifiers`);
  const agent = mapping.text(element, ['CargoAgentID'], `${pointer}/identifiers`);
  const address = mapAddress(
    mapping,
    at(element, 'PostalStructuredAddress') ?? at(element, 'FreightForwarderAddress'),
    `${pointer}/address`,
  );
  const contact = at(element, 'DefinedTradeContact');
  const phone = mapping.text(
    contact,
    ['DirectTelephoneCommunication', 'CompleteNumber'],
    `${pointer}/contact/phones/0`,
  );
  const email = mapping.text(
    contact,
    ['URIEmailCommunication', 'URIID'],
    `${pointer}/contact/emails/0`,
  );
  const person = mapping.text(contact, ['PersonName'], `${pointer}/contact/name`);
  return {
    role,
    ...(name ? { name } : {}),
    identifiers: [
      ...(account ? [{ scheme: 'LOCAL' as const, value: account }] : []),
      ...(agent ? [{ scheme: 'IATA-AGENT' as const, value: agent }] : []),
    ],
    ...(address ? { address } : {}),
    ...(phone || email || person
      ? {
          contact: withoutAbsent({
            name: person,
            phones: phone ? [phone] : undefined,
            emails: email ? [email] : undefined,
          }),
        }
      : {}),
  };
}

function mapAddress(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  pointer: string,
): Address | undefined {
  if (!element) return undefined;
  const address = withoutAbsent({
    line: mapping.text(element, ['StreetName'], `${pointer}/line`),
    cityName: mapping.text(element, ['CityName'], `${pointer}/cityName`),
    postcode: mapping.text(element, ['PostcodeCode'], `${pointer}/postcode`),
    countrySubDivision: mapping.text(
      element,
      ['CountrySubDivisionID'],
      `${pointer}/countrySubDivision`,
    ),
    countryCode: mapping.text(element, ['CountryID'], `${pointer}/countryCode`),
  });
  return Object.keys(address).length > 0 ? address : undefined;
}

function mapCustomsNote(
  mapping: DocumentMapping,
  note: XmlElement,
  pointer: string,
): CustomsInformation {
  const country = mapping.text(note, ['CountryID'], `${pointer}/country`);
  const subjectCode = mapping.text(note, ['SubjectCode'], `${pointer}/subjectCode`);
  const contentCode = mapping.text(note, ['ContentCode'], `${pointer}/contentCode`);
  const text = mapping.text(note, ['Content'], `${pointer}/text`) ?? '';
  return { ...withoutAbsent({ country, subjectCode, contentCode }), text };
}

function mapMeans(
  mapping: DocumentMapping,
  consignment: XmlElement | undefined,
  master: XmlElement | undefined,
): TransportMeans {
  const movements = [consignment, master === consignment ? undefined : master].flatMap((element) =>
    all(element, 'SpecifiedLogisticsTransportMovement'),
  );
  const [first] = movements;
  const flight = mapping.text(first, ['ID'], '/means/identification');
  const modeCode = mapping.text(first, ['ModeCode'], '/means/modeCode');
  const itinerary = movements.flatMap((movement, i) =>
    mapCalls(mapping, movement, `/means/itinerary/${i * 2}`),
  );
  return {
    modeCode: modeCode ?? '4',
    ...(flight
      ? { identification: flight, identificationTypeCode: '40', conveyanceReferenceId: flight }
      : {}),
    itinerary,
  };
}

function mapCalls(mapping: DocumentMapping, movement: XmlElement, pointer: string): Call[] {
  const events = [
    ['departure', at(movement, 'DepartureEvent'), 'Departure'],
    ['arrival', at(movement, 'ArrivalEvent'), 'Arrival'],
  ] as const;
  return events.flatMap(([role, event, word]) => {
    const place = mapping.text(event, [`Occurrence${word}Location`, 'ID'], `${pointer}/location`);
    if (!place) return [];
    const scheduled = mapping.text(event, ['ScheduledOccurrenceDateTime'], `${pointer}/scheduled`);
    const location = { value: place, list: 'IATA3' as const };
    return [{ location, role, ...(scheduled ? { scheduled } : {}) }];
  });
}

function mapItems(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  pointer: string,
): ConsignmentItem[] {
  const holders = [element, ...all(element, 'ApplicableRating')];
  const found = holders.flatMap((holder) => [
    ...all(holder, 'IncludedMasterConsignmentItem'),
    ...all(holder, 'IncludedHouseConsignmentItem'),
  ]);
  return found.map((item, i) => mapItem(mapping, item, i + 1, `${pointer}/${i}`));
}

function mapItem(
  mapping: DocumentMapping,
  item: XmlElement,
  sequence: number,
  pointer: string,
): ConsignmentItem {
  const description = mapping.text(
    item,
    ['NatureIdentificationTransportCargo', 'Identification'],
    `${pointer}/description`,
  );
  const pieces = mapping.count(item, ['PieceQuantity'], `${pointer}/packaging/0/quantity`);
  const code = mapping.text(item, ['TypeCode'], `${pointer}/classification`);
  const grossMass = mapping.measure(item, ['GrossWeightMeasure'], `${pointer}/grossMass`, 'KGM');
  const originCountry = mapping.text(item, ['OriginCountry', 'ID'], `${pointer}/originCountry`);
  const equipmentIds = all(item, 'AssociatedUnitLoadTransportEquipment').flatMap((uld) => {
    const id = uldId(mapping, uld);
    return id ? [id] : [];
  });
  return {
    sequenceNumeric:
      mapping.count(item, ['SequenceNumeric'], `${pointer}/sequenceNumeric`) ?? sequence,
    ...withoutAbsent({ description, originCountry, grossMass }),
    ...(code && isHsCode(code) ? { classification: { value: code, list: 'HS2022' as const } } : {}),
    packaging: pieces === undefined ? [] : [{ quantity: pieces }],
    equipmentIds,
  };
}

function mapEquipment(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
): TransportEquipment[] {
  const holders = [
    element,
    ...all(element, 'ApplicableRating').flatMap((rating) => rating.children),
  ];
  const units = holders.flatMap((holder) => all(holder, 'AssociatedUnitLoadTransportEquipment'));
  return units.flatMap((uld, i) => {
    const id = uldId(mapping, uld, `/equipment/${i}/id`);
    return id ? [{ id, typeCode: 'ULD', seals: [] }] : [];
  });
}

/** Type code, serial and owner together are the ULD's id: AKE 12345 XX. */
function uldId(mapping: DocumentMapping, uld: XmlElement, pointer?: string): string | undefined {
  const serial = mapping.text(uld, ['ID'], pointer);
  if (!serial) return undefined;
  const type = mapping.text(uld, ['CharacteristicCode']) ?? '';
  const owner = mapping.text(uld, ['OperatingParty', 'PrimaryID']) ?? '';
  return serial.startsWith(type)
    ? `${serial}${serial.endsWith(owner) ? '' : owner}`
    : `${type}${serial}${owner}`;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops members without a value. */
export function withoutAbsent<T extends Record<string, unknown>>(values: T): Present<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, v]) => v !== undefined),
  ) as Present<T>;
}
