/** WCO Data Model declarations (DEC 3.6 as HMRC publishes it, and its kin) to the canonical declaration. */
import type {
  AdditionalInformation,
  Code,
  Declaration,
  DocumentReference,
  DutyTaxFee,
  GoodsShipment,
  GovernmentAgencyGoodsItem,
  Packaging,
  Party,
  TransportMeans,
} from '../../../chaincode/index.js';
import { isHsCode } from '../identifiers.js';
import type { XmlElement } from './element.js';
import { all, at } from './element.js';
import type { DocumentMapping } from './mapping.js';
import { withoutAbsent } from './waybill.js';

/** Maps the Declaration element; the root may be the MetaData wrapper around it. */
export function mapDeclaration(mapping: DocumentMapping, element: XmlElement): Declaration {
  const typeCode = mapping.text(element, ['TypeCode'], '/typeCode') ?? '';
  const reference = mapping.text(element, ['FunctionalReferenceID'], '/functionalReferenceId');
  if (reference === undefined) noReference(mapping, element);
  const packages = mapping.count(element, ['TotalPackageQuantity'], '/totals/packages');
  const grossMass = mapping.measure(element, ['TotalGrossMassMeasure'], '/totals/grossMass', 'KGM');
  const invoice = mapping.money(element, ['InvoiceAmount'], '/totals/invoice');
  checkItemCount(mapping, element);
  return {
    kind: 'declaration',
    functionCode: mapping.text(element, ['FunctionCode'], '/functionCode') ?? '9',
    functionalReferenceId: reference ?? '',
    ...withoutAbsent({
      id: mapping.text(element, ['ID'], '/id'),
      declaredOn: acceptanceDate(mapping, element),
      presentationOffice: mapping.text(
        element,
        ['PresentationOffice', 'ID'],
        '/presentationOffice',
      ),
    }),
    typeCode,
    procedureCategory: categoryOf(typeCode),
    ...mapParties(mapping, element),
    goodsShipment: mapShipment(mapping, at(element, 'GoodsShipment')),
    ...withoutAbsent({
      borderTransportMeans: mapBorderMeans(mapping, at(element, 'BorderTransportMeans')),
    }),
    totals: withoutAbsent({ packages, grossMass, invoice }),
    additionalInformation: mapStatements(mapping, element, '/additionalInformation'),
    status: 'lodged',
  };
}

function noReference(mapping: DocumentMapping, element: XmlElement): void {
  mapping.trace.note({
    ...{ code: 'LRN_MISSING', severity: 'error', path: '/functionalReferenceId' },
    message: 'the declaration has no FunctionalReferenceID (LRN)',
    ...{
      repair: 'send the local reference number',
      at: { offset: element.offset, line: element.line },
    },
  });
}

function checkItemCount(mapping: DocumentMapping, element: XmlElement): void {
  const promised = mapping.count(element, ['GoodsItemQuantity'], '/goodsShipment/items');
  const read = all(at(element, 'GoodsShipment'), 'GovernmentAgencyGoodsItem').length;
  if (promised === undefined || promised === read) return;
  mapping.trace.note({
    ...{
      code: 'ITEM_COUNT',
      severity: 'warn',
      path: '/goodsShipment/items',
      value: String(promised),
    },
    ...{ message: `GoodsItemQuantity says ${promised}, ${read} were read`, repair: `send ${read}` },
  });
}

/** DateTimeString of AcceptanceDateTime: format 102, or 304 with time and zone. */
function acceptanceDate(mapping: DocumentMapping, element: XmlElement): string | undefined {
  const text =
    mapping.text(element, ['AcceptanceDateTime', 'DateTimeString'], '/declaredOn') ??
    mapping.text(element, ['AcceptanceDateTime'], '/declaredOn');
  const match = text === undefined ? null : /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  return match ? `${match[1]}-${match[2]}-${match[3]}` : text;
}

function categoryOf(typeCode: string): Declaration['procedureCategory'] {
  if (typeCode.startsWith('IM')) return 'import';
  if (typeCode.startsWith('EX') || typeCode.startsWith('CO')) return 'export';
  return typeCode.startsWith('T') ? 'transit' : 'other';
}

const PARTIES = {
  declarant: ['Declarant', 'DT'],
  agent: ['Agent', 'AG'],
  exporter: ['Exporter', 'EX'],
  importer: ['Importer', 'IM'],
  seller: ['Seller', 'SE'],
  buyer: ['Buyer', 'BY'],
} as const;

function mapParties(
  mapping: DocumentMapping,
  element: XmlElement,
): Partial<Record<keyof typeof PARTIES, Party>> {
  const shipment = at(element, 'GoodsShipment');
  const parties: Partial<Record<keyof typeof PARTIES, Party>> = {};
  for (const [field, [name, role]] of Object.entries(PARTIES)) {
    const source = at(element, name) ?? at(shipment, name);
    const party = source && mapParty(mapping, source, role, `/${field}`);
    if (party) parties[field as keyof typeof PARTIES] = party;
  }
  return parties;
}

function mapParty(
  mapping: DocumentMapping,
  element: XmlElement,
  role: string,
  pointer: string,
): Party | undefined {
  const id = mapping.text(element, ['ID'], `${pointer}/identifiers/0`);
  const name = mapping.text(element, ['Name'], `${pointer}/name`);
  const source = at(element, 'Address');
  const address = withoutAbsent({
    line: mapping.text(source, ['Line'], `${pointer}/address/line`),
    cityName: mapping.text(source, ['CityName'], `${pointer}/address/cityName`),
    postcode: mapping.text(source, ['PostcodeID'], `${pointer}/address/postcode`),
    countryCode: mapping.text(source, ['CountryCode'], `${pointer}/address/countryCode`),
  });
  const phone = mapping.text(element, ['Communication', 'ID'], `${pointer}/contact/phones/0`);
  if (!id && !name && Object.keys(address).length === 0) return undefined;
  const scheme =
    id !== undefined && /^[A-Z]{2}\d{6,15}$/.test(id) ? ('EORI' as const) : ('LOCAL' as const);
  return {
    role,
    ...(name ? { name } : {}),
    identifiers: id ? [{ scheme, value: id }] : [],
    ...(Object.keys(address).length > 0 ? { address } : {}),
    ...(phone ? { contact: { phones: [phone] } } : {}),
  };
}

function mapBorderMeans(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
): TransportMeans | undefined {
  if (!element) return undefined;
  const base = '/borderTransportMeans';
  const values = withoutAbsent({
    modeCode: mapping.text(element, ['ModeCode'], `${base}/modeCode`),
    identification: mapping.text(element, ['ID'], `${base}/identification`),
    identificationTypeCode: mapping.text(
      element,
      ['IdentificationTypeCode'],
      `${base}/identificationTypeCode`,
    ),
    registrationNationalityCode: mapping.text(
      element,
      ['RegistrationNationalityCode'],
      `${base}/registrationNationalityCode`,
    ),
  });
  return { ...values, itinerary: [] };
}

function mapShipment(mapping: DocumentMapping, element: XmlElement | undefined): GoodsShipment {
  const base = '/goodsShipment';
  const consignment = at(element, 'Consignment');
  return {
    ...withoutAbsent({
      consignmentRef: mapping.text(
        consignment,
        ['TransportContractDocument', 'ID'],
        `${base}/consignmentRef`,
      ),
      ucr: mapping.text(element, ['UCR', 'TraderAssignedReferenceID'], `${base}/ucr`),
      destination: mapping.text(element, ['Destination', 'CountryCode'], `${base}/destination`),
      exportCountry: mapping.text(element, ['ExportCountry', 'ID'], `${base}/exportCountry`),
      tradeTerms: mapping.text(element, ['TradeTerms', 'ConditionCode'], `${base}/tradeTerms`),
    }),
    previousDocuments: mapDocuments(
      mapping,
      element,
      'PreviousDocument',
      `${base}/previousDocuments`,
    ),
    equipmentIds: all(consignment, 'TransportEquipment').flatMap((equipment, i) => {
      const id = mapping.text(equipment, ['ID'], `${base}/equipmentIds/${i}`);
      mapping.text(equipment, ['SequenceNumeric']);
      return id ? [id] : [];
    }),
    items: all(element, 'GovernmentAgencyGoodsItem').map((item, i) =>
      mapItem(mapping, item, i, `${base}/items/${i}`),
    ),
  };
}

function mapDocuments(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  name: string,
  pointer: string,
): DocumentReference[] {
  return all(element, name).map((document, i) => {
    const base = `${pointer}/${i}`;
    return {
      id: mapping.text(document, ['ID'], `${base}/id`) ?? '',
      ...withoutAbsent({
        typeCode: mapping.text(document, ['TypeCode'], `${base}/typeCode`),
        categoryCode: mapping.text(document, ['CategoryCode'], `${base}/categoryCode`),
        lineNumeric: mapping.count(document, ['LineNumeric'], `${base}/lineNumeric`),
      }),
    };
  });
}

function mapStatements(
  mapping: DocumentMapping,
  element: XmlElement | undefined,
  pointer: string,
): AdditionalInformation[] {
  return all(element, 'AdditionalInformation').map((statement, i) =>
    withoutAbsent({
      typeCode: mapping.text(statement, ['StatementTypeCode'], `${pointer}/${i}/typeCode`),
      code: mapping.text(statement, ['StatementCode'], `${pointer}/${i}/code`),
      text: mapping.text(statement, ['StatementDescription'], `${pointer}/${i}/text`),
    }),
  );
}

function mapItem(
  mapping: DocumentMapping,
  item: XmlElement,
  index: number,
  base: string,
): GovernmentAgencyGoodsItem {
  const commodity = at(item, 'Commodity');
  const procedures = all(item, 'GovernmentProcedure');
  const measure = at(commodity, 'GoodsMeasure') ?? at(item, 'GoodsMeasure');
  for (const more of procedures.slice(1)) mapping.text(more, ['CurrentCode']);
  return {
    sequenceNumeric:
      mapping.count(item, ['SequenceNumeric'], `${base}/sequenceNumeric`) ?? index + 1,
    ...withoutAbsent({
      description: mapping.text(commodity, ['Description'], `${base}/description`),
      classification: mapClassification(mapping, commodity, `${base}/classification`),
      originCountry: mapOrigin(mapping, item, `${base}/originCountry`),
      grossMass: mapping.measure(measure, ['GrossMassMeasure'], `${base}/grossMass`, 'KGM'),
      netMass: mapping.measure(measure, ['NetNetWeightMeasure'], `${base}/netMass`, 'KGM'),
      quantity: mapping.measure(measure, ['TariffQuantity'], `${base}/quantity`, 'NAR'),
      value: mapping.money(commodity, ['InvoiceLine', 'ItemChargeAmount'], `${base}/value`),
      statisticalValue: mapping.money(item, ['StatisticalValueAmount'], `${base}/statisticalValue`),
      currentProcedure: mapping.text(procedures[0], ['CurrentCode'], `${base}/currentProcedure`),
      previousProcedure: mapping.text(procedures[0], ['PreviousCode'], `${base}/previousProcedure`),
    }),
    packaging: mapPackaging(mapping, item, `${base}/packaging`),
    equipmentIds: [],
    dutyTaxFees: all(commodity, 'DutyTaxFee').map((fee, i) =>
      mapDuty(mapping, fee, `${base}/dutyTaxFees/${i}`),
    ),
    additionalDocuments: mapDocuments(
      mapping,
      item,
      'AdditionalDocument',
      `${base}/additionalDocuments`,
    ),
    additionalInformation: mapStatements(mapping, item, `${base}/additionalInformation`),
  };
}

/** Tariff classifications come in parts: TSP the commodity code, TRC the Taric digits, HS the plain code. */
function mapClassification(
  mapping: DocumentMapping,
  commodity: XmlElement | undefined,
  pointer: string,
): Code<'HS2022'> | undefined {
  const entries = all(commodity, 'Classification').map((entry) => ({
    entry,
    id: mapping.text(entry, ['ID'], pointer),
    kind: mapping.text(entry, ['IdentificationTypeCode']),
  }));
  const chosen = entries.find((e) => e.kind === 'TSP' || e.kind === 'HS') ?? entries[0];
  if (!chosen?.id) return undefined;
  if (!isHsCode(chosen.id)) {
    mapping.trace.note({
      ...{ code: 'HS_CODE', severity: 'warn', path: pointer, value: chosen.id },
      message: `${chosen.id} does not have the shape of an HS code; it is kept`,
      repair: 'send 4, 6, 8 or 10 digits of the tariff in force',
      at: { offset: chosen.entry.offset, line: chosen.entry.line },
    });
  }
  return { value: chosen.id, list: 'HS2022' };
}

function mapOrigin(
  mapping: DocumentMapping,
  item: XmlElement,
  pointer: string,
): string | undefined {
  const origins = all(item, 'Origin');
  for (const origin of origins) mapping.text(origin, ['TypeCode']);
  return mapping.text(origins[0], ['CountryCode'], pointer);
}

function mapPackaging(mapping: DocumentMapping, item: XmlElement, pointer: string): Packaging[] {
  return all(item, 'Packaging').map((packaging, i) => {
    mapping.text(packaging, ['SequenceNumeric']);
    return {
      quantity: mapping.count(packaging, ['QuantityQuantity'], `${pointer}/${i}/quantity`) ?? 0,
      ...withoutAbsent({
        typeCode: mapping.text(packaging, ['TypeCode'], `${pointer}/${i}/typeCode`),
        marks: mapping.text(packaging, ['MarksNumbersID'], `${pointer}/${i}/marks`),
      }),
    };
  });
}

function mapDuty(mapping: DocumentMapping, fee: XmlElement, base: string): DutyTaxFee {
  return withoutAbsent({
    typeCode: mapping.text(fee, ['TypeCode'], `${base}/typeCode`),
    regimeCode: mapping.text(fee, ['DutyRegimeCode'], `${base}/regimeCode`),
    taxRate: mapping.text(fee, ['TaxRateNumeric'], `${base}/taxRate`),
    assessed: mapping.money(fee, ['Payment', 'TaxAssessedAmount'], `${base}/assessed`),
    paid: mapping.money(fee, ['Payment', 'PaymentAmount'], `${base}/paid`),
    paymentMethodCode:
      mapping.text(fee, ['Payment', 'MethodCode'], `${base}/paymentMethodCode`) ??
      mapping.text(fee, ['MethodCode'], `${base}/paymentMethodCode`),
  });
}
