/** Making and sorting long lists in steps, with rests in which others have their turn. */
import type { Pace } from './pace.js';

/** Items between two looks at the clock. */
const STEP = 1000;

/** The list with each item changed. */
export async function mapped<T, R>(
  items: Iterable<T>,
  change: (item: T) => R,
  rest: Pace['rest'],
): Promise<R[]> {
  return gathered(changed(items, change), rest);
}

/** The items, each once. */
export async function distinct<T>(items: Iterable<T>, rest: Pace['rest']): Promise<Set<T>> {
  const all = new Set<T>();
  let seen = 0;
  for (const item of items) {
    all.add(item);
    seen += 1;
    if (seen % STEP === 0) await rest();
  }
  return all;
}

/** The items in order: parts are sorted, then merged two by two. */
export async function sorted<T extends NonNullable<unknown>>(
  items: readonly T[],
  order: (a: T, b: T) => number,
  rest: Pace['rest'],
): Promise<readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let i = 0; i < items.length; i += STEP) {
    runs.push(items.slice(i, i + STEP).sort(order));
    await rest();
  }
  while (runs.length > 1) {
    const next: (readonly T[])[] = [];
    for (let i = 0; i < runs.length; i += 2)
      next.push(await gathered(merged(runs[i] ?? [], runs[i + 1] ?? [], order), rest));
    runs = next;
  }
  return runs[0] ?? [];
}

async function gathered<T>(items: Iterable<T>, rest: Pace['rest']): Promise<T[]> {
  const all: T[] = [];
  for (const item of items) {
    all.push(item);
    if (all.length % STEP === 0) await rest();
  }
  return all;
}

function* changed<T, R>(items: Iterable<T>, change: (item: T) => R): Generator<R> {
  for (const item of items) yield change(item);
}

function* merged<T extends NonNullable<unknown>>(
  left: readonly T[],
  right: readonly T[],
  order: (a: T, b: T) => number,
): Generator<T> {
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [a, b] = [left[i], right[j]];
    const isLeft = a !== undefined && (b === undefined || order(a, b) <= 0);
    const next = isLeft ? a : b;
    if (next === undefined) return;
    if (isLeft) i += 1;
    else j += 1;
    yield next;
  }
}
