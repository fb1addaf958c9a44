/** Passenger lists and reservations as strict zod schemas. */
import { z } from 'zod';
import { address, call, contact, count, measure, optionalText, text } from './values.js';

const traveller = z.strictObject({
  kind: z.enum(['passenger', 'crew', 'transit']),
  name: z.strictObject({ surname: text, given: optionalText, middle: optionalText }),
  sex: z.enum(['M', 'F', 'X']).exactOptional(),
  birthDate: optionalText,
  birthPlace: optionalText,
  nationality: optionalText,
  residence: optionalText,
  boarding: optionalText,
  disembarking: optionalText,
  documents: z.array(
    z.strictObject({
      type: z.enum(['P', 'V', 'I', 'AC', 'other']),
      number: optionalText,
      issuer: optionalText,
      expiry: optionalText,
    }),
  ),
  recordLocator: optionalText,
  carrierRef: optionalText,
  seat: optionalText,
  bags: z.array(
    z.strictObject({
      tag: optionalText,
      carrier: optionalText,
      count: count.exactOptional(),
      weight: measure.exactOptional(),
      destination: optionalText,
    }),
  ),
  address: address.exactOptional(),
  contact: contact.exactOptional(),
  verified: z.boolean().exactOptional(),
});

export const passengerList = z.strictObject({
  kind: z.literal('passengerList'),
  documentNameCode: text,
  functionCode: optionalText,
  flights: z.array(
    z.strictObject({
      carrier: optionalText,
      number: text,
      operating: optionalText,
      legs: z.array(call),
    }),
  ),
  reporter: contact.exactOptional(),
  travellers: z.array(traveller),
  counts: z.strictObject({ passengers: count.exactOptional(), crew: count.exactOptional() }),
});

export const reservation = z.strictObject({
  kind: z.literal('reservation'),
  locator: text,
  created: optionalText,
  agency: optionalText,
  travellers: z.array(traveller),
  segments: z.array(
    z.strictObject({
      carrier: text,
      number: text,
      operating: optionalText,
      from: text,
      to: text,
      departure: optionalText,
      arrival: optionalText,
    }),
  ),
  tickets: z.array(z.strictObject({ number: text, traveller: optionalText })),
  payments: z.array(
    z.strictObject({
      form: text,
      // A full card number never enters a record.
      cardMasked: z
        .string()
        .regex(/^\d{0,6}X+\d{0,4}$/, 'a card number masked to six and four digits')
        .exactOptional(),
      traveller: optionalText,
    }),
  ),
  contacts: z.array(contact),
  addresses: z.array(address).exactOptional(),
  ssr: z.array(z.strictObject({ code: text, text })),
});
