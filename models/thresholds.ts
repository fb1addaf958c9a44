/** Thresholds of a model (threshold.json), chosen on its validation part, and the bands of a review queue. */
import * as z from 'zod';
import type { RiskBand } from './scorer.js';

const thresholds = z
  .looseObject({
    schema: z.literal('guanlian.threshold/1'),
    flag: z.number().gt(0).lt(1),
    bands: z.object({ medium: z.number(), high: z.number() }),
  })
  .refine((t) => t.bands.medium <= t.bands.high, 'band medium begins above band high');

export type Thresholds = z.infer<typeof thresholds>;

/** Reads threshold.json. Throws when it is no threshold file of this schema. */
export function parseThresholds(text: string): Thresholds {
  return thresholds.parse(JSON.parse(text));
}

/** The band a score falls in; each band includes its lower bound. */
export function bandOf(score: number, { bands }: Thresholds): RiskBand {
  if (score >= bands.high) return 'high';
  return score >= bands.medium ? 'medium' : 'low';
}
