/** Figures of a run: percentiles, the delay of the event loop, and lines for people and machines. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The value below which the share of the values lies. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** p50, p95 and the longest, ms. */
export function spread(values) {
  return {
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    longest: percentile(values, 1),
  };
}

/** Watches how long the event loop is held; `ms()` ends it with the longest time. */
export function holdWatch() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return {
    ms: () => {
      delay.disable();
      return delay.max / 1e6;
    },
  };
}

/** How long the work took, ms. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A line for people, then the same as JSON. */
export function tell(name, figures) {
  const shown = Object.entries(figures).map(([key, value]) => `${key} ${short(value)}`);
  console.log(`${name}: ${shown.join(', ')}`);
  console.log(JSON.stringify({ name, ...figures }));
}

/** Rows as a table; the first row names the columns. */
export function table(rows) {
  const texts = rows.map((row) => row.map(short));
  const widths = texts[0].map((_, i) => Math.max(...texts.map((row) => row[i].length)));
  for (const row of texts)
    console.log(
      row
        .map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])))
        .join('  '),
    );
}

function short(value) {
  if (value === undefined) return '';
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
}
