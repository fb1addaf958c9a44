/** Figures of a run: percentiles, and lines for people and machines. */

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

/** A line for people, then the same as JSON. */
export function tell(name, figures) {
  const shown = Object.entries(figures).map(([key, value]) => `${key} ${short(value)}`);
  console.log(`${name}: ${shown.join(', ')}`);
  console.log(JSON.stringify({ name, ...figures }));
}

function short(value) {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
}
