/**
 * The peer side that fabric-shim's stub talks to: the methods of its ChaincodeSupportClient, answered by a simulation
 * instead of a gRPC stream. Shapes of the answers follow fabric-shim/lib/handler.js and iterators.js.
 */
import { NO_POLICY } from './state-entry.js';
import type { KeyedEntry, ScanOptions } from './state-view.js';
import type { Block, BlockTransaction } from './block.js';
import type { Protos } from './shim-runtime.js';
import type { Simulation } from './simulation.js';

const VALIDATION_PARAMETER = 'VALIDATION_PARAMETER';

interface ResultIterator<T> {
  next(): Promise<{ readonly value: T; readonly done: false } | { readonly done: true }>;
  close(): Promise<void>;
}

interface KeyValue {
  readonly key: string;
  readonly value: Buffer;
}

interface KeyModification {
  readonly txId: string;
  readonly value: Buffer;
  readonly isDelete: boolean;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
}

interface QueryResult {
  readonly iterator: ResultIterator<KeyValue>;
  readonly metadata?: { readonly bookmark: string; readonly fetchedRecordsCount: number };
}

export interface HandlerOptions {
  readonly simulation: Simulation;
  readonly protos: Protos;
  readonly queryLimit: number;
  readonly block: (number: number) => Block;
}

export class PeerHandler {
  readonly #options: HandlerOptions;
  readonly #simulation: Simulation;

  constructor(options: HandlerOptions) {
    this.#options = options;
    this.#simulation = options.simulation;
  }

  async handleGetState(collection: string, key: string): Promise<Buffer> {
    return asBuffer(this.#simulation.read(collection, key));
  }

  async handlePutState(collection: string, key: string, value: Uint8Array): Promise<Buffer> {
    this.#simulation.write(collection, key, Uint8Array.from(value));
    return Buffer.alloc(0);
  }

  async handleDeleteState(collection: string, key: string): Promise<Buffer> {
    this.#simulation.write(collection, key, null);
    return Buffer.alloc(0);
  }

  async handlePurgeState(collection: string, key: string): Promise<Buffer> {
    this.#simulation.write(collection, key, null, true);
    return Buffer.alloc(0);
  }

  async handlePutStateMetadata(
    collection: string,
    key: string,
    metakey: string,
    policy: Uint8Array | undefined,
  ): Promise<Buffer> {
    if (metakey !== VALIDATION_PARAMETER) throw new Error(`unknown metadata ${metakey}`);
    this.#simulation.writePolicy(collection, key, Uint8Array.from(policy ?? NO_POLICY));
    return Buffer.alloc(0);
  }

  async handleGetStateMetadata(collection: string, key: string): Promise<Record<string, Buffer>> {
    const policy = this.#simulation.policy(collection, key);
    return policy.length === 0 ? {} : { [VALIDATION_PARAMETER]: asBuffer(policy) };
  }

  async handleGetPrivateDataHash(collection: string, key: string): Promise<Buffer> {
    return asBuffer(this.#simulation.privateHash(collection, key));
  }

  async handleGetStateByRange(
    collection: string,
    start: string,
    end: string | undefined,
    _channel: string,
    _txId: string,
    metadata?: Uint8Array,
  ): Promise<QueryResult> {
    const options = { start, end: end ?? '' };
    if (metadata !== undefined) return this.#page(options, metadata);
    if (collection !== '') {
      return { iterator: keyValues(this.#simulation.scanPrivate(collection, options)) };
    }
    const scan = this.#simulation.scan(options);
    await scan.fill();
    return {
      iterator: {
        next: async () => {
          const entry = await scan.next();
          return entry === undefined ? { done: true } : { value: keyValue(entry), done: false };
        },
        close: () => scan.close(),
      },
    };
  }

  async handleGetQueryResult(): Promise<never> {
    throw new Error('rich queries need CouchDB; this network keeps its state in LevelDB');
  }

  async handleInvokeChaincode(name: string): Promise<never> {
    throw new Error(`chaincode ${name} is not installed: this network has one chaincode`);
  }

  /** Newest first, valid transactions only, as Fabric's history database gives them. */
  async handleGetHistoryForKey(key: string): Promise<ResultIterator<KeyModification>> {
    const positions = this.#simulation.positions(key);
    return {
      next: async () => {
        const step = await positions.next();
        if (step.done) return { done: true };
        const { block, tx } = step.value;
        const transaction = this.#options.block(block).transactions[tx];
        return { value: modification(key, transaction), done: false };
      },
      close: async () => {
        await positions.return(undefined);
      },
    };
  }

  async #page(options: ScanOptions, metadata: Uint8Array): Promise<QueryResult> {
    const query = this.#options.protos.peer.QueryMetadata.deserializeBinary(metadata);
    const size = Math.min(query.getPagesize() || Infinity, this.#options.queryLimit);
    const start = query.getBookmark() || options.start;
    const entries: KeyedEntry[] = [];
    for await (const entry of this.#simulation.page({ ...options, start, limit: size + 1 })) {
      entries.push(entry);
    }
    // The bookmark is the first key of the next page; empty after the last.
    const bookmark = entries[size]?.key ?? '';
    const page = entries.slice(0, size);
    return {
      iterator: keyValues(page),
      metadata: { bookmark, fetchedRecordsCount: page.length },
    };
  }
}

function keyValues(
  entries: AsyncGenerator<KeyedEntry> | readonly KeyedEntry[],
): ResultIterator<KeyValue> {
  const source: AsyncGenerator<KeyedEntry> | Iterator<KeyedEntry> =
    Symbol.asyncIterator in entries ? entries : entries.values();
  return {
    next: async () => {
      const step = await source.next();
      return step.done ? { done: true } : { value: keyValue(step.value), done: false };
    },
    close: async () => {
      if (Symbol.asyncIterator in source) await source.return(undefined);
    },
  };
}

function keyValue({ key, value }: KeyedEntry): KeyValue {
  return { key, value: asBuffer(value) };
}

function modification(key: string, transaction: BlockTransaction | undefined): KeyModification {
  const write = transaction?.rwset.writes.find((each) => each.key === key);
  if (transaction === undefined || write === undefined) {
    throw new Error('the history index names a transaction that does not write the key');
  }
  const { txId, time } = transaction;
  const timestamp = { seconds: Math.floor(time / 1000), nanos: (time % 1000) * 1_000_000 };
  const value = Buffer.from(write.value ?? '', 'base64');
  return { txId, value, isDelete: write.value === null, timestamp };
}

/** Contracts may change what they read: they get a copy. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}
