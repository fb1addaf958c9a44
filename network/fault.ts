/** Faults: what should not happen, as exceptions with a stable code, a sentence with the repair, and the cause. */
export class PlatformFault extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PlatformFault';
    this.code = code;
  }
}
