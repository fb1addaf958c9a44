/** Writes a manifest of one consignment as a Cargo-XML waybill (XFWB, iata:waybill:1). */
import type { Consignment, Manifest, Party } from '../../../chaincode/index.js';
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
      leaf('Name', 'Air Waybill'),
      leaf('TypeCode', typeCode),
      leaf(
        'PurposeCode',
        manifest.functionCode === '1'
          ? 'Deletion'
          : manifest.functionCode === '4'
            ? 'Update'
            : 'Creation',
      ),
      leaf('VersionID', '3.00'),
    ),
    node('rsm:BusinessHeaderDocument', leaf('ID', manifest.documentId)),
    writeConsignment(manifest, consignment),
  );
  const namespaces = { 'xmlns:rsm': 'iata:waybill:1', xmlns: 'iata:datamodel:3' };
  return writeXml({ ...root, attributes: namespaces });
}

function writeConsignment(manifest: Manifest, consignment: Consignment): XmlBranch {
  const { grossMass, grossVolume } = consignment;
  return node(
    'rsm:MasterConsignment',
    leaf('IncludedTareGrossWeightMeasure', grossMass?.value, {
      unitCode: grossMass?.unitCode ?? 'KGM',
    }),
    leaf('GrossVolumeMeasure', grossVolume?.value, { unitCode: grossVolume?.unitCode ?? 'MTQ' }),
    leaf('TotalPieceQuantity', consignment.totalPackageQuantity),
    consignment.consignor && writeParty('ConsignorParty', consignment.consignor),
    consignment.consignee && writeParty('ConsigneeParty', consignment.consignee),
    consignment.origin ? node('OriginLocation', leaf('ID', consignment.origin)) : undefined,
    consignment.finalDestination
      ? node('FinalDestinationLocation', leaf('ID', consignment.finalDestination))
      : undefined,
    writeMovement(manifest),
    ...consignment.specialHandling.map((code) =>
      node('HandlingSPHInstructions', leaf('DescriptionCode', code)),
    ),
    node('ApplicableRating', ...consignment.items.map(writeItem)),
  );
}

function writeMovement(manifest: Manifest): XmlBranch {
  const [departure, arrival] = (['departure', 'arrival'] as const).map((role) =>
    manifest.means.itinerary.find((call) => call.role === role),
  );
  return node(
    'SpecifiedLogisticsTransportMovement',
    leaf('ModeCode', manifest.means.modeCode),
    leaf('ID', manifest.means.identification),
    arrival &&
      node(
        'ArrivalEvent',
        leaf('ScheduledOccurrenceDateTime', arrival.scheduled),
        node('OccurrenceArrivalLocation', leaf('ID', arrival.location.value)),
      ),
    departure &&
      node(
        'DepartureEvent',
        leaf('ScheduledOccurrenceDateTime', departure.scheduled),
        node('OccurrenceDepartureLocation', leaf('ID', departure.location.value)),
      ),
  );
}

function writeItem(item: Consignment['items'][number]): XmlBranch {
  return node(
    'IncludedMasterConsignmentItem',
    leaf('SequenceNumeric', item.sequenceNumeric),
    leaf('TypeCode', item.classification?.value),
    leaf('GrossWeightMeasure', item.grossMass?.value, {
      unitCode: item.grossMass?.unitCode ?? 'KGM',
    }),
    leaf('PieceQuantity', item.packaging[0]?.quantity),
    item.description
      ? node('NatureIdentificationTransportCargo', leaf('Identification', item.description))
      : undefined,
  );
}

function writeParty(name: string, party: Party): XmlBranch {
  const { address, contact } = party;
  const phone = contact?.phones?.[0];
  return node(
    name,
    leaf('Name', party.name),
    leaf('AccountID', party.identifiers.find((id) => id.scheme === 'LOCAL')?.value),
    address
      ? node(
          'PostalStructuredAddress',
          leaf('PostcodeCode', address.postcode),
          leaf('StreetName', address.line),
          leaf('CityName', address.cityName),
          leaf('CountryID', address.countryCode),
        )
      : undefined,
    phone
      ? node(
          'DefinedTradeContact',
          node('DirectTelephoneCommunication', leaf('CompleteNumber', phone)),
        )
      : undefined,
  );
}
