/**
 * JSON of signed documents: duplicate members, excess depth and bytes that are no UTF-8 are refused, so that two readers
 * never see two documents in one (the last duplicate must not win in silence).
 */
import { isUtf8 } from 'node:buffer';

const MAX_DEPTH = 32;

/** Parses JSON text or bytes; throws SyntaxError for what a signed document may not hold. */
export function parseStrict(json: string | Uint8Array): unknown {
  const text = typeof json === 'string' ? json : decodeUtf8(json);
  const written = measure(text);
  if (written.depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`);
  const value = JSON.parse(text) as unknown;
  if (countMembers(value) !== written.members) throw new SyntaxError('a member stands twice');
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

const QUOTE = 34;
const COLON = 58;

/** Deepest nesting and number of members as the text writes them; exact for every text that JSON.parse takes. */
function measure(text: string): { depth: number; members: number } {
  let [open, depth, members] = [0, 0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) i = endOfString(text, i + 1);
    else if (unit === COLON) members += 1;
    else if (unit === 123 || unit === 91) {
      open += 1;
      depth = Math.max(depth, open);
    } else if (unit === 125 || unit === 93) open -= 1;
  }
  return { depth, members };
}

/** Place of the quote that closes the string whose text starts at `from`. */
function endOfString(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

/** Members of all objects as parsed: fewer than written means that one came twice. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : inner.length;
  for (const member of inner) count += countMembers(member);
  return count;
}
