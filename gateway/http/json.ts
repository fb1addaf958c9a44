/** Parses JSON from strangers: UTF-8 only, nesting counted before JSON.parse builds anything. */
import { accepted, refused } from '../../chaincode/index.js';
import type { UserOutcome } from '../application.js';

export const MAX_JSON_DEPTH = 64;

/** The parsed value. Codes: BAD_JSON, JSON_TOO_DEEP. */
export function parseJson(bytes: Uint8Array): UserOutcome<unknown> {
  if (nestedDeeperThan(bytes, MAX_JSON_DEPTH)) {
    return refused({
      code: 'JSON_TOO_DEEP',
      message: `The JSON is nested deeper than ${MAX_JSON_DEPTH} levels.`,
      next: 'Send a flatter value.',
    });
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return accepted(JSON.parse(text) as unknown);
  } catch {
    // Where exactly it breaks is the parser's wording, which quotes the input: the answer must not.
    return refused({
      code: 'BAD_JSON',
      message: 'The text is not valid JSON in UTF-8.',
      next: 'Correct the JSON and send it again.',
    });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

function nestedDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > limit) return true;
    } else if (CLOSING.has(byte)) depth -= 1;
  }
  return false;
}
