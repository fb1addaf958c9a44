/**
 * What the mappers of EDIFACT messages share: reading values with spans, marking what was used down to the component,
 * findings at segments, and the list of what nobody read.
 */
import type { Contact, Finding, Measure } from '../../../chaincode/index.js';
import type { DateReading, YearPivot } from '../dates.js';
import { readDate } from '../dates.js';
import { countOf, decimalText } from '../decimal.js';
import type { Trace, UnreadPart } from '../trace.js';
import type { Segment } from './segment.js';
import { part, positionOf } from './segment.js';

/** Components are numbered below 1024 (see the limits). */
const COMPONENTS = 1024;
/** All of the segment. */
const WHOLE = -1;

/** Which components of each segment (by its number) were used; small lists, as most segments have few components. */
type UsedParts = (number[] | undefined)[];

export class MessageMapping {
  readonly segments: readonly Segment[];
  readonly trace: Trace;
  readonly nowYear: number;
  readonly #used: UsedParts;

  constructor(segments: readonly Segment[], trace: Trace, nowYear: number, used: UsedParts = []) {
    this.segments = segments;
    this.trace = trace;
    this.nowYear = nowYear;
    this.#used = used;
  }

  /** The same message seen by another record: own findings and spans, shared marks of what was used. */
  forRecord(segments: readonly Segment[], trace: Trace): MessageMapping {
    return new MessageMapping(segments, trace, this.nowYear, this.#used);
  }

  /** Marks components as used: all of the segment, all of an element, or one. */
  use(segment: Segment | undefined, e?: number, c?: number): void {
    if (!segment) return;
    const used = (this.#used[segment.index] ??= []);
    if (e === undefined) used.push(WHOLE);
    else if (c !== undefined) used.push(e * COMPONENTS + c);
    else segment.elements[e]?.forEach((_, i) => used.push(e * COMPONENTS + i));
  }

  /** Text without surrounding blanks, marked as used; with a pointer, as the source of that field. */
  text(segment: Segment | undefined, e: number, c = 0, pointer?: string): string | undefined {
    const text = part(segment, e, c).trim();
    if (segment === undefined || text === '') return undefined;
    this.use(segment, e, c);
    if (pointer !== undefined) this.span(segment, pointer);
    return text;
  }

  /** The place code of C517 with its list and agency, which only say where the code is from. */
  place(loc: Segment, pointer: string): string | undefined {
    const value = this.text(loc, 1, 0, pointer);
    if (value === undefined) return undefined;
    this.use(loc, 0);
    this.use(loc, 1, 1);
    this.use(loc, 1, 2);
    return value;
  }

  /** A whole number; anything else is a finding and no value. */
  count(segment: Segment, e: number, c: number, pointer: string): number | undefined {
    const text = part(segment, e, c).trim();
    if (text === '') return undefined;
    const count = countOf(text);
    if (count === undefined) this.#invalid(segment, pointer, text, 'a whole number');
    else this.text(segment, e, c, pointer);
    return count;
  }

  /** A decimal as text; anything else is a finding and no value. */
  decimal(segment: Segment, e: number, c: number, pointer: string): string | undefined {
    const text = part(segment, e, c).trim();
    if (text === '') return undefined;
    const decimal = decimalText(text);
    if (decimal === undefined) this.#invalid(segment, pointer, text, 'a decimal number');
    else this.text(segment, e, c, pointer);
    return decimal;
  }

  /** Unit and value of C174 in MEA, kilograms when no unit is sent. */
  measure(segment: Segment, e: number, pointer: string): Measure | undefined {
    const value = this.decimal(segment, e, 1, pointer);
    return value === undefined ? undefined : { value, unitCode: this.text(segment, e, 0) ?? 'KGM' };
  }

  /** The date of C507 (qualifier, value, format); a bad one is a finding and stays as it stands. */
  date(segment: Segment, pointer: string, pivot: YearPivot = 'future'): string | undefined {
    const value = this.text(segment, 0, 1, pointer);
    this.use(segment, 0, 0);
    if (value === undefined) return undefined;
    const format = this.text(segment, 0, 2);
    const reading = readDate(value, format, { pivot, nowYear: this.nowYear });
    return this.dated(segment, pointer, value, reading);
  }

  /** The text of a date reading, with its problem noted. */
  dated(segment: Segment, pointer: string, value: string, reading: DateReading): string {
    if (reading.problem !== undefined) {
      this.note(segment, {
        ...{ code: 'DATE_INVALID', severity: 'warn', path: pointer, value },
        message: `the date is ${reading.problem}; it is kept as far as it can be read`,
        repair: 'send a date of the calendar in the format that its code names',
      });
    }
    return reading.text;
  }

  /** Records where a field came from. */
  span(segment: Segment, pointer: string): void {
    this.trace.span(pointer, positionOf(segment));
  }

  /** A finding at a segment. */
  note(segment: Segment, finding: Omit<Finding, 'at'>): void {
    this.trace.note({ ...finding, at: positionOf(segment) });
  }

  /** What no mapper read: whole segments, elements or components. */
  unread(): UnreadPart[] {
    return this.segments.flatMap((segment) => this.#unreadOf(segment));
  }

  #unreadOf(segment: Segment): UnreadPart[] {
    const used = this.#used[segment.index];
    if (used?.includes(WHOLE)) return [];
    const at = positionOf(segment);
    const path = `${segment.tag}[${segment.index}]`;
    if (!used) return [{ path, text: segment.raw, at }];
    const left: UnreadPart[] = [];
    segment.elements.forEach((values, e) =>
      values.forEach((text, c) => {
        if (text.trim() === '' || used.includes(e * COMPONENTS + c)) return;
        left.push({ path: `${path}/${e + 1}/${c + 1}`, text, at });
      }),
    );
    return left;
  }

  #invalid(segment: Segment, path: string, value: string, rule: string): void {
    this.note(segment, {
      ...{ code: 'VALUE_INVALID', severity: 'warn', path, value },
      ...{ message: `the value is not ${rule}`, repair: `send ${rule}` },
    });
  }
}

/** Cuts a run of segments into groups that each begin at a start; what stands before is the head. */
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

/** Whether a segment has this tag and, when given, this qualifier in its first component. */
export function is(segment: Segment, tag: string, qualifier?: string): boolean {
  return segment.tag === tag && (qualifier === undefined || part(segment, 0).trim() === qualifier);
}

/** Adds the numbers of a COM segment to a contact: telephones and e-mail; fax and others stay unread. */
export function addCommunication(
  mapping: MessageMapping,
  segment: Segment,
  pointer: string,
  contact: Contact = {},
): Contact {
  const phones = [...(contact.phones ?? [])];
  const emails = [...(contact.emails ?? [])];
  segment.elements.forEach((element, e) => {
    const kind = part(segment, e, 1).trim();
    const value = element[0]?.trim() ?? '';
    const isEmail = kind === 'EM' || value.includes('@');
    if (value === '' || !(isEmail || PHONES.has(kind))) return;
    const list = isEmail ? emails : phones;
    mapping.use(segment, e);
    mapping.span(segment, `${pointer}/${isEmail ? 'emails' : 'phones'}/${list.length}`);
    list.push(value);
  });
  return {
    ...contact,
    ...(phones.length > 0 ? { phones } : {}),
    ...(emails.length > 0 ? { emails } : {}),
  };
}

/** Telephone, mobile, and no code at all. */
const PHONES = new Set(['TE', 'AL', '']);
