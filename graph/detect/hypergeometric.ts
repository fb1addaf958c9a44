/** The hypergeometric distribution: how likely an overlap of two chosen sets is by accident. */

/** The overlap of `first` and `second` items, each chosen from `universe` items by accident. */
export interface Overlap {
  readonly universe: number;
  readonly first: number;
  readonly second: number;
  readonly overlap: number;
}

/** P(overlap or more), in logarithms so that tiny chances do not vanish. 1 when the overlap cannot be avoided. */
export function chanceOfOverlap({ universe, first, second, overlap }: Overlap): number {
  const least = Math.max(0, first + second - universe);
  const most = Math.min(first, second);
  if (overlap <= least) return 1;
  let chance = 0;
  for (let x = most; x >= overlap; x--)
    chance += Math.exp(
      logChoose(first, x) + logChoose(universe - first, second - x) - logChoose(universe, second),
    );
  return Math.min(1, chance);
}

/** The overlap that accident brings on average. */
export function expectedOverlap({ universe, first, second }: Omit<Overlap, 'overlap'>): number {
  return (first * second) / universe;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** ln n!: summed for small n, Stirling's series beyond (error below 1e-12). */
function logFactorial(n: number): number {
  if (n < 32) {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += Math.log(i);
    return sum;
  }
  const inverse = 1 / n;
  const square = inverse * inverse;
  const tail = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + tail;
}
