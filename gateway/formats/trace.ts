/**
 * What a reader notices while it maps a message: findings, where each canonical field came from, which parts
 * of the message were used. Whatever was not used is reported as unread: nothing is dropped in silence.
 */
import type { Finding, SourcePosition } from '../../chaincode/index.js';

export interface UnreadPart {
  readonly path: string;
  readonly text: string;
  readonly at?: SourcePosition;
}

export type Noticed = Omit<Finding, 'at'> & { readonly at?: SourcePosition };

export class Trace {
  readonly findings: Finding[] = [];
  readonly spans: Record<string, SourcePosition> = {};
  readonly #most: number;

  constructor(mostFindings: number) {
    this.#most = mostFindings;
  }

  /** Adds a finding; past the limit one last finding says that more were left out. */
  note(finding: Noticed): void {
    if (this.findings.length < this.#most) {
      this.findings.push(finding);
    } else if (this.findings.length === this.#most) {
      this.findings.push({
        code: 'FINDINGS_LIMIT',
        severity: 'warn',
        path: '',
        message: `more than ${this.#most} findings; the rest is not listed`,
      });
    }
  }

  /** Records where a canonical field (JSON Pointer) came from. */
  span(pointer: string, at: SourcePosition): void {
    this.spans[pointer] = at;
  }
}
