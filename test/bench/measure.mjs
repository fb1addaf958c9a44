/** Measures work in alternating rounds, so that a noisy machine hits both sides alike; the median ratio is what counts. */

/** Rounds of `count` runs each; milliseconds per run. */
async function round(work, count) {
  const start = performance.now();
  for (let i = 0; i < count; i += 1) await work(i);
  return (performance.now() - start) / count;
}

/** Median of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Compares two pieces of work; `ours / baseline` in time per run, and the rate of each. */
export async function compare({ name, ours, baseline, count, rounds = 7 }) {
  await round(ours, Math.ceil(count / 5));
  await round(baseline, Math.ceil(count / 5));
  const [a, b] = [[], []];
  for (let i = 0; i < rounds; i += 1) {
    a.push(await round(ours, count));
    b.push(await round(baseline, count));
  }
  const ratio = median(a.map((time, i) => time / b[i]));
  report(name, { oursPerSecond: 1000 / median(a), baselinePerSecond: 1000 / median(b), ratio });
}

/** One line for people, one JSON line for machines. */
export function report(name, { oursPerSecond, baselinePerSecond, ratio }) {
  const rate = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
  console.log(
    `${name}: ours ${rate(oursPerSecond)}/s, baseline ${rate(baselinePerSecond)}/s, time ratio ${ratio.toFixed(2)}`,
  );
  console.log(JSON.stringify({ name, oursPerSecond, baselinePerSecond, ratio }));
}
