/** Weakly connected components by union and find over a typed array (Tarjan; path halving, union by size). */

/** Sets of the numbers 0 to size − 1 that merge as pairs are joined. */
export interface DisjointSets {
  join(a: number, b: number): void;
  find(member: number): number;
  /** Sets with at least `least` members, members ascending, sets by their first member. */
  groups(least: number): readonly (readonly number[])[];
}

/** Every number alone. */
export function disjointSets(size: number): DisjointSets {
  const parent = Int32Array.from({ length: size }, (_, i) => i);
  const sizes = new Int32Array(size).fill(1);
  const at = (array: Int32Array, i: number): number => array[i] ?? i;
  const find = (member: number): number => {
    let root = member;
    while (at(parent, root) !== root) {
      parent[root] = at(parent, at(parent, root));
      root = at(parent, root);
    }
    return root;
  };
  return {
    find,
    join(a, b) {
      const [x, y] = [find(a), find(b)];
      if (x === y) return;
      const [small, large] = at(sizes, x) < at(sizes, y) ? [x, y] : [y, x];
      parent[small] = large;
      sizes[large] = at(sizes, large) + at(sizes, small);
    },
    groups(least) {
      const byRoot = new Map<number, number[]>();
      for (let i = 0; i < size; i++) {
        const root = find(i);
        if (at(sizes, root) < least) continue;
        const group = byRoot.get(root);
        if (group) group.push(i);
        else byRoot.set(root, [i]);
      }
      return [...byRoot.values()];
    },
  };
}
