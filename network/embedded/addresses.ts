/**
 * Where things live in the ledger's one LevelDB. Public state, hashes, blocks and indexes are the channel's; what lies
 * under `p/` and `w/` belongs to the one organisation named in the key.
 */

const BLOCK_DIGITS = 12;
const TX_DIGITS = 6;

export const SCHEMA = 'm/schema';
export const CHANNEL = 'm/channel';
export const HEAD = 'm/head';
export const ORGANISATIONS = 'm/organisations';
/**
 * One mark per block with a purge, set in its batch and removed once the files are rewritten: a crash in between is
 * made good at opening, and a purge that comes meanwhile keeps its own mark.
 */
export const PURGE_PENDING = 'm/purgePending/';

export function purgeMark(block: number): string {
  return PURGE_PENDING + String(block);
}

/** Sorts after every key that begins with the prefix (prefixes end in `/`). */
export function after(prefix: string): string {
  return `${prefix.slice(0, -1)}0`;
}

export const STATE = 's/';
export const PRIVATE = 'p/';
export const PRIVATE_HISTORY = 'w/';

export function stateAddress(key: string): string {
  return STATE + key;
}

export function hashAddress(collection: string, keyHash: string): string {
  return `x/${collection}/${keyHash}`;
}

export function peerPrefix(store: typeof PRIVATE | typeof PRIVATE_HISTORY, mspId: string): string {
  return `${store}${mspId}/`;
}

export function privateAddress(mspId: string, collection: string, key: string): string {
  return `${peerPrefix(PRIVATE, mspId)}${collection}/${key}`;
}

/** All versions of a private value, until they are purged. */
export function privateHistoryPrefix(mspId: string, collection: string, keyHash: string): string {
  return `${peerPrefix(PRIVATE_HISTORY, mspId)}${collection}/${keyHash}/`;
}

/** Positions of all valid writes of a key; hashed, so that no key is the prefix of another. */
export function historyPrefix(keyHash: string): string {
  return `h/${keyHash}/`;
}

export function positionText(block: number, tx: number): string {
  return String(block).padStart(BLOCK_DIGITS, '0') + String(tx).padStart(TX_DIGITS, '0');
}

/** Reads the position at the end of a history address. */
export function positionOf(address: string): { readonly block: number; readonly tx: number } {
  const text = address.slice(-(BLOCK_DIGITS + TX_DIGITS));
  return { block: Number(text.slice(0, BLOCK_DIGITS)), tx: Number(text.slice(BLOCK_DIGITS)) };
}

export function blockAddress(number: number): string {
  return `b/${String(number).padStart(BLOCK_DIGITS, '0')}`;
}

export function transactionAddress(txId: string): string {
  return `t/${txId}`;
}

export function certificateAddress(fingerprint: string): string {
  return `c/${fingerprint}`;
}
