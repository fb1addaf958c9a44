/**
 * Bytes to text for markup: by byte order mark, else by the encoding that the XML declaration names, else UTF-8, else
 * ISO 8859-1. Positions in the text are turned back into byte offsets.
 */
export interface DecodedText {
  /** Without byte order mark. */
  readonly text: string;
  readonly encoding: string;
  /** Byte offset of a character index. */
  readonly byteOffset: (index: number) => number;
}

/** Decodes the bytes; every byte string has a reading. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const body = text.slice(mark);
  if (encoding.startsWith('utf-16')) {
    return { text: body, encoding, byteOffset: (index) => 2 * (index + mark) };
  }
  if (encoding !== 'utf-8') return { text: body, encoding, byteOffset: (index) => index };
  return { text: body, encoding, byteOffset: utf8Offsets(body, mark * 3) };
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (isUtf8(bytes)) return 'utf-8';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const named = /^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? '';
  // Only single-byte encodings, so that an index is a byte offset.
  return /^(iso-?8859-\d{1,2}|windows-125\d)$/i.test(named) && isKnown(named)
    ? named.toLowerCase()
    : 'latin1';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    // The only failure of a fatal decoder: the bytes are no UTF-8, which is the answer.
    return false;
  }
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    // A RangeError says that this runtime lacks the encoding: the caller then reads ISO 8859-1.
    return false;
  }
}

/** Walks from where it was asked last, so that rising or neighbouring indexes cost what lies between them. */
function utf8Offsets(text: string, before: number): (index: number) => number {
  let [at, bytes] = [0, before];
  return (index) => {
    const [from, to] = [Math.min(at, index), Math.max(at, index)];
    const between = Buffer.byteLength(text.slice(from, to), 'utf8');
    bytes += index < at ? -between : between;
    at = index;
    return bytes;
  };
}
