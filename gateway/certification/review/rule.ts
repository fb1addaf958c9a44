/** What a review rule is: a named question to an application, answered pass, manual or reject, with evidence. */
import type { CertificateApplication, Organisation } from '../../../chaincode/index.js';
import type { ReviewParameters } from './parameters.js';

export interface ReviewCheck {
  readonly rule: string;
  readonly result: 'pass' | 'manual' | 'reject';
  readonly message: string;
  /** JSON Pointer into the application. */
  readonly field?: string;
  readonly found?: string;
  readonly repair?: string;
}

export interface ReviewContext {
  readonly application: CertificateApplication;
  readonly parameters: ReviewParameters;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Who would issue, as the directory lists it. */
  readonly issuer?: Organisation;
}

export type Verdict = Omit<ReviewCheck, 'rule'>;

export interface ReviewRule {
  readonly id: string;
  readonly check: (context: ReviewContext) => Verdict;
}

export function pass(message: string): Verdict {
  return { result: 'pass', message };
}

/** The application cannot be granted as it stands. */
export function reject(field: string, found: string, message: string, repair: string): Verdict {
  return { result: 'reject', field, found, message, repair };
}

/** A person has to look at it. */
export function manual(field: string, found: string, message: string): Verdict {
  return { result: 'manual', field, found, message, repair: 'an officer decides' };
}
