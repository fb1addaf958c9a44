/** Bitstring Status List 1.0: at least 131,072 entries, first bit is the most significant, GZIP, multibase `u`; signed by its issuer. */
import { randomInt } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalize } from '../../chaincode/index.js';
import type { Signer } from '../../network/index.js';
import { signCompact } from './compact-jws.js';
import { CONTEXTS, issuerId, statusListId } from './credential.js';

/** Least length (herd privacy, section 6.1 of the specification); longer lists double. */
export const STATUS_LIST_ENTRIES = 131_072;
const MAX_ENTRIES = 4_194_304;
/** How long a signed list says that it holds; older ones make a status unknown. */
export const STATUS_LIST_VALID_MS = 24 * 3_600_000;

export type StatusPurpose = 'revocation' | 'suspension';

/** Length of the list of an issuer that has given out so many indexes: always more than twice as many. */
export function statusListEntries(issued: number): number {
  let entries = STATUS_LIST_ENTRIES;
  while (issued * 2 >= entries) entries *= 2;
  if (entries > MAX_ENTRIES) throw new RangeError(`a status list ends at ${MAX_ENTRIES} entries`);
  return entries;
}

/** A random index that is not in use, so that an index says nothing about the order of issue. */
export function allocateIndex(used: ReadonlySet<number>): number {
  const entries = statusListEntries(used.size);
  for (;;) {
    const index = randomInt(entries);
    if (!used.has(index)) return index;
  }
}

/** Encodes the set of indexes in a list of the given length. */
export function encodeList(indexes: Iterable<number>, entries = STATUS_LIST_ENTRIES): string {
  const bits = new Uint8Array(entries / 8);
  for (const index of indexes) {
    if (index >= entries) throw new RangeError(`index ${index} lies outside ${entries} entries`);
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
  }
  return `u${gzipSync(bits).toString('base64url')}`;
}

/** Decodes a list; throws SyntaxError for one that is shorter than allowed or no multibase base64url, RangeError for a bomb. */
export function decodeList(encoded: string): Uint8Array {
  if (!/^u[A-Za-z0-9_-]+$/.test(encoded)) throw new SyntaxError('not multibase base64url');
  const packed = Buffer.from(encoded.slice(1), 'base64url');
  const bits = gunzipSync(packed, { maxOutputLength: MAX_ENTRIES / 8 });
  if (bits.length * 8 < STATUS_LIST_ENTRIES) {
    throw new SyntaxError(`the list has ${bits.length * 8} entries, not ${STATUS_LIST_ENTRIES}`);
  }
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
  list: {
    readonly indexes: Iterable<number>;
    readonly now: number;
    /** How many indexes the issuer has given out; decides the length of the list. */
    readonly issued?: number;
  },
): Promise<string> {
  const id = statusListId(mspId, purpose);
  const entries = statusListEntries(list.issued ?? 0);
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
      encodedList: encodeList(list.indexes, entries),
    },
  };
  return signCompact(signer, { typ: 'vc+jwt', cty: 'vc' }, Buffer.from(canonicalize(payload)));
}
