/** Parameters of the automatic review: defaults here, values in force from the parameter library on the ledger. */
import { z } from 'zod';
import { parseDecimal } from '../decimal.js';

export interface TreatmentRequirement {
  readonly importCountry: string;
  /** HS prefix of the goods concerned. */
  readonly hsPrefix: string;
  readonly type: string;
}

export interface DosageRange {
  readonly type: string;
  readonly property: 'temperature' | 'concentration';
  /** Decimal text, both included. */
  readonly least: string;
  readonly most: string;
}

export interface ReviewParameters {
  /** Producers that importing countries have registered; an entry ending in `*` covers a prefix. */
  readonly registeredProducers: readonly string[];
  /** HS chapters that each certificate type may cover; absent types may cover all. */
  readonly chapters: Readonly<Record<string, readonly string[]>>;
  readonly requiredTreatments: readonly TreatmentRequirement[];
  readonly dosages: readonly DosageRange[];
  /** Languages of which at least one must be used for declarations. */
  readonly languages: readonly string[];
  readonly maxInspectionAgeDays: number;
  readonly maxValidityDays: number;
  /** Share of approved applications that a person samples, 0 to 100 per cent. */
  readonly samplePercent: number;
}

export const REVIEW_DEFAULTS: ReviewParameters = {
  registeredProducers: ['XA-*', 'XB-*'],
  chapters: {
    phytosanitary: ['06', '07', '08', '09', '10', '11', '12', '14', '44', '46', '52'],
    health: ['01', '02', '03', '04', '05', '15', '16', '19', '20', '21', '22', '23'],
  },
  requiredTreatments: [{ importCountry: 'XB', hsPrefix: '0806', type: 'cold' }],
  dosages: [
    { type: 'cold', property: 'temperature', least: '-1', most: '3' },
    { type: 'fumigation', property: 'concentration', least: '16', most: '80' },
    { type: 'heat', property: 'temperature', least: '56', most: '90' },
  ],
  languages: ['en', 'zh', 'ru', 'pt', 'fr', 'es', 'ar'],
  maxInspectionAgeDays: 14,
  maxValidityDays: 180,
  samplePercent: 0,
};

const text = z.string().max(200);
const decimal = text.refine((value) => parseDecimal(value) !== undefined, 'not a decimal');
const days = z.number().int().positive();

/** What a vote may set; a member that is absent keeps its default. */
const VOTED = z
  .strictObject({
    registeredProducers: z.array(text),
    chapters: z.record(text, z.array(text)),
    requiredTreatments: z.array(
      z.strictObject({ importCountry: text, hsPrefix: text, type: text }),
    ),
    dosages: z.array(
      z.strictObject({
        type: text,
        property: z.enum(['temperature', 'concentration']),
        least: decimal,
        most: decimal,
      }),
    ),
    languages: z.array(text),
    maxInspectionAgeDays: days,
    maxValidityDays: days,
    samplePercent: z.number().int().min(0).max(100),
  })
  .partial();

/** The defaults overlaid by voted JSON; throws SyntaxError that names the member at fault, so that a bad vote changes nothing. */
export function parseReviewParameters(json: string): ReviewParameters {
  const parsed = VOTED.safeParse(JSON.parse(json));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw new SyntaxError(`${first?.path.map(String).join('/') ?? ''}: ${first?.message ?? ''}`);
  }
  return { ...REVIEW_DEFAULTS, ...(parsed.data as Partial<ReviewParameters>) };
}
