/**
 * Service characters of an interchange (ISO 9735): from UNA where it is sane and agrees with what follows, else from
 * the first service segment, else the defaults.
 */
import type { Trace } from '../trace.js';

export interface Separators {
  readonly component: string;
  readonly element: string;
  /** A blank means that there is no release character. */
  readonly release: string;
  readonly terminator: string;
}

export const DEFAULT_SEPARATORS: Separators = {
  component: ':',
  element: '+',
  release: '?',
  terminator: "'",
};

const UNA_LENGTH = 9;
const SNIFFED = 4_000;
const FIRST_SERVICE = /(UN[BGH]|UI[BH])[^A-Za-z0-9]/i;

/** Reads UNA at the offset when there is one; `next` is where the first segment begins. */
export function readSeparators(
  text: string,
  offset: number,
  trace: Trace,
): { separators: Separators; next: number } {
  if (text.slice(offset, offset + 3).toUpperCase() !== 'UNA') {
    return { separators: withoutUna(text, offset, trace), next: offset };
  }
  const given = {
    component: text[offset + 3] ?? '',
    element: text[offset + 4] ?? '',
    release: text[offset + 6] ?? '',
    terminator: text[offset + 8] ?? '',
  };
  const next = startOfSegments(text, offset + 3);
  const problem = defectOf(given) ?? disagreement(given, text, next);
  if (problem === undefined) return { separators: given, next };
  const separators = sniff(text, next);
  trace.note({
    code: 'UNA_UNUSABLE',
    severity: 'warn',
    path: 'UNA',
    message: `the service string is not usable: ${problem}; ${describe(separators)}`,
    value: text.slice(offset, offset + UNA_LENGTH),
    repair: "send UNA:+.? '",
    at: { offset },
  });
  return { separators, next };
}

function withoutUna(text: string, offset: number, trace: Trace): Separators {
  const separators = sniff(text, offset);
  if (separators !== DEFAULT_SEPARATORS) {
    trace.note({
      ...{ code: 'UNA_MISSING', severity: 'warn', path: 'UNA', at: { offset } },
      message: `other separators than the standard ones need UNA; ${describe(separators)}`,
      repair: 'open the interchange with UNA',
    });
  }
  return separators;
}

/** The first UNB, UNG or UNH near the service string; what follows nine characters otherwise. */
function startOfSegments(text: string, after: number): number {
  const near = FIRST_SERVICE.exec(text.slice(after, after + 20));
  return near ? after + near.index : after + UNA_LENGTH - 3;
}

function defectOf(given: Separators): string | undefined {
  const roles = [given.component, given.element, given.terminator];
  if (roles.some((char) => char === '')) return 'it is cut short';
  if (!roles.every(isSeparator)) return 'a separator is a letter, digit or blank';
  if (given.release !== ' ' && !isSeparator(given.release)) return 'the release is no sign';
  const used = given.release === ' ' ? roles : [...roles, given.release];
  return new Set(used).size === used.length ? undefined : 'two roles share one character';
}

/** Printable ASCII signs, and the control characters 1C to 1F of syntax level B. */
function isSeparator(char: string): boolean {
  const code = char.charCodeAt(0);
  return (code >= 0x1c && code <= 0x1f) || /^[!-/:-@[-`{-~]$/.test(char);
}

function disagreement({ element }: Separators, text: string, next: number): string | undefined {
  const head = text.slice(next, next + 4);
  return !FIRST_SERVICE.test(head) || head[3] === element
    ? undefined
    : 'the first segment uses others';
}

/** Reads the separators off the first service segment; the defaults unless all of them can be seen. */
function sniff(text: string, offset: number): Separators {
  const head = text.slice(offset, offset + SNIFFED);
  const element = head[3] ?? '';
  if (element === DEFAULT_SEPARATORS.element || !FIRST_SERVICE.test(head.slice(0, 4))) {
    return DEFAULT_SEPARATORS;
  }
  const component = /^UNB.[A-Z]{4}([^A-Za-z0-9])/i.exec(head)?.[1] ?? ':';
  const terminator = /([^A-Za-z0-9\s])\s*UN[GH][^A-Za-z0-9]/i.exec(head.slice(4))?.[1] ?? "'";
  const release = [component, element, terminator].includes('?') ? ' ' : '?';
  const seen = { component, element, release, terminator };
  return defectOf(seen) === undefined ? seen : DEFAULT_SEPARATORS;
}

function describe(separators: Separators): string {
  const assumed = separators === DEFAULT_SEPARATORS;
  return assumed ? 'the standard characters are assumed' : 'those of the first segment are used';
}
