/** Channel state, private stores and history over one view of the store: what a peer can read. */
import { createHash } from 'node:crypto';
import {
  after,
  hashAddress,
  historyPrefix,
  peerPrefix,
  PRIVATE,
  positionOf,
  privateAddress,
  STATE,
  stateAddress,
} from './addresses.js';
import type { StateEntry } from './state-entry.js';
import { decodeEntry } from './state-entry.js';
import type { StoreView } from './state-store.js';

export interface KeyedEntry extends StateEntry {
  readonly key: string;
}

export interface ScanOptions {
  /** First key, included. */
  readonly start: string;
  /** End, not included; open when empty. */
  readonly end: string;
  readonly limit?: number;
}

/** SHA-256, hex. */
export function hashOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export class StateView {
  readonly #view: StoreView;

  constructor(view: StoreView) {
    this.#view = view;
  }

  state(key: string): StateEntry | undefined {
    return this.#entry(stateAddress(key));
  }

  /** What the channel knows of a private value: version, policy, and the value's hash as the value. */
  hashed(collection: string, keyHash: string): StateEntry | undefined {
    return this.#entry(hashAddress(collection, keyHash));
  }

  /** The private value itself, where this organisation's peer holds it. */
  held(mspId: string, collection: string, key: string): StateEntry | undefined {
    return this.#entry(privateAddress(mspId, collection, key));
  }

  /** Public state in key order (bytes of UTF-8, as in Fabric). */
  scan(options: ScanOptions): AsyncGenerator<KeyedEntry> {
    return this.#scan(STATE, options);
  }

  /** An organisation's private values of a collection, in key order. */
  scanHeld(mspId: string, collection: string, options: ScanOptions): AsyncGenerator<KeyedEntry> {
    return this.#scan(`${peerPrefix(PRIVATE, mspId)}${collection}/`, options);
  }

  /** Positions of a key's valid writes, newest first. */
  async *positions(key: string): AsyncGenerator<{ readonly block: number; readonly tx: number }> {
    const prefix = historyPrefix(hashOf(key));
    const range = { gte: prefix, lt: after(prefix), reverse: true };
    for await (const [address] of this.#view.entries(range)) yield positionOf(address);
  }

  raw(address: string): Uint8Array | undefined {
    return this.#view.get(address);
  }

  #entry(address: string): StateEntry | undefined {
    const bytes = this.#view.get(address);
    return bytes === undefined ? undefined : decodeEntry(bytes);
  }

  async *#scan(prefix: string, { start, end, limit }: ScanOptions): AsyncGenerator<KeyedEntry> {
    const range = {
      gte: prefix + start,
      lt: end === '' ? after(prefix) : prefix + end,
      ...(limit === undefined ? {} : { limit }),
    };
    for await (const [address, bytes] of this.#view.entries(range)) {
      yield { key: address.slice(prefix.length), ...decodeEntry(bytes) };
    }
  }
}
