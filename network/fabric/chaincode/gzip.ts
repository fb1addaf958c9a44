/** Gzip (RFC 1952) with stored blocks (RFC 1951): the same bytes from every version of every compression library. */
import { crc32 } from 'node:zlib';

const LARGEST_BLOCK = 65_535;
/** Magic, deflate, no flags, no time, no extra flags, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** The bytes as a gzip file, not compressed. */
export function storedGzip(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += LARGEST_BLOCK) {
    const data = bytes.subarray(at, at + LARGEST_BLOCK);
    const head = Buffer.alloc(5);
    head[0] = at + LARGEST_BLOCK >= bytes.length ? 1 : 0;
    head.writeUInt16LE(data.length, 1);
    head.writeUInt16LE(data.length ^ 0xffff, 3);
    blocks.push(head, data);
  }
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(bytes), 0);
  end.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([HEADER, ...blocks, end]);
}
