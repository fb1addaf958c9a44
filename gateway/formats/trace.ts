/**
 * What a reader notices while it maps a message: findings, and where each canonical field came from.
 * Whatever was not used is reported as unread: nothing is dropped in silence.
 */
import type { Finding, SourcePosition } from '../../chaincode/index.js';

/** Longest text of a finding; hostile messages have values of megabytes. */
const MOST_TEXT = 300;

export interface UnreadPart {
  /** `NAD[12]/4/2` (segment number from 0, element and component from 1) or `/Waybill/…` for XML. */
  readonly path: string;
  readonly text: string;
  readonly at?: SourcePosition;
}

/** Findings and spans of one record, or findings of a message as a whole. */
export class Trace {
  readonly findings: Finding[] = [];
  readonly spans: Record<string, SourcePosition> = {};
  readonly #most: number;

  constructor(mostFindings: number) {
    this.#most = mostFindings;
  }

  /** Adds a finding; past the limit one last finding says that more were left out. */
  note(finding: Finding): void {
    if (this.findings.length < this.#most) {
      this.findings.push(shortened(finding));
    } else if (this.findings.length === this.#most) {
      this.findings.push({
        code: 'FINDINGS_LIMIT',
        severity: 'warn',
        path: '',
        message: `more than ${this.#most} findings; the rest is not listed`,
        repair: 'repair the findings above and send the message again',
      });
    }
  }

  /** Records where a canonical field (JSON Pointer) came from. */
  span(pointer: string, at: SourcePosition): void {
    this.spans[pointer] = at;
  }

  /** Where a field, or the nearest member that holds it, came from. */
  positionOf(pointer: string): SourcePosition | undefined {
    for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      const at = this.spans[path];
      if (at) return at;
    }
    return undefined;
  }
}

function shortened(finding: Finding): Finding {
  const { value, message, path } = finding;
  const cut = (text: string): string =>
    text.length <= MOST_TEXT
      ? text
      : `${text.slice(0, MOST_TEXT).replace(/[\ud800-\udbff]$/, '')}…`;
  return {
    ...finding,
    ...{ message: cut(message), path: cut(path) },
    ...(value === undefined ? {} : { value: cut(value) }),
  };
}
