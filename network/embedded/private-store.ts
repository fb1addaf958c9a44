/** What one organisation's peer holds in private: for inspection and for proofs of erasure. */
import { after, peerPrefix, PRIVATE, PRIVATE_HISTORY } from './addresses.js';
import type { Version } from './rwset.js';
import { decodeEntry } from './state-entry.js';
import type { StoreView } from './state-store.js';

export interface HeldKey {
  readonly collection: string;
  readonly key: string;
}

export interface HeldValue {
  /** `current`, or a kept version of the past: then `key` is the key's SHA-256, hex. */
  readonly kind: 'current' | 'past';
  readonly collection: string;
  readonly key: string;
  readonly version: Version;
  /** UTF-8 text. */
  readonly value: string;
}

/** Keys that can be read at present, in order. */
export async function heldKeys(view: StoreView, mspId: string): Promise<HeldKey[]> {
  const values = await heldValues(view, mspId);
  return values
    .filter(({ kind }) => kind === 'current')
    .map(({ collection, key }) => ({ collection, key }));
}

/** All values of the store, those of the past included. */
export async function heldValues(view: StoreView, mspId: string): Promise<HeldValue[]> {
  const held: HeldValue[] = [];
  for (const store of [PRIVATE, PRIVATE_HISTORY] as const) {
    const prefix = peerPrefix(store, mspId);
    for await (const [address, bytes] of view.entries({ gte: prefix, lt: after(prefix) })) {
      const rest = address.slice(prefix.length);
      const cut = rest.indexOf('/');
      const { version, value } = decodeEntry(bytes);
      held.push({
        kind: store === PRIVATE ? 'current' : 'past',
        collection: rest.slice(0, cut),
        key: store === PRIVATE ? rest.slice(cut + 1) : rest.slice(cut + 1, rest.lastIndexOf('/')),
        version,
        value: Buffer.from(value).toString(),
      });
    }
  }
  return held;
}
