/** Chance that can be repeated: whole numbers mixed from a seed and a place, without state, so that any part can be made alone. */

/** A number from 0 to 2³²−1 for the seed and the place; neighbouring places have nothing in common (murmur3's finaliser). */
export function mixed(seed: number, ...place: readonly number[]): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  for (const part of place) {
    hash = Math.imul(hash ^ part, 0xcc9e2d51);
    hash = ((hash << 15) | (hash >>> 17)) >>> 0;
    hash = (Math.imul(hash, 5) + 0xe6546b64) >>> 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Draws for one thing: each question about it has a number of its own. */
export interface Dice {
  /** From 0 to `count` − 1, all alike. */
  below(question: number, count: number): number;
  /** From 0 to `count` − 1, few of them very often: the share of the first tenth is `10^(−1/skew)`. */
  skewed(question: number, count: number, skew: number): number;
  /** True once in so many. */
  oneIn(question: number, many: number): boolean;
  /** Eight hexadecimal digits. */
  hex(question: number): string;
}

/** The dice of one thing of a seed. */
export function diceOf(seed: number, ...place: readonly number[]): Dice {
  const draw = (question: number): number => mixed(seed, ...place, question);
  return {
    below: (question, count) => draw(question) % Math.max(1, count),
    skewed: (question, count, skew) =>
      Math.min(count - 1, Math.floor(count * (draw(question) / 2 ** 32) ** skew)),
    oneIn: (question, many) => draw(question) % many === 0,
    hex: (question) => draw(question).toString(16).padStart(8, '0'),
  };
}
