/** Lines of a UTF-8 stream of any size: one line in memory at a time, none longer than the limit. */
import type { ImportFindings } from './source.js';

/** A line with its number (from 1) and the byte it starts at. */
export interface Line {
  readonly text: string;
  readonly line: number;
  readonly offset: number;
}

/** Longest line in bytes: one entity of the largest public lists has some 200 KiB. */
export const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;

/** Lines without their ends; blank ones are passed over, one that is too long is a finding and skipped. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  findings: ImportFindings,
  maximum = MAX_LINE_BYTES,
): AsyncGenerator<Line> {
  const open = new OpenLine(maximum);
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      open.add(chunk.subarray(start, end));
      yield* open.take(findings, 1);
      start = end + 1;
    }
    open.add(chunk.subarray(start));
  }
  yield* open.take(findings, 0);
}

class OpenLine {
  readonly #maximum: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #line = 0;
  #offset = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  add(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes <= this.#maximum && part.length > 0) this.#parts.push(part);
  }

  *take(findings: ImportFindings, ended: 0 | 1): Generator<Line> {
    this.#line += 1;
    const at = { line: this.#line, offset: this.#offset };
    const text = Buffer.concat(this.#parts).toString('utf8');
    const tooLong = this.#bytes > this.#maximum;
    const size = this.#bytes;
    this.#offset += this.#bytes + ended;
    this.#parts = [];
    this.#bytes = 0;
    if (tooLong) {
      findings.add({
        code: 'IMPORT_LINE_TOO_LONG',
        severity: 'error',
        path: '',
        message: `a line of ${size} bytes is longer than ${this.#maximum} and was skipped`,
        repair: 'write one entity per line',
        at,
      });
      return;
    }
    const clean = (at.line === 1 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, '');
    if (clean.trim() !== '') yield { text: clean, ...at };
  }
}
