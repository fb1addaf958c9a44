/** Closed-loop load: so many calls in flight until a count is reached, and what it came to. */
import { median } from '../measure.mjs';

/** Runs `count` calls, `inFlight` of them at any time; calls per second and each one's milliseconds. */
export async function load(work, { inFlight, count }) {
  const times = [];
  let next = 0;
  const started = performance.now();
  const worker = async () => {
    while (next < count) {
      next += 1;
      const from = performance.now();
      await work(next);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, worker));
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: count / seconds, seconds, times };
}

/**
 * Plays the contenders in turn, round by round, the order turned each time, so that a noisy machine hits all alike.
 * Gives each one's rounds by name.
 */
export async function inTurn(contenders, { rounds, inFlight, count }) {
  const names = Object.keys(contenders);
  const played = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < names.length; i += 1) {
      const name = names[(i + round) % names.length];
      played[name].push(await load(contenders[name], { inFlight, count }));
    }
  }
  return played;
}

/** Median of one figure of the rounds. */
export function medianOf(rounds, figure) {
  return median(rounds.map(figure));
}

/** The value below which this part of the numbers lies. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** Lines of a table, numbers to the right. */
export function printTable(title, head, rows) {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => cell.padStart(widths[i])).join('  ');
  console.log(`\n${title}`);
  for (const row of all) console.log(`  ${line(row)}`);
}

/** One JSON line for machines. */
export function record(name, values) {
  console.log(JSON.stringify({ name, ...values }));
}

/** A number for people. */
export function short(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
