import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawScore } from '../../models/tree-ensemble.js';
import type { TreeEnsemble } from '../../models/tree-ensemble.js';
import { baselineScore, explain } from '../../models/tree-shap.js';

const FEATURES = 4;

interface Leaf {
  readonly value: number;
  readonly cover: number;
}
interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly left: Tree;
  readonly right: Tree;
}
type Tree = Leaf | Split;

const { tree } = fc.letrec<{ tree: Tree; leaf: Leaf; split: Split }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, depthIdentifier: 'tree' }, tie('leaf'), tie('split')),
  leaf: fc.record({
    value: fc.integer({ min: -50, max: 50 }),
    cover: fc.integer({ min: 1, max: 40 }),
  }),
  split: fc.record({
    feature: fc.integer({ min: 0, max: FEATURES - 1 }),
    threshold: fc.integer({ min: 0, max: 5 }),
    left: tie('tree'),
    right: tie('tree'),
  }),
}));

const row = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: FEATURES, maxLength: FEATURES });

const coverOf = (t: Tree): number => ('cover' in t ? t.cover : coverOf(t.left) + coverOf(t.right));
const depthOf = (t: Tree): number =>
  'cover' in t ? 0 : 1 + Math.max(depthOf(t.left), depthOf(t.right));

/** Lays trees out in the flat form, parents before children. */
function flatten(trees: readonly Tree[]): TreeEnsemble {
  const nodes: { spec: Tree; left: number; right: number }[] = [];
  const place = (spec: Tree): number => {
    const node = { spec, left: -1, right: -1 };
    const at = nodes.push(node) - 1;
    if ('feature' in spec) {
      node.left = place(spec.left);
      node.right = place(spec.right);
    }
    return at;
  };
  const roots = Int32Array.from(trees, place);
  return {
    roots,
    feature: Int32Array.from(nodes, (n) => ('feature' in n.spec ? n.spec.feature : -1)),
    threshold: Float32Array.from(nodes, (n) => ('feature' in n.spec ? n.spec.threshold : 0)),
    left: Int32Array.from(nodes, (n) => n.left),
    right: Int32Array.from(nodes, (n) => n.right),
    cover: Float64Array.from(nodes, (n) => coverOf(n.spec)),
    leafValue: Float64Array.from(nodes, (n) => ('value' in n.spec ? n.spec.value : 0)),
    depth: Math.max(...trees.map(depthOf)),
    featureBound: FEATURES,
  };
}

/** The expected score when only the features in `known` (a bit set) are known: the definition. */
function expectation(t: Tree, x: readonly number[], known: number): number {
  if ('cover' in t) return t.value;
  const left = expectation(t.left, x, known);
  const right = expectation(t.right, x, known);
  if (known & (1 << t.feature)) return (x[t.feature] as number) <= t.threshold ? left : right;
  return (left * coverOf(t.left) + right * coverOf(t.right)) / coverOf(t);
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const bits = (set: number): number => (set === 0 ? 0 : (set & 1) + bits(set >> 1));

/** Shapley value by its definition: the mean gain over all orders of the features. */
function shapley(trees: readonly Tree[], x: readonly number[], feature: number): number {
  let value = 0;
  for (let set = 0; set < 1 << FEATURES; set++) {
    if (set & (1 << feature)) continue;
    const size = bits(set);
    const weight = (factorial(size) * factorial(FEATURES - size - 1)) / factorial(FEATURES);
    for (const t of trees) {
      value += weight * (expectation(t, x, set | (1 << feature)) - expectation(t, x, set));
    }
  }
  return value;
}

describe('TreeSHAP', () => {
  it('equals the Shapley values computed by their definition, repeated splits included', () => {
    const forest = fc.array(tree, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(forest, row, (trees, x) => {
        const { contributions, baseline } = explain(flatten(trees), Float32Array.from(x));
        const empty = trees.reduce((sum, t) => sum + expectation(t, x, 0), 0);
        expect(baseline).toBeCloseTo(empty, 9);
        contributions.forEach((c, f) => expect(c).toBeCloseTo(shapley(trees, x, f), 8));
      }),
      { numRuns: 300 },
    );
  });

  it('adds up to the raw score', () => {
    fc.assert(
      fc.property(tree, row, (t, x) => {
        const flat = flatten([t]);
        const { contributions, baseline } = explain(flat, Float32Array.from(x));
        const sum = contributions.reduce((total, c) => total + c, baseline);
        expect(sum).toBeCloseTo(rawScore(flat, Float32Array.from(x)), 9);
      }),
    );
  });

  it('gives a feature that no tree uses nothing', () => {
    const split: Tree = {
      feature: 2,
      threshold: 3,
      left: { value: -1, cover: 30 },
      right: { value: 5, cover: 10 },
    };
    const flat = flatten([split]);
    expect(baselineScore(flat)).toBe(0.5);
    expect([...explain(flat, Float32Array.of(9, 9, 4, 9)).contributions]).toEqual([0, 0, 4.5, 0]);
  });
});
