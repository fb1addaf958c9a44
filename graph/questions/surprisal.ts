/**
 * How unusual it is to have something in common, in bits (Shannon's self-information): log2(N / n) when n of N have it.
 * 10 bits: one in a thousand would have it by chance. What half of all have says 1 bit, what all have says nothing.
 */

/** Bits of an attribute that `holders` of a `population` have; the population is never less than the holders. */
export function surprisal(holders: number, population: number): number {
  const n = Math.max(1, holders);
  return Math.log2(Math.max(n, population) / n);
}

/** Bits per the most that one attribute could say in this population: 1 is unique, 0 is everyone's. */
export function rarity(holders: number, population: number): number {
  return population <= 1 ? 0 : surprisal(holders, population) / Math.log2(population);
}

/** Bits as decimal text with two digits, the same on every machine. */
export function bitsText(bits: number): string {
  return bits.toFixed(2);
}
