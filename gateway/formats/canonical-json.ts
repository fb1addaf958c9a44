/** Canonical records as JSON (`{"kind": …}`): the form in which our own partners send what no message standard carries. */
import { z } from 'zod';
import type { RecordBody } from '../../chaincode/index.js';
import { RECORD_KINDS } from '../../chaincode/index.js';
import type { ReadLimits } from './limits.js';
import { Trace } from './trace.js';

export interface JsonReading {
  readonly recognised: boolean;
  readonly bodies: readonly RecordBody[];
  readonly trace: Trace;
  readonly value: unknown;
}

const MAX_DEPTH = 32;

const text = z.string().max(4_000);
const count = z.number().int().safe();
const measure = z.strictObject({ value: z.string().regex(/^-?\d+(\.\d+)?$/), unitCode: text });
const money = z.strictObject({ amount: z.string().regex(/^-?\d+(\.\d+)?$/), currencyCode: text });
const code = z.strictObject({ value: text, list: text });
const address = z.strictObject({
  line: text.optional(),
  cityName: text.optional(),
  postcode: text.optional(),
  countrySubDivision: text.optional(),
  countryCode: text.optional(),
});
const contact = z.strictObject({
  name: text.optional(),
  phones: z.array(text).optional(),
  emails: z.array(text).optional(),
});
const party = z.strictObject({
  role: text,
  name: text.optional(),
  identifiers: z.array(z.strictObject({ scheme: text, value: text })),
  address: address.optional(),
  contact: contact.optional(),
});
const call = z.strictObject({
  location: code,
  role: z.enum(['departure', 'transit', 'arrival']),
  scheduled: text.optional(),
  actual: text.optional(),
});
const means = z.strictObject({
  modeCode: text.optional(),
  identification: text.optional(),
  identificationTypeCode: text.optional(),
  name: text.optional(),
  registrationNationalityCode: text.optional(),
  conveyanceReferenceId: text.optional(),
  carrier: party.optional(),
  itinerary: z.array(call),
});
const itemFields = {
  sequenceNumeric: count,
  description: text.optional(),
  classification: code.optional(),
  gtin: text.optional(),
  originCountry: text.optional(),
  packaging: z.array(
    z.strictObject({ quantity: count, typeCode: text.optional(), marks: text.optional() }),
  ),
  grossMass: measure.optional(),
  netMass: measure.optional(),
  quantity: measure.optional(),
  value: money.optional(),
  dangerousGoods: z
    .array(
      z.strictObject({ undgId: text, hazardClass: text.optional(), packingGroup: text.optional() }),
    )
    .optional(),
  equipmentIds: z.array(text),
};
const consignment = z.strictObject({
  transportContractDocument: z.strictObject({ id: text, typeCode: text }),
  masterId: text.optional(),
  ucr: text.optional(),
  consignor: party.optional(),
  consignee: party.optional(),
  notifyParty: party.optional(),
  freightForwarder: party.optional(),
  origin: text.optional(),
  finalDestination: text.optional(),
  totalPackageQuantity: count.optional(),
  grossMass: measure.optional(),
  grossVolume: measure.optional(),
  split: z.enum(['T', 'S', 'P', 'D']).optional(),
  specialHandling: z.array(text),
  items: z.array(z.strictObject(itemFields)),
  customsInfo: z.array(
    z.strictObject({
      country: text.optional(),
      subjectCode: text.optional(),
      contentCode: text.optional(),
      text,
    }),
  ),
});
const equipment = z.strictObject({
  id: text,
  typeCode: text,
  sizeType: text.optional(),
  fullnessCode: text.optional(),
  seals: z.array(z.strictObject({ id: text, affixedBy: text.optional() })),
  position: text.optional(),
  grossMass: measure.optional(),
  verifiedGrossMass: measure.optional(),
});
const traveller = z.strictObject({
  kind: z.enum(['passenger', 'crew', 'transit']),
  name: z.strictObject({ surname: text, given: text.optional(), middle: text.optional() }),
  sex: z.enum(['M', 'F', 'X']).optional(),
  birthDate: text.optional(),
  birthPlace: text.optional(),
  nationality: text.optional(),
  residence: text.optional(),
  boarding: text.optional(),
  disembarking: text.optional(),
  documents: z.array(
    z.strictObject({
      type: z.enum(['P', 'V', 'I', 'AC', 'other']),
      number: text.optional(),
      issuer: text.optional(),
      expiry: text.optional(),
    }),
  ),
  recordLocator: text.optional(),
  carrierRef: text.optional(),
  seat: text.optional(),
  bags: z.array(
    z.strictObject({
      tag: text.optional(),
      carrier: text.optional(),
      count: count.optional(),
      weight: measure.optional(),
      destination: text.optional(),
    }),
  ),
  address: address.optional(),
  contact: contact.optional(),
  verified: z.boolean().optional(),
});
const statement = z.strictObject({
  typeCode: text.optional(),
  code: text.optional(),
  text: text.optional(),
});
const documentReference = z.strictObject({
  id: text,
  typeCode: text.optional(),
  categoryCode: text.optional(),
  lineNumeric: count.optional(),
});
const duty = z.strictObject({
  typeCode: text.optional(),
  regimeCode: text.optional(),
  taxRate: text.optional(),
  assessed: money.optional(),
  paid: money.optional(),
  paymentMethodCode: text.optional(),
});

const BODY = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('manifest'),
    messageType: text,
    documentId: text.optional(),
    functionCode: text,
    means,
    loadingLocation: text.optional(),
    unloadingLocation: text.optional(),
    consignments: z.array(consignment),
    equipment: z.array(equipment),
  }),
  z.strictObject({
    kind: z.literal('passengerList'),
    documentNameCode: text,
    functionCode: text.optional(),
    flights: z.array(
      z.strictObject({
        carrier: text.optional(),
        number: text,
        operating: text.optional(),
        legs: z.array(call),
      }),
    ),
    reporter: contact.optional(),
    travellers: z.array(traveller),
    counts: z.strictObject({ passengers: count.optional(), crew: count.optional() }),
  }),
  z.strictObject({
    kind: z.literal('reservation'),
    locator: text,
    created: text.optional(),
    agency: text.optional(),
    travellers: z.array(traveller),
    segments: z.array(
      z.strictObject({
        carrier: text,
        number: text,
        operating: text.optional(),
        from: text,
        to: text,
        departure: text.optional(),
        arrival: text.optional(),
      }),
    ),
    tickets: z.array(z.strictObject({ number: text, traveller: text.optional() })),
    payments: z.array(
      z.strictObject({
        form: text,
        cardMasked: z
          .string()
          .regex(/^\d{0,6}X+\d{0,4}$/)
          .optional(),
      }),
    ),
    contacts: z.array(contact),
    ssr: z.array(z.strictObject({ code: text, text })),
  }),
  z.strictObject({
    kind: z.literal('declaration'),
    functionCode: text,
    functionalReferenceId: text,
    id: text.optional(),
    typeCode: text,
    procedureCategory: z.enum(['import', 'export', 'transit', 'other']),
    declaredOn: text.optional(),
    presentationOffice: text.optional(),
    declarant: party.optional(),
    agent: party.optional(),
    exporter: party.optional(),
    importer: party.optional(),
    seller: party.optional(),
    buyer: party.optional(),
    goodsShipment: z.strictObject({
      consignmentRef: text.optional(),
      ucr: text.optional(),
      destination: text.optional(),
      exportCountry: text.optional(),
      tradeTerms: text.optional(),
      previousDocuments: z.array(documentReference),
      equipmentIds: z.array(text),
      items: z.array(
        z.strictObject({
          ...itemFields,
          currentProcedure: text.optional(),
          previousProcedure: text.optional(),
          statisticalValue: money.optional(),
          dutyTaxFees: z.array(duty),
          additionalDocuments: z.array(documentReference),
          additionalInformation: z.array(statement),
        }),
      ),
    }),
    borderTransportMeans: means.optional(),
    totals: z.strictObject({
      packages: count.optional(),
      grossMass: measure.optional(),
      invoice: money.optional(),
    }),
    additionalInformation: z.array(statement),
    status: z.string().regex(/^(lodged|\d{2})$/),
  }),
  z.strictObject({
    kind: z.literal('inspection'),
    inspectionKind: text,
    subject: z.strictObject({ type: text, id: text }),
    orderedBy: z.enum(['rule', 'model', 'officer', 'random']),
    reasons: z.array(text),
    place: text.optional(),
    startedAt: text,
    endedAt: text.optional(),
    officers: z.array(text),
    evidence: z.array(
      z.strictObject({ sha256: text, mediaType: text, bytes: count, uri: text.optional() }),
    ),
    observations: z.array(
      z.strictObject({
        property: text,
        declared: text.optional(),
        found: text.optional(),
        unit: text.optional(),
        match: z.boolean(),
        confidence: text.optional(),
      }),
    ),
    outcome: z.enum(['conform', 'discrepancy', 'hold', 'release', 'seize', 'return', 'treat']),
  }),
  z.strictObject({
    kind: z.literal('certificateApplication'),
    certificateType: z.enum([
      'phytosanitary',
      'health',
      'quality',
      'origin',
      'fumigation',
      'inspection',
    ]),
    applicant: party,
    consignor: party,
    consignee: party,
    exportCountry: text,
    importCountry: text,
    consignmentRef: text,
    declarationRef: text.optional(),
    equipmentIds: z.array(text),
    inspections: z.array(
      z.strictObject({ recordId: text.optional(), kind: text, outcome: text, endedAt: text }),
    ),
    producerRegistration: text.optional(),
    items: z.array(
      z.strictObject({
        commonName: text,
        scientificName: text.optional(),
        hs: text.optional(),
        originCountry: text,
        packages: count,
        netMass: measure,
        lot: text.optional(),
      }),
    ),
    totals: z.strictObject({ packages: count, netMass: measure }),
    treatments: z.array(
      z.strictObject({
        type: text,
        agent: text.optional(),
        concentration: text.optional(),
        temperature: text.optional(),
        duration: text.optional(),
        completedOn: text.optional(),
      }),
    ),
    declarations: z.array(z.strictObject({ subjectCode: text, text, language: text })),
    validUntil: text.optional(),
  }),
]);

/** Whether the text looks like a JSON object. */
export function looksLikeJson(content: string): boolean {
  return /^[\ufeff\s]*\{/.test(content.slice(0, 200));
}

/** Checks a record body given as a value: the body, or findings that name each field. */
export function checkBody(value: unknown): { body?: RecordBody; trace: Trace } {
  const trace = new Trace(200);
  const parsed = BODY.safeParse(value);
  if (parsed.success) return { body: withoutUndefined(parsed.data), trace };
  for (const issue of parsed.error.issues) {
    trace.note({
      ...{ code: 'FIELD_INVALID', severity: 'error', path: `/${issue.path.map(String).join('/')}` },
      ...{ message: issue.message, repair: 'see the record model in ARCHITECTURE.md' },
    });
  }
  return { trace };
}

/** Reads a canonical record from JSON text. */
export function readCanonicalJson(content: string, limits: ReadLimits): JsonReading {
  const trace = new Trace(limits.findings);
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\ufeff/, '')) as unknown;
  } catch (cause) {
    const message = `not valid JSON: ${(cause as Error).message.slice(0, 120)}`;
    trace.note({
      code: 'JSON_MALFORMED',
      severity: 'error',
      path: '',
      message,
      repair: 'send valid JSON',
    });
    return { recognised: false, bodies: [], trace, value };
  }
  if (depthOf(value) > MAX_DEPTH) {
    trace.note({
      code: 'JSON_DEPTH',
      severity: 'error',
      path: '',
      message: `nested deeper than ${MAX_DEPTH}`,
      repair: 'send a canonical record',
    });
    return { recognised: false, bodies: [], trace, value: undefined };
  }
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (!RECORD_KINDS.some((known) => known === kind)) {
    trace.note({
      ...{ code: 'RECORD_KIND', severity: 'error', path: '/kind' },
      ...{ message: 'no record kind is named', repair: `send kind: ${RECORD_KINDS.join(', ')}` },
    });
    return { recognised: false, bodies: [], trace, value };
  }
  const { body, trace: issues } = checkBody(value);
  issues.findings.forEach((finding) => trace.note(finding));
  return { recognised: true, bodies: body ? [body] : [], trace, value };
}

/** Optional members that zod lists as undefined are absent in a record. */
function withoutUndefined(data: z.infer<typeof BODY>): RecordBody {
  return JSON.parse(JSON.stringify(data)) as RecordBody;
}

function depthOf(root: unknown): number {
  let depth = 0;
  let level: unknown[] = [root];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    depth += 1;
    level = level.flatMap((value) =>
      value !== null && typeof value === 'object' ? (Object.values(value) as unknown[]) : [],
    );
  }
  return depth;
}
