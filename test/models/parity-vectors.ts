/** The committed parity vectors: made-up items with the trainer's features, scores and contributions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelsFolder } from '../../models/index.js';
import type { FeatureInput } from '../../models/index.js';

export interface ParityVector {
  readonly kind: 'repeat' | 'lane' | 'recombined' | 'unseen';
  readonly inputs: Readonly<Record<string, string>>;
  readonly features: readonly number[];
  readonly rawScore: number;
  readonly score: number;
  /** One per feature, then the expected raw score; on every third vector. */
  readonly contributions?: readonly number[];
}

export const RISK_FOLDER = join(modelsFolder(), 'declaration-risk');

export function parityVectors(): readonly ParityVector[] {
  const text = readFileSync(join(RISK_FOLDER, 'parity.json'), 'utf8');
  return (JSON.parse(text) as { vectors: ParityVector[] }).vectors;
}

export function inputOf(vector: ParityVector): FeatureInput {
  return { values: vector.inputs, gaps: [] };
}
