/**
 * Canonical JSON (RFC 8785) for everything that is hashed or signed.
 * Numbers must be safe integers: amounts and masses travel as decimal text, so no float formatting is needed.
 */

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

const MAX_DEPTH = 64;

/**
 * The canonical text of a JSON value: members sorted by UTF-16 code units, no white space.
 * Throws TypeError on what canonical records may not hold (floats, lone surrogates, functions, depth > 64).
 */
export function canonicalize(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError(`nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeInteger(value);
  if (Array.isArray(value)) {
    // Array.from visits holes too, which are then refused like any other undefined item.
    return `[${Array.from(value, (item) => write(item, depth + 1)).join(',')}]`;
  }
  if (typeof value === 'object') return writeObject(value as Record<string, unknown>, depth);
  throw new TypeError(`${typeof value} has no place in canonical JSON`);
}

function writeObject(value: Record<string, unknown>, depth: number): string {
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${writeString(key)}:${write(member, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}

function writeInteger(value: number): string {
  if (Number.isSafeInteger(value)) return String(Object.is(value, -0) ? 0 : value);
  throw new TypeError('only safe integers are allowed as numbers; write decimals as text');
}

function writeString(value: string): string {
  if (!isWellFormed(value)) throw new TypeError('text holds a lone surrogate');
  return JSON.stringify(value);
}

function isWellFormed(value: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value);
}

/** Whether the text is the canonical form of the JSON value that it holds. */
export function isCanonical(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  try {
    return canonicalize(JSON.parse(text)) === text;
  } catch {
    // Neither JSON nor allowed in canonical JSON: then it is not canonical, which is the answer.
    return false;
  }
}
