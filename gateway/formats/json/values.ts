/** The smaller values of canonical records as strict zod schemas: codes, measures, parties, transport, consignments. */
import { z } from 'zod';

/** Longest text of one field. */
const MOST_TEXT = 4_000;

/** Lone surrogates have no UTF-8 and so no canonical form. */
export const text = z
  .string()
  .max(MOST_TEXT)
  .refine((value) => !/\p{Surrogate}/u.test(value), 'well-formed Unicode');
export const filled = text.min(1);
export const count = z.int().nonnegative();
/** A decimal as text, in the one spelling that hashes compare. */
export const decimal = z.string().regex(/^-?\d{1,24}(\.\d{1,12})?$/, 'a decimal number as text');
export const optionalText = text.exactOptional();

export const measure = z.strictObject({ value: decimal, unitCode: filled });
export const money = z.strictObject({
  amount: decimal,
  currencyCode: z.string().regex(/^[A-Z]{3}$/, 'a currency of ISO 4217'),
});

const hsCode = z.strictObject({ value: filled, list: z.literal('HS2022') });
const place = z.strictObject({ value: text, list: z.enum(['UNLOCODE', 'IATA3', 'LOCAL']) });

export const address = z.strictObject({
  line: optionalText,
  cityName: optionalText,
  postcode: optionalText,
  countrySubDivision: optionalText,
  countryCode: optionalText,
});

export const contact = z.strictObject({
  name: optionalText,
  phones: z.array(text).exactOptional(),
  emails: z.array(text).exactOptional(),
});

export const party = z.strictObject({
  role: text,
  name: optionalText,
  identifiers: z.array(
    z.strictObject({
      scheme: z.enum([
        'EORI',
        'AEO',
        'LEI',
        'USCI',
        'GLN',
        'DUNS',
        'IATA-AGENT',
        'IATA-CARRIER',
        'VAT',
        'LOCAL',
      ]),
      value: filled,
    }),
  ),
  address: address.exactOptional(),
  contact: contact.exactOptional(),
});

export const call = z.strictObject({
  location: place,
  role: z.enum(['departure', 'transit', 'arrival']),
  scheduled: optionalText,
  actual: optionalText,
  conveyanceReferenceId: optionalText,
});

export const means = z.strictObject({
  modeCode: optionalText,
  identification: optionalText,
  identificationTypeCode: optionalText,
  name: optionalText,
  registrationNationalityCode: optionalText,
  conveyanceReferenceId: optionalText,
  carrier: party.exactOptional(),
  itinerary: z.array(call),
});

export const equipment = z.strictObject({
  id: text,
  typeCode: text,
  sizeType: optionalText,
  fullnessCode: optionalText,
  seals: z.array(z.strictObject({ id: text, affixedBy: optionalText })),
  position: optionalText,
  grossMass: measure.exactOptional(),
  verifiedGrossMass: measure.exactOptional(),
  loadingLocation: optionalText,
  unloadingLocation: optionalText,
});

/** The members of a goods item that manifests and declarations share. */
export const itemFields = {
  sequenceNumeric: count,
  description: optionalText,
  classification: hsCode.exactOptional(),
  gtin: optionalText,
  originCountry: optionalText,
  packaging: z.array(
    z.strictObject({ quantity: count, typeCode: optionalText, marks: optionalText }),
  ),
  grossMass: measure.exactOptional(),
  netMass: measure.exactOptional(),
  quantity: measure.exactOptional(),
  value: money.exactOptional(),
  dangerousGoods: z
    .array(z.strictObject({ undgId: text, hazardClass: optionalText, packingGroup: optionalText }))
    .exactOptional(),
  equipmentIds: z.array(text),
};

export const consignment = z.strictObject({
  transportContractDocument: z.strictObject({ id: text, typeCode: text }),
  masterId: optionalText,
  ucr: optionalText,
  consignor: party.exactOptional(),
  consignee: party.exactOptional(),
  notifyParty: party.exactOptional(),
  freightForwarder: party.exactOptional(),
  origin: optionalText,
  finalDestination: optionalText,
  totalPackageQuantity: count.exactOptional(),
  grossMass: measure.exactOptional(),
  grossVolume: measure.exactOptional(),
  split: z.enum(['T', 'S', 'P', 'D']).exactOptional(),
  specialHandling: z.array(text),
  items: z.array(z.strictObject(itemFields)),
  customsInfo: z.array(
    z.strictObject({
      country: optionalText,
      subjectCode: optionalText,
      contentCode: optionalText,
      text,
    }),
  ),
});

export const documentReference = z.strictObject({
  id: text,
  typeCode: optionalText,
  categoryCode: optionalText,
  lineNumeric: count.exactOptional(),
});

export const statement = z.strictObject({
  typeCode: optionalText,
  code: optionalText,
  text: optionalText,
});
