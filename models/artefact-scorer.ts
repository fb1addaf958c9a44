/** What every adapter of the `Scorer` port shares: features in, refusals by name, batches, explanations out. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { featureReader } from './feature-vector.js';
import type { FeatureVector } from './feature-vector.js';
import type { ModelArtefact } from './model-artefact.js';
import type {
  Contribution,
  FeatureGap,
  FeatureInput,
  NotScorable,
  Scored,
  ScoreManyOptions,
  ScoreOutcome,
  Scorer,
} from './scorer.js';
import { bandOf } from './thresholds.js';
import { rawScore } from './tree-ensemble.js';
import { baselineScore, explain } from './tree-shap.js';

/** Probabilities and raw scores of a batch, row by row. */
export interface BatchScores {
  readonly score: ArrayLike<number>;
  readonly rawScore: ArrayLike<number>;
}

/** What evaluates the trees: `matrix` holds `rows` rows of float32 features one after the other. */
export interface ScoreEngine {
  run(matrix: Float32Array, rows: number): Promise<BatchScores>;
  close(): Promise<void>;
}

/** Rows per call of the engine: a few milliseconds, the longest that timers have to wait. */
const BATCH = 512;

function notScorable(artefact: ModelArtefact, gaps: readonly FeatureGap[]): NotScorable {
  return {
    kind: 'NOT_SCORABLE',
    code: 'FEATURES_MISSING',
    missing: gaps.map((gap) => gap.field),
    message: `${artefact.identity.id} needs ${gaps.map((g) => `${g.field} (${g.reason})`).join(', ')}`,
    next: 'Complete the named fields, or order the item by other means: no score is guessed.',
    model: artefact.identity,
  };
}

function contributionsOf(
  artefact: ModelArtefact,
  values: Float64Array,
  shares: Float64Array,
): readonly Contribution[] {
  return artefact.features.features
    .map(({ name, label }, i) => ({
      feature: name,
      label,
      value: values[i] as number,
      contribution: shares[i] as number,
    }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

/** The adapters' common part over one verified artefact and an engine. */
export class ArtefactScorer implements Scorer {
  readonly #artefact: ModelArtefact;
  readonly #engine: ScoreEngine;
  readonly #baseline: number;
  readonly #read: (input: FeatureInput) => FeatureVector;
  #open = true;

  constructor(artefact: ModelArtefact, engine: ScoreEngine) {
    this.#artefact = artefact;
    this.#engine = engine;
    this.#baseline = baselineScore(artefact.ensemble);
    this.#read = featureReader(artefact.features, artefact.history);
  }

  get model(): ModelArtefact['identity'] {
    return this.#artefact.identity;
  }

  async score(input: FeatureInput): Promise<ScoreOutcome> {
    const [outcome] = await this.#batch([input], true);
    if (outcome === undefined) throw new Error('The engine returned no score');
    return outcome;
  }

  async scoreMany(
    inputs: readonly FeatureInput[],
    { explain: explained = false, signal }: ScoreManyOptions = {},
  ): Promise<readonly ScoreOutcome[]> {
    const outcomes: ScoreOutcome[] = [];
    for (let at = 0; at < inputs.length; at += BATCH) {
      signal?.throwIfAborted();
      if (at > 0) await nextTurn();
      outcomes.push(...(await this.#batch(inputs.slice(at, at + BATCH), explained)));
    }
    return outcomes;
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#engine.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #batch(inputs: readonly FeatureInput[], explained: boolean): Promise<ScoreOutcome[]> {
    if (!this.#open) throw new Error(`The scorer of ${this.model.id} is closed`);
    const vectors = inputs.map((input) => this.#read(input));
    const width = this.#artefact.features.features.length;
    const scorable = vectors.flatMap((v) => (v.ok ? [v.values] : []));
    const matrix = new Float32Array(scorable.length * width);
    scorable.forEach((values, i) => matrix.set(values, i * width));
    const scores = await this.#run(matrix, scorable.length);
    let row = 0;
    return vectors.map((vector: FeatureVector) => {
      if (!vector.ok) return notScorable(this.#artefact, vector.gaps);
      const at = row++;
      const scored = this.#scored(scores, at);
      return explained
        ? this.#explained(scored, vector.values, matrix.subarray(at * width, (at + 1) * width))
        : scored;
    });
  }

  async #run(matrix: Float32Array, rows: number): Promise<BatchScores> {
    return rows === 0 ? { score: [], rawScore: [] } : this.#engine.run(matrix, rows);
  }

  #scored(scores: BatchScores, row: number): Scored {
    const score = scores.score[row];
    const raw = scores.rawScore[row];
    if (score === undefined || raw === undefined) throw new Error('The engine left out a row');
    return {
      kind: 'SCORED',
      score,
      flagged: score >= this.model.threshold,
      band: bandOf(score, this.#artefact.thresholds),
      rawScore: raw,
      baseline: this.#baseline,
      contributions: [],
      model: this.model,
    };
  }

  /** Explanations come from the same signed trees, in doubles, so that they add up beyond float32. */
  #explained(scored: Scored, values: Float64Array, row: Float32Array): Scored {
    const { ensemble } = this.#artefact;
    const { contributions } = explain(ensemble, row, this.#baseline);
    return {
      ...scored,
      rawScore: rawScore(ensemble, row),
      contributions: contributionsOf(this.#artefact, values, contributions),
    };
  }
}
