/**
 * Splits a file into segments (ISO 9735), tolerant of what real files hold: BOM, leading blanks, line breaks anywhere,
 * wrong UNA, apostrophes that were not released, lines of junk, a lost last terminator, text after the end.
 */
import type { ReadLimits } from '../limits.js';
import type { Trace, UnreadPart } from '../trace.js';
import type { ValueDecoder } from './characters.js';
import { valueDecoder } from './characters.js';
import type { Segment } from './segment.js';
import type { Separators } from './separators.js';
import { DEFAULT_SEPARATORS, readSeparators } from './separators.js';
import { splitSegment } from './split.js';

export interface Tokens {
  readonly separators: Separators;
  readonly segments: readonly Segment[];
  /** Text that is no segment. */
  readonly junk: readonly UnreadPart[];
}

/** Splits text in which each character is one byte, so that offsets are byte offsets. */
export function tokenize(text: string, limits: ReadLimits, trace: Trace): Tokens {
  const cutter = new SegmentCutter(text, limits, trace);
  cutter.cutAll();
  return { separators: cutter.separators, segments: cutter.segments, junk: cutter.junk };
}

/** Segments whose free text may hold an apostrophe that the sender did not release. */
const FREE_TEXT = new Set(
  'NAD ADR FTX IFT ADD SSR OSI TIF LTS CTA PCI IMD PNA COM GDS CNI RCI'.split(' '),
);

const MOST_UNA = 1_000;

class SegmentCutter {
  separators: Separators = DEFAULT_SEPARATORS;
  readonly segments: Segment[] = [];
  readonly junk: UnreadPart[] = [];
  readonly #text: string;
  readonly #limits: ReadLimits;
  readonly #trace: Trace;
  readonly #decode: ValueDecoder | undefined;
  #wrapped = 0;
  #empty = 0;
  #serviceStrings = 0;
  #terminator = { from: Number.MAX_SAFE_INTEGER, found: -1 };

  constructor(text: string, limits: ReadLimits, trace: Trace) {
    this.#text = text;
    this.#limits = limits;
    this.#trace = trace;
    this.#decode = valueDecoder(text, trace);
  }

  cutAll(): void {
    const start = this.#skipNoise(this.#text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0);
    let at = this.#readUna(start);
    while ((at = this.#skipNoise(at)) < this.#text.length) {
      if (this.segments.length + this.junk.length >= this.#limits.segments) {
        this.#limit('SEGMENT_LIMIT', `more than ${this.#limits.segments} segments`, at);
        this.#addJunk(at, this.#text.length);
        break;
      }
      if (this.#text[at] === this.separators.terminator) at = this.#skipEmpty(at);
      else if (this.#isUnaAt(at)) at = this.#readUna(at);
      else if (this.#isTagAt(at)) at = this.#cutSegment(at);
      else at = this.#skipJunk(at);
    }
    this.#noteWrapped();
    this.#noteEmpty();
  }

  /** Terminators without a segment say nothing: counted once for all. */
  #skipEmpty(at: number): number {
    let end = at + 1;
    while (this.#text[end] === this.separators.terminator) end += 1;
    this.#empty += end - at;
    return end;
  }

  /** A file may hold several interchanges, but not any number of service strings. */
  #isUnaAt(at: number): boolean {
    return (
      this.#serviceStrings < MOST_UNA && /^UNA[^A-Za-z0-9]/i.test(this.#text.slice(at, at + 4))
    );
  }

  #readUna(at: number): number {
    this.#serviceStrings += 1;
    const { separators, next } = readSeparators(this.#text, at, this.#trace);
    this.separators = separators;
    this.#terminator = { from: Number.MAX_SAFE_INTEGER, found: -1 };
    return this.#skipNoise(next);
  }

  #cutSegment(at: number): number {
    const end = this.#endOf(at);
    if (end === -1) return this.#cutUnterminated(at);
    this.#addSegment(at, end);
    return end + 1;
  }

  /** The terminator of the segment at `at`, past those that are text of it. */
  #endOf(at: number): number {
    const { terminator, element } = this.separators;
    const isFree = FREE_TEXT.has(this.#text.slice(at, at + 3).toUpperCase());
    let end = this.#unreleased(this.#nextTerminator(at), at);
    while (
      isFree &&
      end !== -1 &&
      this.#goesOnAfter(end) &&
      end - at < this.#limits.segmentLength
    ) {
      this.#trace.note({
        ...{ code: 'TERMINATOR_NOT_RELEASED', severity: 'warn' },
        path: `${this.#text.slice(at, at + 3)}[${this.segments.length}]`,
        message: `a ${terminator} inside the text is not released; it is read as text`,
        repair: `write ${this.separators.release}${terminator} inside text, and ${element} between elements`,
        at: { offset: end, segment: this.segments.length },
      });
      end = this.#unreleased(this.#text.indexOf(terminator, end + 1), at);
    }
    return end;
  }

  /** The first terminator from `end` on that is not released. */
  #unreleased(end: number, from: number): number {
    const { terminator, release } = this.separators;
    let at = end;
    while (at !== -1 && isReleased(this.#text, at, release, from)) {
      at = this.#text.indexOf(terminator, at + 1);
    }
    return at;
  }

  /** Remembers the last find, so that a file without terminators is not searched to its end for each line. */
  #nextTerminator(at: number): number {
    const { from, found } = this.#terminator;
    if (at >= from && (found === -1 || found >= at)) return found;
    this.#terminator = { from: at, found: this.#text.indexOf(this.separators.terminator, at) };
    return this.#terminator.found;
  }

  /** Whether text, not a new segment, follows at once: `O'BRIEN`. */
  #goesOnAfter(end: number): boolean {
    const code = this.#text.charCodeAt(end + 1);
    return (
      code > 32 && !this.#isTagAt(end + 1) && this.#text[end + 1] !== this.separators.terminator
    );
  }

  #isTagAt(at: number): boolean {
    for (let i = 0; i < 3; i += 1)
      if (!isTagCharacter(this.#text.charCodeAt(at + i), i)) return false;
    const after = this.#text[at + 3];
    if (after === undefined || after === this.separators.element) return true;
    return after === this.separators.terminator || after === '\n' || after === '\r';
  }

  /** The file ends without a terminator: the line is the segment. */
  #cutUnterminated(at: number): number {
    const end = this.#lineEnd(at, this.#text.length);
    this.#trace.note({
      ...{ code: 'SEGMENT_UNTERMINATED', severity: 'warn' },
      path: `${this.#text.slice(at, at + 3)}[${this.segments.length}]`,
      message: 'the file ends without a segment terminator; the line is read as a segment',
      repair: `end each segment with ${this.separators.terminator}`,
      at: { offset: at, segment: this.segments.length },
    });
    this.#addSegment(at, end);
    return end + 1;
  }

  /** Text that does not begin with a tag, up to the next line or terminator. */
  #skipJunk(at: number): number {
    const terminator = this.#nextTerminator(at);
    const end = this.#lineEnd(at, terminator === -1 ? this.#text.length : terminator);
    const isAfterEnd = this.segments[this.segments.length - 1]?.tag === 'UNZ';
    this.#trace.note({
      ...{ code: isAfterEnd ? 'TEXT_AFTER_END' : 'TEXT_OUTSIDE_SEGMENT', severity: 'warn' },
      path: `[${this.segments.length}]`,
      message: 'text that is no segment; it is kept as unread',
      value: this.#text.slice(at, Math.min(end, at + 40)),
      repair: 'remove the text, or begin the segment with its tag',
      at: { offset: at, segment: this.segments.length },
    });
    this.#addJunk(at, end);
    return end + 1;
  }

  #addSegment(at: number, end: number): void {
    const { segmentLength, elements: most, components } = this.#limits;
    const cutEnd = Math.min(end, at + segmentLength);
    if (cutEnd < end) {
      this.#limit('SEGMENT_LENGTH', `a segment is longer than ${segmentLength} bytes`, at);
      this.#addJunk(cutEnd, end);
    }
    const raw = this.#unwrap(this.#text.slice(at, cutEnd));
    const [tag, ...elements] = splitSegment(raw, this.separators, this.#decode);
    if (elements.length > most || elements.some((element) => element.length > components)) {
      this.#limit('ELEMENT_LIMIT', `more than ${most} elements or ${components} components`, at);
      this.#addJunk(at, cutEnd);
    }
    this.segments.push({
      tag: (tag?.[0] ?? '').toUpperCase(),
      elements: elements
        .slice(0, most)
        .map((e) => (e.length > components ? e.slice(0, components) : e)),
      ...{ offset: at, index: this.segments.length, raw },
    });
  }

  /** Line breaks inside a segment are line wrapping of the sender, not data. */
  #unwrap(raw: string): string {
    if (!raw.includes('\n') && !raw.includes('\r')) return raw;
    this.#wrapped += 1;
    return raw.replace(/[\r\n]+/g, '');
  }

  #addJunk(at: number, end: number): void {
    const text = this.#text.slice(at, end).trim();
    const position = { offset: at, segment: this.segments.length };
    if (text !== '') this.junk.push({ path: `[${this.segments.length}]`, text, at: position });
  }

  /** The end of the line, at most `most`. */
  #lineEnd(at: number, most: number): number {
    const end = this.#text.slice(at, most).search(/[\r\n]/);
    return end === -1 ? most : at + end;
  }

  /** Blanks and control characters, except those that serve as separators. */
  #skipNoise(from: number): number {
    let at = from;
    for (; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code > 32 || (code >= 28 && code <= 31)) break;
    }
    return at;
  }

  #limit(code: string, message: string, offset: number): void {
    const repair = 'split the message, or raise the limit of this node';
    const at = { offset, segment: this.segments.length };
    this.#trace.note({ code, severity: 'error', path: '', message, repair, at });
  }

  #noteEmpty(): void {
    if (this.#empty === 0) return;
    this.#trace.note({
      ...{ code: 'SEGMENT_EMPTY', severity: 'warn', path: '', value: String(this.#empty) },
      message: `${this.#empty} segment terminator(s) stand without a segment`,
      repair: `send one ${this.separators.terminator} after each segment`,
    });
  }

  #noteWrapped(): void {
    if (this.#wrapped === 0) return;
    this.#trace.note({
      ...{ code: 'LINE_WRAPPED', severity: 'info', path: '', value: String(this.#wrapped) },
      message: `${this.#wrapped} segment(s) are wrapped over lines; the line breaks are left out`,
      repair: 'send segments without line breaks inside',
    });
  }
}

/** An odd run of release characters before a character releases it. */
function isReleased(text: string, at: number, release: string, from: number): boolean {
  if (release === ' ') return false;
  let count = 0;
  while (at - count - 1 >= from && text[at - count - 1] === release) count += 1;
  return count % 2 === 1;
}

function isTagCharacter(code: number, position: number): boolean {
  const upper = code & 0xdf;
  if (upper >= 65 && upper <= 90 && code < 128) return true;
  return position > 0 && code >= 48 && code <= 57;
}
