/**
 * A model artefact folder: model.onnx, features.json, lane-history.json, threshold.json, card and parity vectors,
 * each listed with its SHA-256 in manifest.json. Every byte is verified before it is used; the model's digest is
 * that of the manifest.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseFeatureSpecification } from './feature-spec.js';
import type { FeatureSpecification } from './feature-spec.js';
import { readLaneHistory } from './lane-history.js';
import type { LaneHistory } from './lane-history.js';
import { parseModelCard } from './model-card.js';
import type { ModelCard } from './model-card.js';
import { ModelTampered } from './model-tampered.js';
import { readOnnxFile } from './onnx-file.js';
import type { ModelIdentity } from './scorer.js';
import { parseThresholds } from './thresholds.js';
import type { Thresholds } from './thresholds.js';
import { readTreeEnsemble } from './tree-ensemble.js';
import type { TreeEnsemble } from './tree-ensemble.js';

const MANIFEST = 'manifest.json';
const NEEDED = ['model.onnx', 'features.json', 'lane-history.json', 'threshold.json', 'card.json'];

const manifestFile = z.object({
  schema: z.literal('guanlian.model-manifest/1'),
  id: z.string(),
  version: z.string(),
  /** Plain names only: a manifest cannot point out of its folder. */
  files: z.record(z.string().regex(/^[a-z0-9][a-z0-9.-]*$/), z.string().regex(/^[0-9a-f]{64}$/)),
});

export interface ModelArtefact {
  readonly identity: ModelIdentity;
  readonly card: ModelCard;
  readonly features: FeatureSpecification;
  readonly history: LaneHistory;
  readonly thresholds: Thresholds;
  readonly ensemble: TreeEnsemble;
  /** The verified bytes of model.onnx. */
  readonly onnx: Uint8Array;
}

export interface OpenArtefactOptions {
  /** The digest that governance approved; another one is refused. */
  readonly expectedDigest?: string;
}

type Files = ReadonlyMap<string, Uint8Array>;

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Runs a parser; whatever it throws means that the named file is not what it should be. */
function understand<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new ModelTampered(file, 'it cannot be read as what it should be', { cause });
  }
}

async function readListed(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, file));
  } catch (cause) {
    throw new ModelTampered(file, 'it cannot be read', { cause });
  }
}

async function verifiedFiles(folder: string, digests: Record<string, string>): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  for (const [file, digest] of Object.entries(digests)) {
    const bytes = await readListed(folder, file);
    if (sha256(bytes) !== digest) throw new ModelTampered(file, 'its digest is not the listed one');
    files.set(file, bytes);
  }
  for (const file of NEEDED) {
    if (!files.has(file)) throw new ModelTampered(file, 'the manifest does not list it');
  }
  return files;
}

/** The graph names its features, their order, and the digests of its companions: a new manifest cannot hide a swap. */
function checkAgainstGraph(
  metadata: ReadonlyMap<string, string>,
  files: Files,
  features: FeatureSpecification,
): void {
  const order = JSON.stringify(features.features.map((f) => f.name));
  if (metadata.get('guanlian.features') !== order) {
    throw new ModelTampered(
      'features.json',
      'its features or their order are not those of the graph',
    );
  }
  const companions = { featuresSha256: 'features.json', historySha256: 'lane-history.json' };
  for (const [key, file] of Object.entries(companions)) {
    if (metadata.get(`guanlian.${key}`) !== sha256(files.get(file) ?? new Uint8Array())) {
      throw new ModelTampered(file, 'it is not the one that the graph was trained with');
    }
  }
}

function assemble(identity: Omit<ModelIdentity, 'threshold'>, files: Files): ModelArtefact {
  const text = (file: string): string => new TextDecoder().decode(files.get(file));
  const onnx = files.get('model.onnx') ?? new Uint8Array();
  const graph = understand('model.onnx', () => readOnnxFile(onnx));
  const ensemble = understand('model.onnx', () => readTreeEnsemble(graph));
  const features = understand('features.json', () =>
    parseFeatureSpecification(text('features.json')),
  );
  checkAgainstGraph(graph.metadata, files, features);
  if (ensemble.featureBound > features.features.length) {
    throw new ModelTampered('model.onnx', 'it uses more features than features.json lists');
  }
  const thresholds = understand('threshold.json', () => parseThresholds(text('threshold.json')));
  return {
    identity: { ...identity, threshold: thresholds.flag },
    card: understand('card.json', () => parseModelCard(text('card.json'))),
    features,
    history: understand('lane-history.json', () =>
      readLaneHistory(text('lane-history.json'), features.historyLevels),
    ),
    thresholds,
    ensemble,
    onnx,
  };
}

/** Opens and verifies an artefact folder. Throws ModelTampered on any difference, before anything is run. */
export async function openModelArtefact(
  folder: string,
  options: OpenArtefactOptions = {},
): Promise<ModelArtefact> {
  const bytes = await readListed(folder, MANIFEST);
  const digest = `sha256:${sha256(bytes)}` as const;
  if (options.expectedDigest !== undefined && options.expectedDigest !== digest) {
    throw new ModelTampered(MANIFEST, `its digest ${digest} is not the approved one`);
  }
  const { id, version, files } = understand(MANIFEST, () =>
    manifestFile.parse(JSON.parse(new TextDecoder().decode(bytes))),
  );
  return assemble({ id, version, digest }, await verifiedFiles(folder, files));
}
