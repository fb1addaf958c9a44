import { beforeAll, describe, expect, it } from 'vitest';
import { featureReader } from '../../models/feature-vector.js';
import { openModelArtefact } from '../../models/index.js';
import type { ModelArtefact } from '../../models/index.js';
import { rawScore } from '../../models/tree-ensemble.js';
import { baselineScore, explain } from '../../models/tree-shap.js';
import { inputOf, parityVectors, RISK_FOLDER } from './parity-vectors.js';

const vectors = parityVectors();

describe('TypeScript against the Python trainer', () => {
  let artefact: ModelArtefact;
  beforeAll(async () => {
    artefact = await openModelArtefact(RISK_FOLDER);
  });

  it('has at least 200 vectors, with repeats, known lanes, recombined lanes and codes nobody has seen', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(200);
    expect(new Set(vectors.map((v) => v.kind))).toEqual(
      new Set(['repeat', 'lane', 'recombined', 'unseen']),
    );
    expect(new Set(vectors.map((v) => v.score)).size).toBeGreaterThan(150);
  });

  it('computes exactly the same features, bit for bit', () => {
    const read = featureReader(artefact.features, artefact.history);
    for (const vector of vectors) {
      const result = read(inputOf(vector));
      if (!result.ok) throw new Error(JSON.stringify(result.gaps));
      expect([...result.values]).toEqual(vector.features);
    }
  });

  it('sums the same raw score over the trees of the .onnx', () => {
    const worst = vectors.map((v) =>
      Math.abs(rawScore(artefact.ensemble, Float32Array.from(v.features)) - v.rawScore),
    );
    expect(Math.max(...worst)).toBeLessThanOrEqual(1e-6);
  });

  it('explains as LightGBM does, feature by feature', () => {
    const explained = vectors.filter((v) => v.contributions !== undefined);
    expect(explained.length).toBeGreaterThanOrEqual(80);
    for (const { features, contributions = [] } of explained) {
      const ours = explain(artefact.ensemble, Float32Array.from(features));
      const all = [...ours.contributions, ours.baseline];
      expect(all).toHaveLength(contributions.length);
      const worst = all.map((c, i) => Math.abs(c - (contributions[i] ?? NaN)));
      expect(Math.max(...worst)).toBeLessThanOrEqual(1e-6);
    }
  });

  it('adds up on every vector', () => {
    const baseline = baselineScore(artefact.ensemble);
    for (const { features } of vectors) {
      const row = Float32Array.from(features);
      const { contributions } = explain(artefact.ensemble, row, baseline);
      const sum = contributions.reduce((total, c) => total + c, baseline);
      expect(Math.abs(sum - rawScore(artefact.ensemble, row))).toBeLessThanOrEqual(1e-9);
    }
  });
});
