/** Bitstring Status List 1.0: 131,072 entries, first bit is the most significant, GZIP, multibase `u`; signed by the issuer. */
import { randomInt } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalize } from '../../chaincode/index.js';
import type { Signer } from '../../network/index.js';
import { signCompact } from './compact-jws.js';
import { CONTEXTS, issuerId, statusListId } from './credential.js';

export const STATUS_LIST_ENTRIES = 131_072;
const BYTES = STATUS_LIST_ENTRIES / 8;
/** How long a signed list says that it holds; older ones make a status unknown. */
export const STATUS_LIST_VALID_MS = 24 * 3_600_000;

export type StatusPurpose = 'revocation' | 'suspension';

/** A random index that is not in use, so that an index says nothing about the order of issue. */
export function allocateIndex(used: ReadonlySet<number>): number {
  if (used.size >= STATUS_LIST_ENTRIES / 2)
    throw new RangeError('the status list is half full: start a new one');
  for (;;) {
    const index = randomInt(STATUS_LIST_ENTRIES);
    if (!used.has(index)) return index;
  }
}

/** Encodes the set of indexes. */
export function encodeList(indexes: Iterable<number>): string {
  const bits = new Uint8Array(BYTES);
  for (const index of indexes) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
  return `u${gzipSync(bits).toString('base64url')}`;
}

/** Decodes a list; throws SyntaxError unless it inflates to exactly its declared length. */
export function decodeList(encoded: string): Uint8Array {
  if (!encoded.startsWith('u')) throw new SyntaxError('the list is not multibase base64url');
  const bits = gunzipSync(Buffer.from(encoded.slice(1), 'base64url'), { maxOutputLength: BYTES });
  if (bits.length !== BYTES)
    throw new SyntaxError(`the list has ${bits.length} bytes, not ${BYTES}`);
  return bits;
}

/** Whether the bit of an index is set. */
export function isSet(bits: Uint8Array, index: number): boolean {
  return ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
}

/** The issuer's signed list. */
export async function signStatusList(
  signer: Signer,
  mspId: string,
  purpose: StatusPurpose,
  list: { readonly indexes: Iterable<number>; readonly now: number },
): Promise<string> {
  const id = statusListId(mspId, purpose);
  const payload = {
    '@context': [CONTEXTS[0]],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: issuerId(mspId),
    validFrom: new Date(list.now).toISOString(),
    validUntil: new Date(list.now + STATUS_LIST_VALID_MS).toISOString(),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList: encodeList(list.indexes),
    },
  };
  return signCompact(signer, { typ: 'vc+jwt', cty: 'vc' }, Buffer.from(canonicalize(payload)));
}
