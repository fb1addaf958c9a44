/**
 * Splits an interchange into segments (ISO 9735), tolerant of what real files hold: BOM, leading blanks, line breaks
 * anywhere, wrong UNA, a release character at the end, text after the last terminator.
 */
import type { ReadLimits } from '../limits.js';
import type { Trace } from '../trace.js';
import type { Segment } from './segment.js';
import type { Separators } from './separators.js';
import { readSeparators } from './separators.js';

export interface Tokens {
  readonly separators: Separators;
  readonly segments: readonly Segment[];
}

/** Splits text in which each character is one byte, so that offsets are byte offsets. */
export function tokenize(text: string, limits: ReadLimits, trace: Trace): Tokens {
  const start = skipNoise(text, text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0);
  const { separators, next } = readSeparators(text, start, trace);
  const segments: Segment[] = [];
  let at = skipNoise(text, next);
  while (at < text.length) {
    if (segments.length >= limits.segments) {
      limitReached(trace, 'SEGMENT_LIMIT', `more than ${limits.segments} segments`, at);
      break;
    }
    const end = findTerminator(text, at, separators);
    if (end === -1) {
      trailingText(text, at, trace, segments, separators, limits);
      break;
    }
    addSegment({ text, at, end, separators, limits, trace }, segments);
    at = skipNoise(text, end + 1);
  }
  return { separators, segments };
}

interface Cut {
  readonly text: string;
  readonly at: number;
  readonly end: number;
  readonly separators: Separators;
  readonly limits: ReadLimits;
  readonly trace: Trace;
}

function addSegment(cut: Cut, segments: Segment[]): void {
  const { text, at, end, separators, limits, trace } = cut;
  if (end - at > limits.segmentLength) {
    limitReached(
      trace,
      'SEGMENT_LENGTH',
      `a segment is longer than ${limits.segmentLength} bytes`,
      at,
    );
  }
  const raw = unwrap(text.slice(at, Math.min(end, at + limits.segmentLength)));
  if (raw === '') return;
  const [tagElement, ...elements] = splitSegment(raw, separators).slice(0, limits.elements);
  const tag = (tagElement?.[0] ?? '').trim().toUpperCase();
  segments.push({ tag, elements, offset: at, index: segments.length, raw });
}

/** The next terminator that is not released, from `at`. */
function findTerminator(text: string, at: number, { terminator, release }: Separators): number {
  let end = text.indexOf(terminator, at);
  while (end !== -1 && isReleased(text, end, release, at)) end = text.indexOf(terminator, end + 1);
  return end;
}

/** An odd run of release characters before a character releases it. */
function isReleased(text: string, at: number, release: string, from: number): boolean {
  if (release === ' ') return false;
  let count = 0;
  while (at - count - 1 >= from && text[at - count - 1] === release) count += 1;
  return count % 2 === 1;
}

function splitSegment(raw: string, separators: Separators): string[][] {
  const { element, component, release } = separators;
  if (release === ' ' || !raw.includes(release)) {
    return raw.split(element).map((part) => part.split(component).map(decode));
  }
  return splitReleased(raw, separators);
}

function splitReleased(raw: string, { element, component, release }: Separators): string[][] {
  const elements: string[][] = [[]];
  let value = '';
  const closeComponent = (): void => {
    elements[elements.length - 1]?.push(decode(value));
    value = '';
  };
  for (let i = 0; i < raw.length; i += 1) {
    const char = raw[i] as string;
    if (char === release) {
      // A release character at the very end releases nothing: it is text.
      value += i + 1 < raw.length ? (raw[i + 1] as string) : char;
      i += 1;
    } else if (char === component) {
      closeComponent();
    } else if (char === element) {
      closeComponent();
      elements.push([]);
    } else {
      value += char;
    }
  }
  closeComponent();
  return elements;
}

/** Bytes above ASCII are UTF-8 when they form it, else ISO 8859-1. */
function decode(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value)) return value;
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? value : text;
}

/** Line breaks inside a segment are line wrapping of the sender, not data. */
function unwrap(raw: string): string {
  return /[\r\n]/.test(raw) ? raw.replace(/[\r\n]+/g, '').trimEnd() : raw;
}

function skipNoise(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}

function trailingText(
  text: string,
  at: number,
  trace: Trace,
  segments: Segment[],
  separators: Separators,
  limits: ReadLimits,
): void {
  const rest = text.slice(at).trim();
  if (rest === '') return;
  trace.note({
    code: 'TEXT_AFTER_END',
    severity: 'warn',
    path: `segment ${segments.length}`,
    message: 'text without a segment terminator stands at the end; it is read as a last segment',
    value: rest.slice(0, 40),
    repair: `end each segment with ${separators.terminator}`,
    at: { offset: at, segment: segments.length },
  });
  addSegment({ text, at, end: text.length, separators, limits, trace }, segments);
}

function limitReached(trace: Trace, code: string, message: string, offset: number): void {
  const repair = 'split the message, or raise the limit of this node';
  trace.note({ code, severity: 'error', path: '', message, repair, at: { offset } });
}
