/**
 * What a block's valid transactions change, collected while the block is validated: later transactions of the same
 * block are checked against it, and it becomes the block's one atomic batch.
 */
import {
  after,
  hashAddress,
  historyPrefix,
  positionText,
  privateAddress,
  privateHistoryPrefix,
  purgeMark,
  stateAddress,
} from './addresses.js';
import { collectionOwner } from './collections.js';
import type { CollectionSet, MetadataWrite, PrivateWrite, ReadWriteSet, Version } from './rwset.js';
import type { StateEntry } from './state-entry.js';
import { encodeEntry, NO_POLICY } from './state-entry.js';
import type { StoreOperation, StoreView } from './state-store.js';
import type { KeyedEntry, ScanOptions, StateView } from './state-view.js';
import { hashOf } from './state-view.js';

type Change = StateEntry | null;

export class BlockUpdates {
  readonly #committed: StateView;
  readonly #store: StoreView;
  readonly #state = new Map<string, Change>();
  readonly #hashed = new Map<string, Change>();
  readonly #private = new Map<string, Uint8Array | undefined>();
  readonly #history: StoreOperation[] = [];
  /** Keys whose policy an earlier transaction of this block changed. */
  readonly #policyChanges = new Set<string>();
  /** The block's number, once one of its transactions purges. */
  #purgeBlock: number | undefined;

  constructor(committed: StateView, store: StoreView) {
    this.#committed = committed;
    this.#store = store;
  }

  get purges(): boolean {
    return this.#purgeBlock !== undefined;
  }

  state(key: string): StateEntry | undefined {
    const change = this.#state.get(key);
    return change === undefined ? this.#committed.state(key) : (change ?? undefined);
  }

  hashed(collection: string, keyHash: string): StateEntry | undefined {
    const change = this.#hashed.get(hashAddress(collection, keyHash));
    return change === undefined
      ? this.#committed.hashed(collection, keyHash)
      : (change ?? undefined);
  }

  policyChanged(collection: string, key: string): boolean {
    return this.#policyChanges.has(policyName(collection, key));
  }

  /** Public state in key order with this block's changes so far. */
  async *scan(options: ScanOptions): AsyncGenerator<KeyedEntry> {
    const changed = [...this.#state.keys()]
      .filter((key) => inRange(key, options))
      .sort(compareBytes);
    for await (const entry of this.#committed.scan(options)) {
      while (changed[0] !== undefined && compareBytes(changed[0], entry.key) < 0) {
        yield* this.#changedEntry(changed.shift());
      }
      if (changed[0] === entry.key) yield* this.#changedEntry(changed.shift());
      else yield entry;
    }
    for (const key of changed) yield* this.#changedEntry(key);
  }

  /** Takes up a valid transaction. */
  async apply(
    set: ReadWriteSet,
    privateWrites: readonly PrivateWrite[],
    version: Version,
  ): Promise<void> {
    for (const { key, value } of set.writes) this.#writeState(key, value, version);
    for (const change of set.metadata) this.#writePolicy(change, version);
    for (const collection of set.collections) this.#writeHashes(collection, version);
    for (const write of privateWrites) await this.#writePrivate(write, version);
  }

  /** The batch of this block's changes. */
  operations(): StoreOperation[] {
    const changes = [
      ...[...this.#state].map(([key, change]) => operation(stateAddress(key), change)),
      ...[...this.#hashed].map(([address, change]) => operation(address, change)),
      ...[...this.#private].map(([key, value]) => (value === undefined ? { key } : { key, value })),
      ...this.#history,
    ];
    if (this.#purgeBlock !== undefined) {
      changes.push({ key: purgeMark(this.#purgeBlock), value: Buffer.from('1') });
    }
    return changes;
  }

  *#changedEntry(key: string | undefined): Generator<KeyedEntry> {
    const change = key === undefined ? undefined : this.#state.get(key);
    if (key !== undefined && change) yield { key, ...change };
  }

  #writeState(key: string, value: string | null, version: Version): void {
    const policy = this.state(key)?.policy ?? NO_POLICY;
    this.#state.set(
      key,
      value === null ? null : { version, policy, value: Buffer.from(value, 'base64') },
    );
    const position = positionText(...version);
    this.#history.push({ key: historyPrefix(hashOf(key)) + position, value: new Uint8Array(0) });
  }

  /** A policy for a key that does not exist is dropped, as in Fabric. */
  #writePolicy({ key, policy }: MetadataWrite, version: Version): void {
    this.#policyChanges.add(policyName('', key));
    const entry = this.state(key);
    if (entry === undefined) return;
    this.#state.set(key, { ...entry, version, policy: Buffer.from(policy, 'base64') });
  }

  #writeHashes({ collection, writes, metadata }: CollectionSet, version: Version): void {
    for (const { key, valueHash } of writes) {
      const policy = this.hashed(collection, key)?.policy ?? NO_POLICY;
      const value = valueHash === null ? null : Buffer.from(valueHash, 'hex');
      const change = value === null ? null : { version, policy, value };
      this.#hashed.set(hashAddress(collection, key), change);
    }
    for (const { key, policy } of metadata) {
      this.#policyChanges.add(policyName(collection, key));
      const entry = this.hashed(collection, key);
      if (entry === undefined) continue;
      const changed = { ...entry, version, policy: Buffer.from(policy, 'base64') };
      this.#hashed.set(hashAddress(collection, key), changed);
    }
  }

  /** Only the collection's own organisation keeps the value; its history goes with a purge and stays with a delete. */
  async #writePrivate(write: PrivateWrite, version: Version): Promise<void> {
    const { collection, key, value, purge } = write;
    const owner = collectionOwner(collection);
    if (owner === undefined) return;
    const address = privateAddress(owner, collection, key);
    const history = privateHistoryPrefix(owner, collection, hashOf(key));
    if (value === null) this.#private.set(address, undefined);
    else {
      const bytes = encodeEntry({ version, value, policy: NO_POLICY });
      this.#private.set(address, bytes);
      this.#private.set(history + positionText(...version), bytes);
    }
    if (!purge) return;
    this.#purgeBlock = version[0];
    for (const pending of this.#private.keys()) {
      if (pending.startsWith(history)) this.#private.set(pending, undefined);
    }
    for await (const [stored] of this.#store.entries({ gte: history, lt: after(history) })) {
      this.#private.set(stored, undefined);
    }
  }
}

function operation(key: string, change: Change): StoreOperation {
  return change === null ? { key } : { key, value: encodeEntry(change) };
}

function policyName(collection: string, key: string): string {
  return `${collection}/${key}`;
}

function inRange(key: string, { start, end }: ScanOptions): boolean {
  return compareBytes(key, start) >= 0 && (end === '' || compareBytes(key, end) < 0);
}

/** LevelDB's order: bytes of UTF-8, which differs from JavaScript's beyond the basic plane. */
function compareBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
