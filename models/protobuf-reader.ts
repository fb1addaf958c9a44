/** A reader for the protobuf wire format, as far as an ONNX file needs it (varint, 64 bit, bytes, 32 bit). */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** One field: a number for varint and fixed32 (as float), bytes for length-delimited and fixed64. */
export interface WireField {
  readonly field: number;
  readonly value: number | Uint8Array;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function take(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new Error('Protobuf: message ends inside a field');
  const taken = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return taken;
}

/** Unsigned, up to 2^53 - 1: more than node ids, counts and lengths need. */
function varint(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
    const byte = take(cursor, 1)[0] as number;
    value += (byte & 127) * scale;
    if (byte < 128) {
      if (!Number.isSafeInteger(value)) break;
      return value;
    }
  }
  throw new Error('Protobuf: integer out of range');
}

function float32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

function wireValue(cursor: Cursor, wire: number): number | Uint8Array {
  switch (wire) {
    case VARINT:
      return varint(cursor);
    case FIXED64:
      return take(cursor, 8);
    case BYTES:
      return take(cursor, varint(cursor));
    case FIXED32:
      return float32(take(cursor, 4));
    default:
      throw new Error(`Protobuf: wire type ${wire} is not supported`);
  }
}

/** The fields of one message in file order. Throws on a damaged message. */
export function* readMessage(bytes: Uint8Array): Generator<WireField> {
  const cursor: Cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = varint(cursor);
    yield { field: Math.floor(tag / 8), value: wireValue(cursor, tag % 8) };
  }
}

/** A packed list of varints. */
export function unpackVarints(bytes: Uint8Array): number[] {
  const cursor: Cursor = { bytes, at: 0 };
  const values: number[] = [];
  while (cursor.at < bytes.length) values.push(varint(cursor));
  return values;
}

/** A packed list of float32. */
export function unpackFloats(bytes: Uint8Array): number[] {
  const cursor: Cursor = { bytes, at: 0 };
  const values: number[] = [];
  while (cursor.at < bytes.length) values.push(float32(take(cursor, 4)));
  return values;
}
