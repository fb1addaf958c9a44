/** Service characters of an interchange (ISO 9735): from UNA where it is sane, else the defaults. */
import type { Trace } from '../trace.js';

export interface Separators {
  readonly component: string;
  readonly element: string;
  readonly decimal: string;
  readonly release: string;
  readonly terminator: string;
}

export const DEFAULT_SEPARATORS: Separators = {
  component: ':',
  element: '+',
  decimal: '.',
  release: '?',
  terminator: "'",
};

/** Reads UNA at the offset when there is one; the offset after it otherwise unchanged. */
export function readSeparators(
  text: string,
  offset: number,
  trace: Trace,
): { separators: Separators; next: number } {
  if (text.slice(offset, offset + 3).toUpperCase() !== 'UNA') {
    return { separators: DEFAULT_SEPARATORS, next: offset };
  }
  const [component, element, decimal, release, , terminator] = text.slice(offset + 3, offset + 9);
  const next = offset + 9;
  const given = { component, element, decimal, release, terminator } as Separators;
  const problem = defectOf(given);
  if (problem === undefined) return { separators: given, next };
  trace.note({
    code: 'UNA_UNUSABLE',
    severity: 'warn',
    path: 'UNA',
    message: `the service string is not usable: ${problem}; the standard characters are assumed`,
    value: text.slice(offset, next),
    repair: "send UNA:+.? '",
    at: { offset },
  });
  return { separators: DEFAULT_SEPARATORS, next };
}

function defectOf(given: Separators): string | undefined {
  const roles = [given.component, given.element, given.terminator];
  if (roles.some((char) => char === undefined)) return 'it is cut short';
  if (roles.some((char) => /[A-Za-z0-9\s]/.test(char)))
    return 'a separator is a letter, digit or blank';
  const used = given.release === ' ' ? roles : [...roles, given.release];
  return new Set(used).size === used.length ? undefined : 'two roles share one character';
}
