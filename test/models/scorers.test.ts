import { createOnnxScorer, createTreeScorer, openModelArtefact } from '../../models/index.js';
import { describeScorer } from '../contracts/scorer.js';
import { inputOf, parityVectors, RISK_FOLDER } from './parity-vectors.js';

const items = parityVectors().map((v) => ({ input: inputOf(v), expected: v.score }));

describeScorer({
  name: 'ONNX Runtime, one thread',
  create: async () => createOnnxScorer(await openModelArtefact(RISK_FOLDER)),
  items: () => items,
});

describeScorer({
  name: 'plain JavaScript trees',
  create: async () => createTreeScorer(await openModelArtefact(RISK_FOLDER)),
  items: () => items,
});
