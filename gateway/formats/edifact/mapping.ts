/** What the mappers of EDIFACT messages share: the run of segments, what was used of it, findings and spans. */
import type { Finding, Severity } from '../../../chaincode/index.js';
import type { DateReading, YearPivot } from '../dates.js';
import { readDate } from '../dates.js';
import type { Trace } from '../trace.js';
import type { Segment } from './segment.js';
import { part, positionOf } from './segment.js';

export class MessageMapping {
  readonly segments: readonly Segment[];
  readonly trace: Trace;
  readonly #used = new Set<number>();
  readonly #nowYear: number;

  constructor(segments: readonly Segment[], trace: Trace, nowYear: number) {
    this.segments = segments;
    this.trace = trace;
    this.#nowYear = nowYear;
  }

  /** Marks a segment as read and, with a pointer, as the source of that field. */
  take(segment: Segment, pointer?: string): Segment {
    this.#used.add(segment.index);
    if (pointer !== undefined) this.trace.span(pointer, positionOf(segment));
    return segment;
  }

  /** Segments that no mapper took. */
  unread(): Segment[] {
    return this.segments.filter((segment) => !this.#used.has(segment.index));
  }

  /** A finding at a segment. */
  note(segment: Segment, finding: Omit<Finding, 'at' | 'path'> & { path?: string }): void {
    const path = finding.path ?? `${segment.tag}[${segment.index}]`;
    this.trace.note({ ...finding, path, at: positionOf(segment) });
  }

  /** A date of a DTM-like component triple; a bad one is a finding and stays as it stands. */
  date(segment: Segment, value: string, format: string, pivot: YearPivot = 'future'): string {
    const reading: DateReading = readDate(value, format, { pivot, nowYear: this.#nowYear });
    if (reading.problem !== undefined) {
      this.note(segment, {
        ...{ code: 'DATE_INVALID', severity: 'warn' as Severity, value },
        message: `${value} is ${reading.problem}; it is kept as it stands`,
        repair: 'send a date of the calendar in the format that the qualifier names',
      });
    }
    return reading.text;
  }
}

/** Cuts a run of segments into groups that each begin with one of the tags; what stands before is the head. */
export function groupsBy(
  segments: readonly Segment[],
  starts: (segment: Segment) => boolean,
): { head: Segment[]; groups: Segment[][] } {
  const head: Segment[] = [];
  const groups: Segment[][] = [];
  for (const segment of segments) {
    if (starts(segment)) groups.push([segment]);
    else (groups[groups.length - 1] ?? head).push(segment);
  }
  return { head, groups };
}

/** Telephone and e-mail of COM segments. */
export function communication(segment: Segment): { phones: string[]; emails: string[] } {
  const phones: string[] = [];
  const emails: string[] = [];
  for (const [value = '', kind = ''] of segment.elements) {
    if (value === '') continue;
    if (kind === 'EM' || value.includes('@')) emails.push(value);
    else if (kind === 'TE' || kind === 'AL' || kind === '') phones.push(value);
  }
  return { phones, emails };
}

/** A decimal as text when it is one; undefined otherwise. */
export function decimalText(text: string): string | undefined {
  const normal = text.trim().replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(normal) ? normal : undefined;
}

/** A count when the text is one. */
export function countOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/** Text without surrounding blanks; undefined when nothing is left. */
export function textOf(segment: Segment | undefined, e: number, c = 0): string | undefined {
  const text = part(segment, e, c).trim();
  return text === '' ? undefined : text;
}
