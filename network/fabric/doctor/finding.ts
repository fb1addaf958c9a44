/** What the doctor found: said so that an operator under stress knows where to look and what to do. */

export type Level = 'ok' | 'warning' | 'error';

export interface Finding {
  /** Name of the check, e.g. `tls`. */
  readonly check: string;
  readonly level: Level;
  /** What was found. */
  readonly what: string;
  /** File, address, process or organisation that it is about. */
  readonly where: string;
  /** Why it matters, and what to do; absent when all is well. */
  readonly why?: string;
  readonly repair?: string;
}

/** Makes the findings of one check. */
export interface Reporter {
  readonly ok: (where: string, what: string) => Finding;
  readonly warning: (where: string, what: string, advice: Advice) => Finding;
  readonly error: (where: string, what: string, advice: Advice) => Finding;
}

export interface Advice {
  readonly why: string;
  readonly repair: string;
}

/** A reporter that names the check in each finding. */
export function reporterOf(check: string): Reporter {
  return {
    ok: (where, what) => ({ check, level: 'ok', what, where }),
    warning: (where, what, advice) => ({ check, level: 'warning', what, where, ...advice }),
    error: (where, what, advice) => ({ check, level: 'error', what, where, ...advice }),
  };
}
