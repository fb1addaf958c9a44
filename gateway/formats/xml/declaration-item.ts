/** Goods items of a WCO DM declaration (GovernmentAgencyGoodsItem): commodity, procedure, duties, documents, statements. */
import type {
  AdditionalInformation,
  Code,
  DocumentReference,
  DutyTaxFee,
  GovernmentAgencyGoodsItem,
  Measure,
  Packaging,
} from '../../../chaincode/index.js';
import { present } from '../present.js';
import type { XmlElement } from './element.js';
import { all, at } from './element.js';
import type { DocumentMapping } from './mapping.js';

/** Maps one item. */
export function mapGoodsItem(
  mapping: DocumentMapping,
  item: XmlElement,
  index: number,
  base: string,
): GovernmentAgencyGoodsItem {
  const commodity = at(item, 'Commodity');
  return {
    sequenceNumeric:
      mapping.count(item, ['SequenceNumeric'], `${base}/sequenceNumeric`) ?? index + 1,
    ...present({
      description: mapping.text(commodity, ['Description'], `${base}/description`),
      ...mapCodes(mapping, commodity, base),
      originCountry: mapOrigin(mapping, item, `${base}/originCountry`),
      ...mapMeasures(mapping, at(commodity, 'GoodsMeasure') ?? at(item, 'GoodsMeasure'), base),
      value: mapping.money(commodity, ['InvoiceLine', 'ItemChargeAmount'], `${base}/value`),
      statisticalValue: mapping.money(item, ['StatisticalValueAmount'], `${base}/statisticalValue`),
      ...mapProcedure(mapping, item, base),
    }),
    packaging: mapPackaging(mapping, item, `${base}/packaging`),
    equipmentIds: all(item, 'TransportEquipment').flatMap(
      (equipment, i) => mapping.text(equipment, ['ID'], `${base}/equipmentIds/${i}`) ?? [],
    ),
    dutyTaxFees: all(commodity, 'DutyTaxFee').map((fee, i) =>
      mapDuty(mapping, fee, `${base}/dutyTaxFees/${i}`),
    ),
    additionalDocuments: mapDocuments(
      mapping,
      all(item, 'AdditionalDocument'),
      `${base}/additionalDocuments`,
    ),
    additionalInformation: mapStatements(mapping, item, `${base}/additionalInformation`),
  };
}

/** References to documents: previous, additional, certificates and authorisations. */
export function mapDocuments(
  mapping: DocumentMapping,
  documents: readonly XmlElement[],
  pointer: string,
): DocumentReference[] {
  return documents.map((document, i) => {
    const base = `${pointer}/${i}`;
    mapping.span(document, base);
    return {
      id: mapping.text(document, ['ID'], `${base}/id`) ?? '',
      ...present({
        typeCode: mapping.text(document, ['TypeCode'], `${base}/typeCode`),
        categoryCode: mapping.text(document, ['CategoryCode'], `${base}/categoryCode`),
        lineNumeric: mapping.count(document, ['LineNumeric'], `${base}/lineNumeric`),
      }),
    };
  });
}

/** AdditionalInformation of a declaration or an item. */
export function mapStatements(
  mapping: DocumentMapping,
  element: XmlElement,
  pointer: string,
): AdditionalInformation[] {
  return all(element, 'AdditionalInformation').map((statement, i) => {
    mapping.span(statement, `${pointer}/${i}`);
    return present({
      typeCode: mapping.text(statement, ['StatementTypeCode'], `${pointer}/${i}/typeCode`),
      code: mapping.text(statement, ['StatementCode'], `${pointer}/${i}/code`),
      text: mapping.text(statement, ['StatementDescription'], `${pointer}/${i}/text`),
    });
  });
}

/** TSP is the commodity code, HS the plain one, GN a GTIN; TRC and GN additions (Taric, national) stay unread. */
function mapCodes(
  mapping: DocumentMapping,
  commodity: XmlElement | undefined,
  base: string,
): { classification: Code<'HS2022'> | undefined; gtin: string | undefined } {
  const entries = all(commodity, 'Classification');
  const kindOf = (entry: XmlElement): string =>
    at(entry, 'IdentificationTypeCode')?.text.trim() ?? '';
  const tariff = entries.find((entry) => ['TSP', 'HS', ''].includes(kindOf(entry)));
  const trade = entries.find((entry) => kindOf(entry) === 'SRV');
  for (const entry of [tariff, trade]) mapping.text(entry, ['IdentificationTypeCode']);
  const value = mapping.text(tariff, ['ID'], `${base}/classification`);
  return {
    classification: value === undefined ? undefined : { value, list: 'HS2022' },
    gtin: mapping.text(trade, ['ID'], `${base}/gtin`),
  };
}

/** Origins come by kind: 1 non-preferential, 2 preferential. The first of kind 1 counts, else the first. */
function mapOrigin(
  mapping: DocumentMapping,
  item: XmlElement,
  pointer: string,
): string | undefined {
  const origins = all(item, 'Origin');
  const isPlain = (origin: XmlElement): boolean => at(origin, 'TypeCode')?.text.trim() === '1';
  const chosen = origins.find(isPlain) ?? origins[0];
  mapping.implied(chosen, ['TypeCode'], '1');
  return mapping.text(chosen, ['CountryCode'], pointer);
}

function mapMeasures(
  mapping: DocumentMapping,
  measure: XmlElement | undefined,
  base: string,
): Record<'grossMass' | 'netMass' | 'quantity', Measure | undefined> {
  return {
    grossMass: mapping.measure(measure, ['GrossMassMeasure'], `${base}/grossMass`, 'KGM'),
    netMass: mapping.measure(measure, ['NetNetWeightMeasure'], `${base}/netMass`, 'KGM'),
    quantity: mapping.measure(measure, ['TariffQuantity'], `${base}/quantity`, 'NAR'),
  };
}

/** The first procedure has requested and previous code; further ones (additional procedure codes) stay unread. */
function mapProcedure(
  mapping: DocumentMapping,
  item: XmlElement,
  base: string,
): { currentProcedure: string | undefined; previousProcedure: string | undefined } {
  const procedure = at(item, 'GovernmentProcedure');
  return {
    currentProcedure: mapping.text(procedure, ['CurrentCode'], `${base}/currentProcedure`),
    previousProcedure: mapping.text(procedure, ['PreviousCode'], `${base}/previousProcedure`),
  };
}

function mapPackaging(mapping: DocumentMapping, item: XmlElement, pointer: string): Packaging[] {
  return all(item, 'Packaging').map((packaging, i) => {
    const base = `${pointer}/${i}`;
    mapping.span(packaging, base);
    mapping.implied(packaging, ['SequenceNumeric'], String(i + 1));
    return {
      quantity: mapping.count(packaging, ['QuantityQuantity'], `${base}/quantity`) ?? 0,
      ...present({
        typeCode: mapping.text(packaging, ['TypeCode'], `${base}/typeCode`),
        marks: mapping.text(packaging, ['MarksNumbersID'], `${base}/marks`),
      }),
    };
  });
}

function mapDuty(mapping: DocumentMapping, fee: XmlElement, base: string): DutyTaxFee {
  mapping.span(fee, base);
  const payment = at(fee, 'Payment');
  return present({
    typeCode: mapping.text(fee, ['TypeCode'], `${base}/typeCode`),
    regimeCode: mapping.text(fee, ['DutyRegimeCode'], `${base}/regimeCode`),
    taxRate: mapping.decimal(fee, ['TaxRateNumeric'], `${base}/taxRate`),
    assessed: mapping.money(payment, ['TaxAssessedAmount'], `${base}/assessed`),
    paid: mapping.money(payment, ['PaymentAmount'], `${base}/paid`),
    paymentMethodCode: mapping.text(
      at(payment, 'MethodCode') ? payment : fee,
      ['MethodCode'],
      `${base}/paymentMethodCode`,
    ),
  });
}
