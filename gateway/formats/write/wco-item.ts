/** Writes a goods item of a WCO DM declaration (GovernmentAgencyGoodsItem). */
import type { DutyTaxFee, GovernmentAgencyGoodsItem, Packaging } from '../../../chaincode/index.js';
import { document, measure, money, statement } from './wco-parts.js';
import type { XmlBranch } from './xml-text.js';
import { leaf, node } from './xml-text.js';

/** The element of one item. */
export function writeGoodsItem(item: GovernmentAgencyGoodsItem): XmlBranch {
  return node(
    'GovernmentAgencyGoodsItem',
    leaf('SequenceNumeric', item.sequenceNumeric),
    money('StatisticalValueAmount', item.statisticalValue),
    ...item.additionalDocuments.map((reference) => document('AdditionalDocument', reference)),
    ...item.additionalInformation.map(statement),
    writeCommodity(item),
    writeProcedure(item),
    item.originCountry === undefined
      ? undefined
      : node('Origin', leaf('CountryCode', item.originCountry), leaf('TypeCode', '1')),
    ...item.packaging.map(writePackaging),
    ...item.equipmentIds.map((id) => node('TransportEquipment', leaf('ID', id))),
  );
}

function writeCommodity(item: GovernmentAgencyGoodsItem): XmlBranch {
  return node(
    'Commodity',
    leaf('Description', item.description),
    classification(item.classification?.value, 'TSP'),
    classification(item.gtin, 'SRV'),
    ...item.dutyTaxFees.map(writeDuty),
    node(
      'GoodsMeasure',
      measure('GrossMassMeasure', item.grossMass),
      measure('NetNetWeightMeasure', item.netMass),
      measure('TariffQuantity', item.quantity),
    ),
    item.value ? node('InvoiceLine', money('ItemChargeAmount', item.value)) : undefined,
  );
}

function classification(id: string | undefined, kind: string): XmlBranch | undefined {
  if (id === undefined) return undefined;
  return node('Classification', leaf('ID', id), leaf('IdentificationTypeCode', kind));
}

function writeDuty(fee: DutyTaxFee): XmlBranch {
  const hasPayment = fee.assessed ?? fee.paid ?? fee.paymentMethodCode;
  return node(
    'DutyTaxFee',
    leaf('DutyRegimeCode', fee.regimeCode),
    leaf('TaxRateNumeric', fee.taxRate),
    leaf('TypeCode', fee.typeCode),
    hasPayment === undefined
      ? undefined
      : node(
          'Payment',
          leaf('MethodCode', fee.paymentMethodCode),
          money('TaxAssessedAmount', fee.assessed),
          money('PaymentAmount', fee.paid),
        ),
  );
}

function writeProcedure(item: GovernmentAgencyGoodsItem): XmlBranch | undefined {
  const { currentProcedure, previousProcedure } = item;
  if (currentProcedure === undefined && previousProcedure === undefined) return undefined;
  return node(
    'GovernmentProcedure',
    leaf('CurrentCode', currentProcedure),
    leaf('PreviousCode', previousProcedure),
  );
}

function writePackaging(packaging: Packaging, index: number): XmlBranch {
  return node(
    'Packaging',
    leaf('SequenceNumeric', index + 1),
    leaf('MarksNumbersID', packaging.marks),
    leaf('QuantityQuantity', packaging.quantity),
    leaf('TypeCode', packaging.typeCode),
  );
}
