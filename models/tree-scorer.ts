/**
 * The `Scorer` in plain JavaScript over the trees of the same signed .onnx: for platforms without ONNX Runtime,
 * and the oracle that the runtime is compared with. Sums in doubles, so scores differ from the runtime's by about 1e-7.
 */
import { ArtefactScorer } from './artefact-scorer.js';
import type { BatchScores } from './artefact-scorer.js';
import type { ModelArtefact } from './model-artefact.js';
import type { Scorer } from './scorer.js';
import { logistic, rawScore } from './tree-ensemble.js';

/** A scorer that needs no native code. */
export function createTreeScorer(artefact: ModelArtefact): Scorer {
  const { ensemble, features } = artefact;
  const width = features.features.length;
  return new ArtefactScorer(artefact, {
    async run(matrix, rows): Promise<BatchScores> {
      const raw = Float64Array.from({ length: rows }, (_, i) =>
        rawScore(ensemble, matrix, i * width),
      );
      return { score: raw.map(logistic), rawScore: raw };
    },
    close: async () => undefined,
  });
}
