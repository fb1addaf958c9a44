/** Scoring of records by frozen, signed models, with reasons. */
export type {
  Contribution,
  FeatureGap,
  FeatureInput,
  ModelIdentity,
  NotScorable,
  RiskBand,
  Scored,
  ScoreManyOptions,
  ScoreOutcome,
  Scorer,
} from './scorer.js';
export type { ModelArtefact, OpenArtefactOptions } from './model-artefact.js';
export { openModelArtefact } from './model-artefact.js';
export type { ModelCard } from './model-card.js';
export type { LibraryEntry, ModelLibrary, ModelRefusal, OpenedModel } from './model-library.js';
export { openModelLibrary } from './model-library.js';
export { ModelTampered } from './model-tampered.js';
export { modelsFolder } from './models-folder.js';
export { createOnnxScorer } from './onnx-scorer.js';
export { createTreeScorer } from './tree-scorer.js';
export {
  DECLARATION_INPUT_FIELDS,
  declarationInputs,
  declarationItemInput,
} from './declaration-features.js';
