/** Writes a declaration as WCO Data Model DEC 3.6. */
import type {
  AdditionalInformation,
  Declaration,
  GovernmentAgencyGoodsItem,
  Measure,
  Money,
  Party,
} from '../../../chaincode/index.js';
import type { XmlBranch } from './xml-text.js';
import { leaf, node, writeXml } from './xml-text.js';

/** The document text. */
export function writeWcoDeclaration(declaration: Declaration): string {
  const shipment = declaration.goodsShipment;
  const element = node(
    'Declaration',
    leaf('FunctionCode', declaration.functionCode),
    leaf('FunctionalReferenceID', declaration.functionalReferenceId),
    leaf('ID', declaration.id),
    leaf('TypeCode', declaration.typeCode),
    leaf('GoodsItemQuantity', shipment.items.length),
    leaf('TotalPackageQuantity', declaration.totals.packages),
    measure('TotalGrossMassMeasure', declaration.totals.grossMass),
    declaration.declaredOn
      ? node(
          'AcceptanceDateTime',
          leaf('DateTimeString', declaration.declaredOn.replaceAll('-', ''), { formatCode: '102' }),
        )
      : undefined,
    declaration.presentationOffice
      ? node('PresentationOffice', leaf('ID', declaration.presentationOffice))
      : undefined,
    ...declaration.additionalInformation.map(statement),
    party('Declarant', declaration.declarant),
    party('Agent', declaration.agent),
    party('Exporter', declaration.exporter),
    goodsShipment(declaration),
  );
  const root = node(
    'md:MetaData',
    leaf('md:WCODataModelVersionCode', '3.6'),
    leaf('md:WCOTypeName', 'DEC'),
    { ...element, attributes: { xmlns: 'urn:wco:datamodel:WCO:DEC-DMS:2' } },
  );
  return writeXml({
    ...root,
    attributes: { 'xmlns:md': 'urn:wco:datamodel:WCO:DocumentMetaData-DMS:2' },
  });
}

function goodsShipment(declaration: Declaration): XmlBranch {
  const shipment = declaration.goodsShipment;
  return node(
    'GoodsShipment',
    shipment.destination
      ? node('Destination', leaf('CountryCode', shipment.destination))
      : undefined,
    shipment.exportCountry ? node('ExportCountry', leaf('ID', shipment.exportCountry)) : undefined,
    ...shipment.items.map(goodsItem),
    party('Importer', declaration.importer),
    party('Seller', declaration.seller),
    party('Buyer', declaration.buyer),
  );
}

function goodsItem(item: GovernmentAgencyGoodsItem): XmlBranch {
  return node(
    'GovernmentAgencyGoodsItem',
    leaf('SequenceNumeric', item.sequenceNumeric),
    ...item.additionalInformation.map(statement),
    node(
      'Commodity',
      leaf('Description', item.description),
      item.classification
        ? node(
            'Classification',
            leaf('ID', item.classification.value),
            leaf('IdentificationTypeCode', 'TSP'),
          )
        : undefined,
      ...item.dutyTaxFees.map((fee) =>
        node(
          'DutyTaxFee',
          leaf('DutyRegimeCode', fee.regimeCode),
          leaf('TaxRateNumeric', fee.taxRate),
          leaf('TypeCode', fee.typeCode),
          fee.paymentMethodCode
            ? node('Payment', leaf('MethodCode', fee.paymentMethodCode))
            : undefined,
        ),
      ),
      node(
        'GoodsMeasure',
        measure('GrossMassMeasure', item.grossMass),
        measure('NetNetWeightMeasure', item.netMass),
      ),
      item.value ? node('InvoiceLine', money('ItemChargeAmount', item.value)) : undefined,
    ),
    item.currentProcedure
      ? node(
          'GovernmentProcedure',
          leaf('CurrentCode', item.currentProcedure),
          leaf('PreviousCode', item.previousProcedure),
        )
      : undefined,
    item.originCountry ? node('Origin', leaf('CountryCode', item.originCountry)) : undefined,
    ...item.packaging.map((packaging) =>
      node(
        'Packaging',
        leaf('MarksNumbersID', packaging.marks),
        leaf('QuantityQuantity', packaging.quantity),
        leaf('TypeCode', packaging.typeCode),
      ),
    ),
  );
}

function statement(info: AdditionalInformation): XmlBranch {
  return node(
    'AdditionalInformation',
    leaf('StatementCode', info.code),
    leaf('StatementDescription', info.text),
    leaf('StatementTypeCode', info.typeCode),
  );
}

function party(name: string, value: Party | undefined): XmlBranch | undefined {
  if (!value) return undefined;
  const { address } = value;
  return node(
    name,
    leaf('Name', value.name),
    leaf('ID', value.identifiers[0]?.value),
    address
      ? node(
          'Address',
          leaf('CityName', address.cityName),
          leaf('CountryCode', address.countryCode),
          leaf('Line', address.line),
          leaf('PostcodeID', address.postcode),
        )
      : undefined,
  );
}

function measure(name: string, value: Measure | undefined): XmlBranch | undefined {
  return value && leaf(name, value.value, { unitCode: value.unitCode });
}

function money(name: string, value: Money): XmlBranch | undefined {
  return leaf(name, value.amount, { currencyID: value.currencyCode });
}
