/** Manifests and declarations as strict zod schemas. */
import { z } from 'zod';
import {
  consignment,
  count,
  decimal,
  documentReference,
  equipment,
  itemFields,
  means,
  measure,
  money,
  optionalText,
  party,
  statement,
  text,
} from './values.js';

export const manifest = z.strictObject({
  kind: z.literal('manifest'),
  messageType: text,
  documentId: optionalText,
  functionCode: text,
  means,
  loadingLocation: optionalText,
  unloadingLocation: optionalText,
  consignments: z.array(consignment),
  equipment: z.array(equipment),
});

const dutyTaxFee = z.strictObject({
  typeCode: optionalText,
  regimeCode: optionalText,
  taxRate: decimal.exactOptional(),
  assessed: money.exactOptional(),
  paid: money.exactOptional(),
  paymentMethodCode: optionalText,
});

const goodsItem = z.strictObject({
  ...itemFields,
  currentProcedure: optionalText,
  previousProcedure: optionalText,
  statisticalValue: money.exactOptional(),
  dutyTaxFees: z.array(dutyTaxFee),
  additionalDocuments: z.array(documentReference),
  additionalInformation: z.array(statement),
});

const STATUSES = [
  'lodged',
  ...(['01', '02', '03', '05', '06', '07', '08', '09', '10', '11'] as const),
  ...(['13', '14', '15', '16', '17'] as const),
] as const;

export const declaration = z.strictObject({
  kind: z.literal('declaration'),
  functionCode: text,
  functionalReferenceId: text,
  id: optionalText,
  typeCode: text,
  procedureCategory: z.enum(['import', 'export', 'transit', 'other']),
  declaredOn: optionalText,
  presentationOffice: optionalText,
  declarant: party.exactOptional(),
  agent: party.exactOptional(),
  exporter: party.exactOptional(),
  importer: party.exactOptional(),
  seller: party.exactOptional(),
  buyer: party.exactOptional(),
  goodsShipment: z.strictObject({
    consignmentRef: optionalText,
    ucr: optionalText,
    destination: optionalText,
    exportCountry: optionalText,
    tradeTerms: optionalText,
    previousDocuments: z.array(documentReference),
    equipmentIds: z.array(text),
    items: z.array(goodsItem),
  }),
  borderTransportMeans: means.exactOptional(),
  totals: z.strictObject({
    packages: count.exactOptional(),
    grossMass: measure.exactOptional(),
    invoice: money.exactOptional(),
  }),
  additionalInformation: z.array(statement),
  status: z.enum(STATUSES),
});
