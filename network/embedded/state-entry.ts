/** A value with its version and endorsement policy, as bytes: the value itself lies there in the clear, unencoded. */
import type { Version } from './rwset.js';

export interface StateEntry {
  readonly version: Version;
  readonly value: Uint8Array;
  /** Key-level endorsement policy; empty when there is none. */
  readonly policy: Uint8Array;
}

const BLOCK_BYTES = 6;
const TX_AT = BLOCK_BYTES;
const POLICY_LENGTH_AT = TX_AT + 4;
const HEADER_BYTES = POLICY_LENGTH_AT + 4;

export const NO_POLICY = new Uint8Array(0);

export function encodeEntry({ version, value, policy }: StateEntry): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntBE(version[0], 0, BLOCK_BYTES);
  header.writeUInt32BE(version[1], TX_AT);
  header.writeUInt32BE(policy.length, POLICY_LENGTH_AT);
  return Buffer.concat([header, policy, value]);
}

export function decodeEntry(bytes: Uint8Array): StateEntry {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const policyEnd = HEADER_BYTES + buffer.readUInt32BE(POLICY_LENGTH_AT);
  return {
    version: [buffer.readUIntBE(0, BLOCK_BYTES), buffer.readUInt32BE(TX_AT)],
    policy: buffer.subarray(HEADER_BYTES, policyEnd),
    value: buffer.subarray(policyEnd),
  };
}
