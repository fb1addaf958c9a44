/** Where output goes: one JSON value or readable lines on stdout, everything else on stderr. */
import type { VerbInput } from './arguments.js';

/** Prints the answer: the JSON value with `--json`, else the lines. */
export function answer(input: VerbInput, value: unknown, lines: readonly string[]): void {
  const text = input.flag('json') ? JSON.stringify(value) : lines.join('\n');
  process.stdout.write(`${text}\n`);
}

/** A message for the person at the terminal. */
export function message(text: string): void {
  process.stderr.write(`${text}\n`);
}
