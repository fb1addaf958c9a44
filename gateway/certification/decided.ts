/** What ends a verification early: the code that decides it, in words, and when the missing knowledge was last good. */
import type { VerificationCode } from './outcomes.js';

export class Decided extends Error {
  readonly code: VerificationCode;
  readonly lastGood: string | undefined;

  constructor(code: VerificationCode, message: string, lastGood?: string) {
    super(message);
    this.code = code;
    this.lastGood = lastGood;
  }
}
