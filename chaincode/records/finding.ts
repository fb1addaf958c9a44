/**
 * Graded findings: what a reader of real, malformed messages noticed, and where.
 * A finding never rejects by itself; `error` means that a value could not be used as it stands.
 */

export type Severity = 'info' | 'warn' | 'error';

/** Where in the raw message something was seen: byte offset, and the segment or line (both from 0 / 1). */
export interface SourcePosition {
  readonly offset: number;
  readonly segment?: number;
  readonly line?: number;
}

/** One observation about a message or record. `repair` says what the sender should change. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** JSON Pointer into the record, or a segment path such as `NAD[3]/C080`. */
  readonly path: string;
  readonly message: string;
  readonly value?: string;
  readonly repair?: string;
  readonly at?: SourcePosition;
}
