/** Inspections and certificate applications as strict zod schemas. */
import { z } from 'zod';
import { count, filled, measure, optionalText, party, text } from './values.js';

export const inspection = z.strictObject({
  kind: z.literal('inspection'),
  inspectionKind: z.enum([
    'machine_image',
    'remote_video',
    'physical',
    'laboratory',
    'quarantine',
    'health',
    'document',
  ]),
  subject: z.strictObject({
    type: z.enum(['consignment', 'equipment', 'traveller', 'bag', 'declaration']),
    id: filled,
  }),
  orderedBy: z.enum(['rule', 'model', 'officer', 'random']),
  reasons: z.array(text),
  place: optionalText,
  startedAt: filled,
  endedAt: optionalText,
  officers: z.array(text),
  evidence: z.array(
    z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest in lower-case hex'),
      mediaType: text,
      bytes: count,
      uri: optionalText,
    }),
  ),
  observations: z.array(
    z.strictObject({
      property: text,
      declared: optionalText,
      found: optionalText,
      unit: optionalText,
      match: z.boolean(),
      confidence: optionalText,
    }),
  ),
  outcome: z.enum(['conform', 'discrepancy', 'hold', 'release', 'seize', 'return', 'treat']),
});

export const certificateApplication = z.strictObject({
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
  declarationRef: optionalText,
  equipmentIds: z.array(text),
  inspections: z.array(
    z.strictObject({ recordId: optionalText, kind: text, outcome: text, endedAt: text }),
  ),
  producerRegistration: optionalText,
  items: z.array(
    z.strictObject({
      commonName: text,
      scientificName: optionalText,
      hs: optionalText,
      originCountry: text,
      packages: count,
      netMass: measure,
      lot: optionalText,
    }),
  ),
  totals: z.strictObject({ packages: count, netMass: measure }),
  treatments: z.array(
    z.strictObject({
      type: text,
      agent: optionalText,
      concentration: optionalText,
      temperature: optionalText,
      duration: optionalText,
      completedOn: optionalText,
    }),
  ),
  declarations: z.array(z.strictObject({ subjectCode: text, text, language: text })),
  validUntil: optionalText,
});
