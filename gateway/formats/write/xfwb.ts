/** Writes a manifest of one consignment as a Cargo-XML waybill (XFWB, iata:waybill:1). */
import type { Call, Consignment, Contact, Manifest, Party } from '../../../chaincode/index.js';
import type { XmlBranch } from './xml-text.js';
import { leaf, node, writeXml } from './xml-text.js';

/** The document text; throws RangeError when the manifest does not hold exactly one consignment. */
export function writeXfwb(manifest: Manifest): string {
  const [consignment, second] = manifest.consignments;
  if (!consignment || second) throw new RangeError('a waybill holds exactly one consignment');
  const { id, typeCode } = consignment.transportContractDocument;
  const root = node(
    'rsm:Waybill',
    node(
      'rsm:MessageHeaderDocument',
      leaf('ID', id),
      leaf('Name', typeCode === '741' ? 'Master Air Waybill' : 'Air Waybill'),
      leaf('TypeCode', typeCode),
      leaf('PurposeCode', PURPOSES[manifest.functionCode] ?? 'Creation'),
      leaf('VersionID', '3.00'),
    ),
    node('rsm:BusinessHeaderDocument', leaf('ID', manifest.documentId ?? id)),
    writeConsignment(manifest, consignment),
  );
  const namespaces = { 'xmlns:rsm': 'iata:waybill:1', xmlns: 'iata:datamodel:3' };
  return writeXml({ ...root, attributes: namespaces });
}

/** UNTDID 1225 to Cargo-XML purpose. */
const PURPOSES: Readonly<Record<string, string>> = {
  '9': 'Creation',
  '4': 'Update',
  '1': 'Deletion',
};

function writeConsignment(manifest: Manifest, consignment: Consignment): XmlBranch {
  const { grossMass, grossVolume } = consignment;
  return node(
    'rsm:MasterConsignment',
    leaf('IncludedTareGrossWeightMeasure', grossMass?.value, unit(grossMass?.unitCode)),
    leaf('GrossVolumeMeasure', grossVolume?.value, unit(grossVolume?.unitCode)),
    leaf('TotalPieceQuantity', consignment.totalPackageQuantity),
    writeParty('ConsignorParty', consignment.consignor),
    writeParty('ConsigneeParty', consignment.consignee),
    writeParty('FreightForwarderParty', consignment.freightForwarder),
    consignment.notifyParty && associated(consignment.notifyParty),
    consignment.origin ? node('OriginLocation', leaf('ID', consignment.origin)) : undefined,
    consignment.finalDestination
      ? node('FinalDestinationLocation', leaf('ID', consignment.finalDestination))
      : undefined,
    ...writeMovements(manifest),
    ...consignment.specialHandling.map((code) =>
      node('HandlingSPHInstructions', leaf('DescriptionCode', code)),
    ),
    ...consignment.customsInfo.map((info) =>
      node(
        'IncludedCustomsNote',
        leaf('ContentCode', info.contentCode),
        leaf('Content', info.text),
        leaf('SubjectCode', info.subjectCode),
        leaf('CountryID', info.country),
      ),
    ),
    node('ApplicableRating', ...consignment.items.map(writeItem)),
  );
}

/** Each departure opens a movement; the arrival after it closes it. */
function writeMovements({ means }: Manifest): XmlBranch[] {
  const movements: Call[][] = [];
  for (const call of means.itinerary) {
    const open = movements[movements.length - 1];
    const isOpen = open?.length === 1 && open[0]?.role === 'departure';
    if (isOpen && call.role === 'arrival') open.push(call);
    else movements.push([call]);
  }
  if (movements.length === 0) movements.push([]);
  const carrier = means.carrier?.identifiers[0]?.value;
  return movements.map((calls, i) =>
    node(
      'SpecifiedLogisticsTransportMovement',
      leaf('StageCode', 'Main-Carriage'),
      leaf('ModeCode', means.modeCode),
      leaf('ID', calls[0]?.conveyanceReferenceId ?? means.identification),
      leaf('SequenceNumeric', i + 1),
      carrier === undefined
        ? undefined
        : node('UsedLogisticsTransportMeans', leaf('Name', carrier)),
      ...calls.toReversed().map(writeEvent),
    ),
  );
}

function writeEvent(call: Call): XmlBranch {
  const word = call.role === 'departure' ? 'Departure' : 'Arrival';
  return node(
    `${word}Event`,
    leaf('ScheduledOccurrenceDateTime', call.scheduled),
    leaf('ActualOccurrenceDateTime', call.actual),
    node(`Occurrence${word}Location`, leaf('ID', call.location.value), leaf('TypeCode', 'Airport')),
  );
}

function writeItem(item: Consignment['items'][number]): XmlBranch {
  return node(
    'IncludedMasterConsignmentItem',
    leaf('SequenceNumeric', item.sequenceNumeric),
    leaf('TypeCode', item.classification?.value),
    leaf('GrossWeightMeasure', item.grossMass?.value, unit(item.grossMass?.unitCode)),
    leaf('PieceQuantity', item.packaging[0]?.quantity),
    item.description
      ? node('NatureIdentificationTransportCargo', leaf('Identification', item.description))
      : undefined,
    item.originCountry ? node('OriginCountry', leaf('ID', item.originCountry)) : undefined,
    ...item.equipmentIds.map(writeUnit),
  );
}

/** Type code, serial and owner of a ULD each have their own element. */
function writeUnit(id: string): XmlBranch {
  const [, type, serial, owner] = /^([A-Z]{3})(\d+)([A-Z0-9]{2})$/.exec(id) ?? [];
  return node(
    'AssociatedUnitLoadTransportEquipment',
    leaf('ID', serial ?? id),
    leaf('CharacteristicCode', type),
    owner === undefined ? undefined : node('OperatingParty', leaf('PrimaryID', owner)),
  );
}

function associated(party: Party): XmlBranch | undefined {
  const branch = writeParty('AssociatedParty', party);
  return branch && { ...branch, children: [...branch.children, leaf('RoleCode', 'NI')] };
}

function writeParty(name: string, party: Party | undefined): XmlBranch | undefined {
  if (!party) return undefined;
  const { address, contact, identifiers } = party;
  const account = identifiers.find(({ scheme }) => scheme === 'LOCAL')?.value;
  const agent = identifiers.find(({ scheme }) => scheme === 'IATA-AGENT')?.value;
  const isForwarder = name === 'FreightForwarderParty';
  return node(
    name,
    leaf('Name', party.name),
    leaf('AccountID', account),
    leaf('CargoAgentID', agent),
    address
      ? node(
          isForwarder ? 'FreightForwarderAddress' : 'PostalStructuredAddress',
          leaf('PostcodeCode', address.postcode),
          leaf('StreetName', address.line),
          leaf('CityName', address.cityName),
          leaf('CountryID', address.countryCode),
          leaf('CountrySubDivisionName', address.countrySubDivision),
        )
      : undefined,
    contact && writeContact(contact),
  );
}

function writeContact({ name, phones = [], emails = [] }: Contact): XmlBranch {
  return node(
    'DefinedTradeContact',
    leaf('PersonName', name),
    ...phones.map((phone) => node('DirectTelephoneCommunication', leaf('CompleteNumber', phone))),
    ...emails.map((email) => node('URIEmailCommunication', leaf('URIID', email))),
  );
}

function unit(unitCode: string | undefined): Readonly<Record<string, string>> {
  return unitCode === undefined ? {} : { unitCode };
}
