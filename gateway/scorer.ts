/** The risk model as a process opens it: on ONNX Runtime, or on the trees themselves where there is none. */
import type { Scorer } from '../models/index.js';
import {
  createOnnxScorer,
  createTreeScorer,
  modelsFolder,
  openModelLibrary,
} from '../models/index.js';
import { PlatformFault } from '../network/index.js';

export interface OpenedScorer {
  readonly scorer: Scorer;
  /** What it runs on, for the banner: the reason too, when it is not ONNX Runtime. */
  readonly engine: string;
}

/** Opens the model library's declaration-risk model; throws PlatformFault when the library refuses it. */
export async function openScorer(): Promise<OpenedScorer> {
  const opened = await openModelLibrary(modelsFolder()).open('declaration-risk');
  if (!opened.ok) throw new PlatformFault(opened.refusal.code, opened.refusal.message);
  try {
    return { scorer: await createOnnxScorer(opened.value), engine: 'onnxruntime' };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'no ONNX Runtime';
    return { scorer: createTreeScorer(opened.value), engine: `trees (${reason})` };
  }
}
