/**
 * The feature specification (features.json) of a model: its inputs, its ordered features, its history levels.
 * Written by models/train/features.py; both sides evaluate it alike.
 */
import * as z from 'zod';

const inputSpec = z.object({
  name: z.string(),
  /** Field of the canonical record, as a NOT_SCORABLE answer names it. */
  field: z.string(),
  kind: z.enum(['code', 'country', 'decimal', 'hs']),
  pattern: z.string(),
  required: z.literal(true),
  label: z.string(),
  unit: z.string().optional(),
  trainingColumn: z.string(),
});

const named = { name: z.string(), label: z.string(), unit: z.string().optional() };

const featureSpec = z.discriminatedUnion('kind', [
  z.object({
    ...named,
    kind: z.literal('category'),
    input: z.string(),
    categories: z.array(z.string()),
    unseen: z.number(),
  }),
  z.object({ ...named, kind: z.literal('digits'), input: z.string(), digits: z.int().positive() }),
  z.object({ ...named, kind: z.literal('decimal'), input: z.string() }),
  z.object({
    ...named,
    kind: z.literal('ratio'),
    input: z.string(),
    over: z.string(),
    whenZero: z.number(),
  }),
  z.object({ ...named, kind: z.literal('history-rate'), level: z.string() }),
  z.object({ ...named, kind: z.literal('history-count'), level: z.string() }),
]);

const levelSpec = z.object({
  level: z.string(),
  keys: z.array(z.object({ input: z.string(), digits: z.int().positive().optional() })),
  wider: z.string().nullable(),
  label: z.string(),
});

const featureSpecification = z.object({
  schema: z.literal('guanlian.features/1'),
  model: z.string(),
  version: z.string(),
  number: z.string(),
  missing: z.string(),
  asOf: z.string(),
  inputs: z.array(inputSpec),
  features: z.array(featureSpec),
  historyLevels: z.array(levelSpec),
});

export type InputSpec = z.infer<typeof inputSpec>;
export type FeatureSpec = z.infer<typeof featureSpec>;
export type HistoryLevelSpec = z.infer<typeof levelSpec>;
export type FeatureSpecification = z.infer<typeof featureSpecification>;

/** Reads features.json. Throws when it is not a specification of this schema. */
export function parseFeatureSpecification(text: string): FeatureSpecification {
  return featureSpecification.parse(JSON.parse(text));
}
