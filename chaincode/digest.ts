/** SHA-256 (FIPS 180-4) as this platform writes it: lower-case hex, or raw bytes for trees. */
import { createHash } from 'node:crypto';

/** SHA-256 of text (UTF-8) or bytes, hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 of several byte strings joined, raw. */
export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const HEX_256 = /^[0-9a-f]{64}$/;

/** Whether the text is a SHA-256 digest in lower-case hex. */
export function isSha256Hex(text: unknown): text is string {
  return typeof text === 'string' && HEX_256.test(text);
}
