/** Writes a declaration as WCO Data Model DEC 3.6. Seals, itinerary and status have no place in it. */
import type { Declaration, Party, TransportMeans } from '../../../chaincode/index.js';
import { writeGoodsItem } from './wco-item.js';
import { document, measure, money, statement } from './wco-parts.js';
import type { XmlBranch } from './xml-text.js';
import { leaf, node, writeXml } from './xml-text.js';

/** The document text. */
export function writeWcoDeclaration(declaration: Declaration): string {
  const { goodsShipment, totals, declaredOn, presentationOffice } = declaration;
  const element = node(
    'Declaration',
    leaf('FunctionCode', declaration.functionCode),
    leaf('FunctionalReferenceID', declaration.functionalReferenceId),
    leaf('ID', declaration.id),
    leaf('TypeCode', declaration.typeCode),
    leaf('GoodsItemQuantity', goodsShipment.items.length),
    money('InvoiceAmount', totals.invoice),
    measure('TotalGrossMassMeasure', totals.grossMass),
    leaf('TotalPackageQuantity', totals.packages),
    declaredOn === undefined ? undefined : acceptance(declaredOn),
    ...declaration.additionalInformation.map(statement),
    party('Agent', declaration.agent),
    declaration.borderTransportMeans && borderMeans(declaration.borderTransportMeans),
    party('Declarant', declaration.declarant),
    party('Exporter', declaration.exporter),
    goodsShipmentOf(declaration),
    presentationOffice === undefined
      ? undefined
      : node('PresentationOffice', leaf('ID', presentationOffice)),
  );
  const root = node(
    'md:MetaData',
    leaf('md:WCODataModelVersionCode', '3.6'),
    leaf('md:WCOTypeName', 'DEC'),
    { ...element, attributes: { xmlns: 'urn:wco:datamodel:WCO:DEC-DMS:2' } },
  );
  const metadata = 'urn:wco:datamodel:WCO:DocumentMetaData-DMS:2';
  return writeXml({ ...root, attributes: { 'xmlns:md': metadata } });
}

function acceptance(day: string): XmlBranch {
  const text = leaf('DateTimeString', day.replaceAll('-', ''), { formatCode: '102' });
  return node('AcceptanceDateTime', text);
}

function borderMeans(means: TransportMeans): XmlBranch {
  return node(
    'BorderTransportMeans',
    leaf('Name', means.name),
    leaf('ID', means.identification),
    leaf('IdentificationTypeCode', means.identificationTypeCode),
    leaf('JourneyID', means.conveyanceReferenceId),
    leaf('RegistrationNationalityCode', means.registrationNationalityCode),
    leaf('ModeCode', means.modeCode),
  );
}

function goodsShipmentOf(declaration: Declaration): XmlBranch {
  const { goodsShipment: shipment } = declaration;
  return node(
    'GoodsShipment',
    party('Buyer', declaration.buyer),
    consignment(shipment.consignmentRef, shipment.equipmentIds),
    wrapped('Destination', 'CountryCode', shipment.destination),
    wrapped('ExportCountry', 'ID', shipment.exportCountry),
    ...shipment.items.map(writeGoodsItem),
    party('Importer', declaration.importer),
    ...shipment.previousDocuments.map((reference) => document('PreviousDocument', reference)),
    party('Seller', declaration.seller),
    wrapped('TradeTerms', 'ConditionCode', shipment.tradeTerms),
    wrapped('UCR', 'TraderAssignedReferenceID', shipment.ucr),
  );
}

function consignment(
  reference: string | undefined,
  equipmentIds: readonly string[],
): XmlBranch | undefined {
  if (reference === undefined && equipmentIds.length === 0) return undefined;
  return node(
    'Consignment',
    wrapped('TransportContractDocument', 'ID', reference),
    ...equipmentIds.map((id, i) =>
      node('TransportEquipment', leaf('SequenceNumeric', i + 1), leaf('ID', id)),
    ),
  );
}

function party(name: string, value: Party | undefined): XmlBranch | undefined {
  if (!value) return undefined;
  const { address, contact } = value;
  return node(
    name,
    leaf('Name', value.name),
    leaf('ID', value.identifiers[0]?.value),
    address
      ? node(
          'Address',
          leaf('CityName', address.cityName),
          leaf('CountryCode', address.countryCode),
          leaf('CountrySubDivisionName', address.countrySubDivision),
          leaf('Line', address.line),
          leaf('PostcodeID', address.postcode),
        )
      : undefined,
    ...(contact?.phones ?? []).map((phone) => communication(phone, 'TE')),
    ...(contact?.emails ?? []).map((email) => communication(email, 'EM')),
  );
}

function communication(id: string, typeCode: string): XmlBranch {
  return node('Communication', leaf('ID', id), leaf('TypeCode', typeCode));
}

function wrapped(name: string, inner: string, value: string | undefined): XmlBranch | undefined {
  return value === undefined ? undefined : node(name, leaf(inner, value));
}
