/**
 * One endorser's simulation of a proposal: reads come from the committed state of one moment, writes are collected and
 * never read back (Fabric: core/ledger/kvledger/txmgmt). Rules on keys and scans are those of Fabric with CouchDB, the
 * stricter of its two state databases.
 */
import { collectionOwner } from './collections.js';
import { NO_POLICY } from './state-entry.js';
import type { StateEntry } from './state-entry.js';
import type { KeyedEntry, ScanOptions, StateView } from './state-view.js';
import { hashOf } from './state-view.js';
import { RangeDigest } from './rwset.js';
import type {
  CollectionSet,
  HashedWrite,
  KeyRead,
  PrivateWrite,
  RangeRead,
  ReadWriteSet,
  Version,
} from './rwset.js';

export interface SimulationOptions {
  readonly view: StateView;
  /** The organisation whose peer simulates. */
  readonly mspId: string;
  readonly organisations: ReadonlySet<string>;
  /** Most results of one scan (Fabric: totalQueryLimit). */
  readonly queryLimit: number;
}

interface CollectionRecord {
  readonly reads: Map<string, Version | null>;
  readonly writes: Map<string, PrivateWrite>;
  readonly metadata: Map<string, Uint8Array>;
}

export class Simulation {
  readonly #options: SimulationOptions;
  readonly #reads = new Map<string, Version | null>();
  readonly #writes = new Map<string, Uint8Array | null>();
  readonly #metadata = new Map<string, Uint8Array>();
  readonly #scans: Scan[] = [];
  /** Queries that are not recorded, to be closed at the end all the same. */
  readonly #queries: AsyncGenerator<unknown>[] = [];
  readonly #collections = new Map<string, CollectionRecord>();
  /** Why this transaction may not write (any more). */
  #readOnly: string | undefined;
  #wrote = false;

  constructor(options: SimulationOptions) {
    this.#options = options;
  }

  /** Committed value of a public or private key. */
  read(collection: string, key: string): Uint8Array {
    if (collection !== '') return this.#readPrivate(collection, key);
    return this.#readPublic(key)?.value ?? NO_POLICY;
  }

  /** Hash of a private value as all members know it; empty when there is none. */
  privateHash(collection: string, key: string): Uint8Array {
    return this.#readHashed(collection, key)?.value ?? NO_POLICY;
  }

  /** Policy of a key; empty when there is none. */
  policy(collection: string, key: string): Uint8Array {
    const entry = collection === '' ? this.#readPublic(key) : this.#readHashed(collection, key);
    return entry?.policy ?? NO_POLICY;
  }

  /** Collects a write; an empty value deletes, as in Fabric. */
  write(collection: string, key: string, value: Uint8Array | null, purge = false): void {
    this.#mayWrite(key);
    const kept = value === null || value.length === 0 ? null : value;
    if (collection === '') this.#writes.set(key, kept);
    else this.#record(collection).writes.set(key, { collection, key, value: kept, purge });
  }

  writePolicy(collection: string, key: string, policy: Uint8Array): void {
    this.#mayWrite(key);
    const target = collection === '' ? this.#metadata : this.#record(collection).metadata;
    target.set(key, policy);
  }

  /** A scan of public state, recorded for the phantom check. */
  scan(options: ScanOptions): Scan {
    const limit = this.#options.queryLimit;
    const scan = new Scan(this.#options.view.scan({ ...options, limit }), { ...options, limit });
    this.#scans.push(scan);
    return scan;
  }

  /** A page of public state; makes the transaction read-only. */
  page(options: ScanOptions): AsyncGenerator<KeyedEntry> {
    this.#mustNotWrite('a paginated query is allowed in a read-only transaction only');
    return this.#open(this.#options.view.scan(options));
  }

  /** A scan of a private collection on this peer; makes the transaction read-only, records nothing. */
  scanPrivate(collection: string, options: ScanOptions): AsyncGenerator<KeyedEntry> {
    this.#mustNotWrite('a query over private data is allowed in a read-only transaction only');
    this.#owner(collection);
    const limit = this.#options.queryLimit;
    return this.#open(
      this.#options.view.scanHeld(this.#options.mspId, collection, { ...options, limit }),
    );
  }

  /** Where the valid writes of a key stand, newest first; records nothing. */
  positions(key: string): ReturnType<StateView['positions']> {
    return this.#open(this.#options.view.positions(key));
  }

  /** Closes what the contract left open and gives the read/write set in a fixed order. */
  async finish(): Promise<{ rwset: ReadWriteSet; privateWrites: readonly PrivateWrite[] }> {
    for (const scan of this.#scans) await scan.close();
    for (const query of this.#queries) await query.return(undefined);
    const collections = [...this.#collections].sort(byKey);
    const rwset: ReadWriteSet = {
      reads: keyReads(this.#reads),
      ranges: this.#scans.map((scan) => scan.record()),
      writes: [...this.#writes]
        .sort(byKey)
        .map(([key, value]) => ({ key, value: value === null ? null : base64(value) })),
      metadata: metadataWrites(this.#metadata),
      collections: collections.map(([name, record]) => collectionSet(name, record)),
    };
    const privateWrites = collections.flatMap(([, record]) => [...record.writes.values()]);
    return { rwset, privateWrites };
  }

  #open<T extends AsyncGenerator<unknown>>(query: T): T {
    this.#queries.push(query);
    return query;
  }

  #readPublic(key: string): StateEntry | undefined {
    checkKey(key);
    const entry = this.#options.view.state(key);
    this.#reads.set(key, entry?.version ?? null);
    return entry;
  }

  #readHashed(collection: string, key: string): StateEntry | undefined {
    checkKey(key);
    const record = this.#record(collection);
    const keyHash = hashOf(key);
    const entry = this.#options.view.hashed(collection, keyHash);
    record.reads.set(keyHash, entry?.version ?? null);
    return entry;
  }

  #readPrivate(collection: string, key: string): Uint8Array {
    const known = this.#readHashed(collection, key);
    const held = this.#options.view.held(this.#options.mspId, collection, key);
    if (known === undefined) return NO_POLICY;
    if (held !== undefined && hashOf(held.value) === Buffer.from(known.value).toString('hex')) {
      return held.value;
    }
    throw new Error(
      `private data matching public hash version is not available on the peer of ${this.#options.mspId} (collection ${collection})`,
    );
  }

  #mayWrite(key: string): void {
    checkKey(key);
    if (this.#readOnly !== undefined) throw new Error(this.#readOnly);
    this.#wrote = true;
  }

  #mustNotWrite(rule: string): void {
    if (this.#wrote) throw new Error(rule);
    this.#readOnly = rule;
  }

  #record(collection: string): CollectionRecord {
    this.#owner(collection);
    const known = this.#collections.get(collection);
    if (known !== undefined) return known;
    const record = { reads: new Map(), writes: new Map(), metadata: new Map() };
    this.#collections.set(collection, record);
    return record;
  }

  #owner(collection: string): void {
    const owner = collectionOwner(collection);
    if (owner !== undefined && this.#options.organisations.has(owner)) return;
    throw new Error(`collection ${collection} does not exist on this channel`);
  }
}

/** A peer hands results over in batches and looks one further (Fabric: core/chaincode/query_response_generator.go). */
const BATCH = 100;

/**
 * A public scan under way; remembers what the peer has read of it. That is a batch more than the contract may have
 * taken, and a short range whole: a contract that stops early is checked for phantoms all the same.
 */
export class Scan {
  readonly #entries: AsyncGenerator<KeyedEntry>;
  readonly #options: ScanOptions;
  readonly #digest = new RangeDigest();
  #last: string | null = null;
  #count = 0;
  #exhausted = false;
  #ended = false;
  readonly #ahead: KeyedEntry[] = [];

  constructor(entries: AsyncGenerator<KeyedEntry>, options: ScanOptions) {
    this.#entries = entries;
    this.#options = options;
  }

  async next(): Promise<KeyedEntry | undefined> {
    if (this.#ahead.length <= 1) await this.fill();
    return this.#ahead.shift();
  }

  /** Reads the next batch, the first one before the contract asks for a result. */
  async fill(): Promise<void> {
    while (!this.#ended && this.#ahead.length <= BATCH) {
      const entry = await this.#read();
      if (entry === undefined) this.#ended = true;
      else this.#ahead.push(entry);
    }
  }

  async #read(): Promise<KeyedEntry | undefined> {
    const step = await this.#entries.next();
    if (step.done) {
      // A scan cut off by the limit has not seen its end.
      this.#exhausted = this.#count !== this.#options.limit;
      return undefined;
    }
    const entry = step.value;
    this.#digest.add(entry.key, entry.version);
    this.#last = entry.key;
    this.#count += 1;
    return entry;
  }

  async close(): Promise<void> {
    await this.#entries.return(undefined);
  }

  record(): RangeRead {
    const { start, end } = this.#options;
    return { start, end, exhausted: this.#exhausted, last: this.#last, digest: this.#digest.hex() };
  }
}

function checkKey(key: string): void {
  if (key === '') throw new Error('the key is empty');
  if (/\p{Surrogate}/u.test(key)) throw new Error('the key is no valid UTF-8');
  if (key.startsWith('_')) throw new Error('a key may not begin with an underscore');
}

function collectionSet(collection: string, record: CollectionRecord): CollectionSet {
  const writes: HashedWrite[] = [...record.writes.values()].map(({ key, value, purge }) => ({
    key: hashOf(key),
    valueHash: value === null ? null : hashOf(value),
    purge,
  }));
  const metadata = new Map([...record.metadata].map(([key, policy]) => [hashOf(key), policy]));
  return {
    collection,
    reads: keyReads(record.reads),
    writes: writes.sort((a, b) => (a.key < b.key ? -1 : 1)),
    metadata: metadataWrites(metadata),
  };
}

function keyReads(reads: ReadonlyMap<string, Version | null>): KeyRead[] {
  return [...reads].sort(byKey).map(([key, version]) => ({ key, version }));
}

function metadataWrites(metadata: ReadonlyMap<string, Uint8Array>) {
  return [...metadata].sort(byKey).map(([key, policy]) => ({ key, policy: base64(policy) }));
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
