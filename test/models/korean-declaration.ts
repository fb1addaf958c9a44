/** Canonical declarations in the shape of the KCS data: made from its fourteen columns. */
import type { AdditionalInformation, Declaration } from '../../chaincode/index.js';

/** The fourteen inputs by name, as text. */
export type KoreanItem = Readonly<Record<string, string>>;

export const HANDBAG: KoreanItem = {
  office: '40',
  processType: 'B',
  importType: '11',
  importUse: '21',
  paymentMethod: '11',
  transportMode: '10',
  hs: '4202999000',
  exportCountry: 'CN',
  originCountry: 'CN',
  dutyRate: '8.0',
  dutyType: 'A',
  originIndicator: 'Y',
  netMass: '12.50',
  itemValue: '375751.2',
};

function statement(typeCode: string, code: string | undefined): AdditionalInformation {
  return code === undefined ? { typeCode } : { typeCode, code };
}

/** A declaration of one item. */
export function koreanDeclaration(row: KoreanItem): Declaration {
  const text = (name: string): string => row[name] ?? '';
  return {
    kind: 'declaration',
    functionCode: '9',
    functionalReferenceId: 'TEST-1',
    typeCode: 'IM',
    procedureCategory: 'import',
    presentationOffice: text('office'),
    goodsShipment: {
      exportCountry: text('exportCountry'),
      previousDocuments: [],
      equipmentIds: [],
      items: [
        {
          sequenceNumeric: 1,
          classification: { value: text('hs'), list: 'HS2022' },
          originCountry: text('originCountry'),
          packaging: [],
          equipmentIds: [],
          netMass: { value: text('netMass'), unitCode: 'KGM' },
          value: { amount: text('itemValue'), currencyCode: 'KRW' },
          dutyTaxFees: [
            {
              typeCode: text('dutyType'),
              taxRate: text('dutyRate'),
              paymentMethodCode: text('paymentMethod'),
            },
          ],
          additionalDocuments: [],
          additionalInformation: [statement('KCS:OriginIndicator', row['originIndicator'])],
        },
      ],
    },
    totals: {},
    additionalInformation: [
      statement('KCS:ProcessType', row['processType']),
      statement('KCS:ImportType', row['importType']),
      statement('KCS:ImportUse', row['importUse']),
      statement('KCS:TransportMode', row['transportMode']),
    ],
    status: 'lodged',
  };
}
