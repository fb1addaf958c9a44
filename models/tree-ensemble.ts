/**
 * Boosted trees as flat typed arrays, read from the TreeEnsembleRegressor of an ONNX file (ai.onnx.ml 3),
 * and their raw score in plain JavaScript: oracle of the runtime and base of the explanations.
 */
import type { OnnxAttribute, OnnxFile } from './onnx-file.js';

export interface TreeEnsemble {
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Feature of a split; -1 marks a leaf. */
  readonly feature: Int32Array;
  /** A float32 feature value goes left when it is <= the threshold. */
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Training rows that reached the node. */
  readonly cover: Float64Array;
  /** Raw score (log-odds) that a leaf adds. */
  readonly leafValue: Float64Array;
  /** Splits on the longest path. */
  readonly depth: number;
  /** Features used are 0 … featureBound - 1. */
  readonly featureBound: number;
}

const LEAF = 'LEAF';

function attribute(attributes: ReadonlyMap<string, OnnxAttribute>, name: string): OnnxAttribute {
  const found = attributes.get(name);
  if (found === undefined) throw new Error(`ONNX: the tree ensemble has no ${name}`);
  return found;
}

/** The position of each (tree, node id), so that child ids become array positions. */
function positions(trees: readonly number[], ids: readonly number[]): Map<string, number> {
  return new Map(trees.map((tree, i) => [`${tree}/${ids[i] ?? -1}`, i]));
}

function depthBelow(ensemble: Omit<TreeEnsemble, 'depth'>, root: number): number {
  const pending: [node: number, depth: number][] = [[root, 0]];
  let deepest = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, depth] = next;
    deepest = Math.max(deepest, depth);
    if (depth > ensemble.feature.length) throw new Error('ONNX: a tree runs in a circle');
    if ((ensemble.feature[node] as number) < 0) continue;
    pending.push([ensemble.left[node] as number, depth + 1]);
    pending.push([ensemble.right[node] as number, depth + 1]);
  }
  return deepest;
}

function children(
  ids: readonly number[],
  trees: readonly number[],
  modes: readonly string[],
  place: ReadonlyMap<string, number>,
): Int32Array {
  return Int32Array.from(ids, (id, i) => {
    if (modes[i] === LEAF) return -1;
    if (modes[i] !== 'BRANCH_LEQ')
      throw new Error(`ONNX: split ${modes[i] ?? ''} is not supported`);
    const child = place.get(`${trees[i] ?? -1}/${id}`);
    if (child === undefined) throw new Error('ONNX: a split names a node that is not there');
    return child;
  });
}

/** Reads the one tree ensemble of a model. Throws when there is none or it uses what we do not evaluate. */
export function readTreeEnsemble(file: OnnxFile): TreeEnsemble {
  const attributes = file.nodes.find((n) => n.opType === 'TreeEnsembleRegressor')?.attributes;
  if (attributes === undefined) throw new Error('ONNX: no TreeEnsembleRegressor in the graph');
  const ints = (name: string): readonly number[] => attribute(attributes, name).ints;
  const floats = (name: string): readonly number[] => attribute(attributes, name).floats;
  const modes = attribute(attributes, 'nodes_modes').strings;
  const trees = ints('nodes_treeids');
  const place = positions(trees, ints('nodes_nodeids'));
  const feature = Int32Array.from(ints('nodes_featureids'), (f, i) => (modes[i] === LEAF ? -1 : f));
  const leafValue = new Float64Array(trees.length);
  const weights = floats('target_weights');
  const leafTrees = ints('target_treeids');
  for (const [i, id] of ints('target_nodeids').entries()) {
    leafValue[place.get(`${leafTrees[i] ?? -1}/${id}`) ?? -1] = weights[i] as number;
  }
  const flat = {
    roots: Int32Array.from(trees.flatMap((tree, i) => (tree === trees[i - 1] ? [] : [i]))),
    feature,
    threshold: Float32Array.from(floats('nodes_values')),
    left: children(ints('nodes_truenodeids'), trees, modes, place),
    right: children(ints('nodes_falsenodeids'), trees, modes, place),
    cover: Float64Array.from(floats('nodes_hitrates')),
    leafValue,
    featureBound: feature.reduce((most, f) => Math.max(most, f + 1), 0),
  };
  const depth = flat.roots.reduce((most, root) => Math.max(most, depthBelow(flat, root)), 0);
  return { ...flat, depth };
}

/** Log-odds of one row of float32 features, summed in doubles. `row` begins at `offset`. */
export function rawScore(ensemble: TreeEnsemble, features: Float32Array, offset = 0): number {
  const { feature, threshold, left, right, leafValue } = ensemble;
  let sum = 0;
  for (const root of ensemble.roots) {
    let node = root;
    for (let split = feature[node] as number; split >= 0; split = feature[node] as number) {
      const goesLeft = (features[offset + split] as number) <= (threshold[node] as number);
      node = (goesLeft ? left[node] : right[node]) as number;
    }
    sum += leafValue[node] as number;
  }
  return sum;
}

/** From log-odds to a probability. */
export function logistic(raw: number): number {
  return 1 / (1 + Math.exp(-raw));
}
