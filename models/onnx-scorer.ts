/**
 * The `Scorer` over ONNX Runtime (onnxruntime-node), one thread: the result does not depend on the machine's load.
 * Takes a verified artefact only; the session is made from the bytes that were verified.
 */
import type * as OnnxRuntime from 'onnxruntime-node';
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import { ArtefactScorer } from './artefact-scorer.js';
import type { BatchScores, ScoreEngine } from './artefact-scorer.js';
import type { ModelArtefact } from './model-artefact.js';
import type { Scorer } from './scorer.js';

type Runtime = typeof OnnxRuntime;

const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
};

function floats(tensor: Tensor | undefined, name: string): Float32Array {
  if (tensor?.type !== 'float32') throw new Error(`The model has no float32 output ${name}`);
  return (tensor as TypedTensor<'float32'>).data;
}

function engine(runtime: Runtime, session: InferenceSession): ScoreEngine {
  return {
    async run(matrix, rows): Promise<BatchScores> {
      const features = new runtime.Tensor('float32', matrix, [rows, matrix.length / rows]);
      const output = await session.run({ features }, ['score', 'raw_score']);
      return {
        score: floats(output['score'], 'score'),
        rawScore: floats(output['raw_score'], 'raw_score'),
      };
    },
    close: () => session.release(),
  };
}

/** Loads ONNX Runtime and the artefact's graph. Rejects with the cause when the platform has no runtime. */
export async function createOnnxScorer(artefact: ModelArtefact): Promise<Scorer> {
  let runtime: Runtime;
  try {
    runtime = await import('onnxruntime-node');
  } catch (cause) {
    throw new Error('ONNX Runtime cannot be loaded on this platform; use the tree scorer', {
      cause,
    });
  }
  const session = await runtime.InferenceSession.create(artefact.onnx, OPTIONS);
  return new ArtefactScorer(artefact, engine(runtime, session));
}
