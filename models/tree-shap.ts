/**
 * Exact TreeSHAP, path-dependent form (Lundberg et al. 2018, algorithm 2), over typed arrays.
 * Each feature's contribution to the raw score; with the baseline they sum to it. Equals LightGBM's pred_contrib.
 */
import type { TreeEnsemble } from './tree-ensemble.js';

/** Contributions in log-odds, one per feature, and the expected raw score over the training rows. */
export interface Explanation {
  readonly baseline: number;
  readonly contributions: Float64Array;
}

/** The features on the way from the root, one stretch of the arrays per level of the walk. */
interface Paths {
  readonly feature: Int32Array;
  /** Share of training rows that follow the path when the feature is unknown. */
  readonly zero: Float64Array;
  /** 1 when the row itself follows the path, else 0. */
  readonly one: Float64Array;
  /** Weight of the subsets of each size. */
  readonly weight: Float64Array;
}

interface Walk extends Paths {
  readonly ensemble: TreeEnsemble;
  readonly row: Float32Array;
  readonly contributions: Float64Array;
}

/** One step down: `feature` was split on, `zero` and `one` as in Paths. */
interface Step {
  readonly feature: number;
  readonly zero: number;
  readonly one: number;
}

function extend(p: Paths, at: number, length: number, step: Step): void {
  p.feature[at + length] = step.feature;
  p.zero[at + length] = step.zero;
  p.one[at + length] = step.one;
  p.weight[at + length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    const weight = p.weight[at + i] as number;
    p.weight[at + i + 1] =
      (p.weight[at + i + 1] as number) + (step.one * weight * (i + 1)) / (length + 1);
    p.weight[at + i] = (step.zero * weight * (length - i)) / (length + 1);
  }
}

/** Takes element `index` out of a path of `length` + 1 elements. */
function unwind(p: Paths, at: number, length: number, index: number): void {
  const one = p.one[at + index] as number;
  const zero = p.zero[at + index] as number;
  let next = p.weight[at + length] as number;
  for (let i = length - 1; i >= 0; i--) {
    const weight = p.weight[at + i] as number;
    if (one !== 0) {
      const share = (next * (length + 1)) / ((i + 1) * one);
      p.weight[at + i] = share;
      next = weight - (share * zero * (length - i)) / (length + 1);
    } else {
      p.weight[at + i] = (weight * (length + 1)) / (zero * (length - i));
    }
  }
  for (let i = at + index; i < at + length; i++) {
    p.feature[i] = p.feature[i + 1] as number;
    p.zero[i] = p.zero[i + 1] as number;
    p.one[i] = p.one[i + 1] as number;
  }
}

/** Sum of the weights that unwinding element `index` would leave. */
function unwoundSum(p: Paths, at: number, length: number, index: number): number {
  const one = p.one[at + index] as number;
  const zero = p.zero[at + index] as number;
  let next = p.weight[at + length] as number;
  let total = 0;
  for (let i = length - 1; i >= 0; i--) {
    const weight = p.weight[at + i] as number;
    if (one !== 0) {
      const share = (next * (length + 1)) / ((i + 1) * one);
      total += share;
      next = weight - (share * zero * (length - i)) / (length + 1);
    } else {
      total += (weight * (length + 1)) / (zero * (length - i));
    }
  }
  return total;
}

/** Element by element: paths are short, and four calls of copyWithin cost more than that. */
function copyPath(
  { feature, zero, one, weight }: Paths,
  from: number,
  to: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) {
    feature[to + i] = feature[from + i] as number;
    zero[to + i] = zero[from + i] as number;
    one[to + i] = one[from + i] as number;
    weight[to + i] = weight[from + i] as number;
  }
}

function creditLeaf(walk: Walk, at: number, length: number, leaf: number): void {
  for (let i = 1; i <= length; i++) {
    const share = unwoundSum(walk, at, length, i);
    const follows = (walk.one[at + i] as number) - (walk.zero[at + i] as number);
    const feature = walk.feature[at + i] as number;
    const gained = share * follows * (walk.ensemble.leafValue[leaf] as number);
    walk.contributions[feature] = (walk.contributions[feature] as number) + gained;
  }
}

function indexOnPath(walk: Walk, at: number, length: number, feature: number): number {
  for (let i = 1; i <= length; i++) if (walk.feature[at + i] === feature) return i;
  return 0;
}

/** Walks below `node`; the parent's path of `length` elements begins at `parent`. */
function descend(walk: Walk, node: number, parent: number, length: number, step: Step): void {
  const at = parent + length;
  copyPath(walk, parent, at, length);
  extend(walk, at, length, step);
  const { feature, threshold, left, right, cover } = walk.ensemble;
  const split = feature[node] as number;
  if (split < 0) {
    creditLeaf(walk, at, length, node);
    return;
  }
  const goesLeft = (walk.row[split] as number) <= (threshold[node] as number);
  const hot = (goesLeft ? left[node] : right[node]) as number;
  const cold = (goesLeft ? right[node] : left[node]) as number;
  const earlier = indexOnPath(walk, at, length, split);
  const zero = earlier === 0 ? 1 : (walk.zero[at + earlier] as number);
  const one = earlier === 0 ? 1 : (walk.one[at + earlier] as number);
  if (earlier !== 0) unwind(walk, at, length, earlier);
  const kept = earlier === 0 ? length + 1 : length;
  const share = zero / (cover[node] as number);
  descend(walk, hot, at, kept, { feature: split, zero: share * (cover[hot] as number), one });
  descend(walk, cold, at, kept, { feature: split, zero: share * (cover[cold] as number), one: 0 });
}

function expectedBelow(ensemble: TreeEnsemble, node: number): number {
  if ((ensemble.feature[node] as number) < 0) return ensemble.leafValue[node] as number;
  const [left, right] = [ensemble.left[node] as number, ensemble.right[node] as number];
  const sum =
    (ensemble.cover[left] as number) * expectedBelow(ensemble, left) +
    (ensemble.cover[right] as number) * expectedBelow(ensemble, right);
  return sum / (ensemble.cover[node] as number);
}

/** The raw score expected over the training rows: what contributions are counted from. */
export function baselineScore(ensemble: TreeEnsemble): number {
  return ensemble.roots.reduce((sum, root) => sum + expectedBelow(ensemble, root), 0);
}

/** Explains one row of float32 features (length >= `ensemble.featureBound`). */
export function explain(
  ensemble: TreeEnsemble,
  row: Float32Array,
  baseline = baselineScore(ensemble),
): Explanation {
  const room = ((ensemble.depth + 2) * (ensemble.depth + 3)) / 2;
  const walk: Walk = {
    ensemble,
    row,
    contributions: new Float64Array(row.length),
    feature: new Int32Array(room),
    zero: new Float64Array(room),
    one: new Float64Array(room),
    weight: new Float64Array(room),
  };
  const start: Step = { feature: -1, zero: 1, one: 1 };
  for (const root of ensemble.roots) descend(walk, root, 0, 0, start);
  return { baseline, contributions: walk.contributions };
}
