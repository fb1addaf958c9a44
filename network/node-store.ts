/**
 * What one node keeps for itself: payloads and salts of its own records, raw messages by content, outbox, indexes.
 * LevelDB (classic-level), one store per node; writes that are acknowledged are synced first.
 */
import type { ClassicLevel } from 'classic-level';
import { PlatformFault } from './fault.js';

type Database = ClassicLevel<string, Uint8Array>;

export interface RangeOptions {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** One write of a batch. */
export interface StoreWrite {
  readonly collection: string;
  readonly key: string;
  /** JSON value or raw bytes; absent to delete. */
  readonly value?: unknown;
}

/** Separates collection and key; neither may hold it. */
const SEPARATOR = '\u0000';
const END = '\u0001';
/** Before and after every address. */
const FIRST = '\u0000';
const LAST = '\uffff';

export class NodeStore implements AsyncDisposable {
  readonly #db: Database;

  private constructor(db: Database) {
    this.#db = db;
  }

  /** Opens or creates the store; throws PlatformFault when the folder is busy, damaged or full. */
  static async open(dir: string): Promise<NodeStore> {
    const { ClassicLevel } = await import('classic-level');
    // No compression: a purge is proved by searching the files for the plaintext.
    const db: Database = new ClassicLevel(dir, {
      keyEncoding: 'utf8',
      valueEncoding: 'view',
      compression: false,
    });
    try {
      await db.open();
    } catch (cause) {
      throw storeFault(dir, cause);
    }
    return new NodeStore(db);
  }

  /** Reads a JSON value. */
  async get<T>(collection: string, key: string): Promise<T | undefined> {
    const bytes = await this.bytes(collection, key);
    return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as T);
  }

  /** Reads raw bytes. */
  async bytes(collection: string, key: string): Promise<Uint8Array | undefined> {
    return this.#db.get(address(collection, key));
  }

  /** Writes one value, synced. */
  async put(collection: string, key: string, value: unknown): Promise<void> {
    await this.batch([{ collection, key, value }]);
  }

  /** Writes all or nothing, synced before it resolves. */
  async batch(writes: readonly StoreWrite[]): Promise<void> {
    await this.#db.batch(
      writes.map(({ collection, key, value }) =>
        value === undefined
          ? { type: 'del' as const, key: address(collection, key) }
          : { type: 'put' as const, key: address(collection, key), value: encode(value) },
      ),
      { sync: true },
    );
  }

  /** JSON entries of a collection in key order. */
  async *entries<T>(collection: string, range: RangeOptions = {}): AsyncGenerator<[string, T]> {
    const start = collection.length + 1;
    for await (const [key, bytes] of this.#db.iterator(bounds(collection, range))) {
      yield [key.slice(start), JSON.parse(Buffer.from(bytes).toString()) as T];
    }
  }

  /** Keys of a collection in order. */
  async keys(collection: string, range: RangeOptions = {}): Promise<string[]> {
    const keys = await this.#db.keys(bounds(collection, range)).all();
    return keys.map((key) => key.slice(collection.length + 1));
  }

  /** Rewrites the files so that deleted values are gone from the disk (LevelDB keeps them until then). */
  async compact(): Promise<void> {
    await this.#db.compactRange(FIRST, LAST);
    // A value written and deleted between two flushes sits in one deep file that no compaction merges:
    // deletions at both ends of the key space make a second file that overlaps it, so that it is rewritten.
    await this.#db.batch(
      [
        { type: 'del', key: FIRST },
        { type: 'del', key: LAST },
      ],
      { sync: true },
    );
    await this.#db.compactRange(FIRST, LAST);
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function address(collection: string, key: string): string {
  return `${collection}${SEPARATOR}${key}`;
}

function bounds(collection: string, range: RangeOptions): Record<string, unknown> {
  const { gt, gte, lt, lte, ...rest } = range;
  const lower =
    gt !== undefined ? { gt: address(collection, gt) } : { gte: address(collection, gte ?? '') };
  const upper = lte !== undefined ? { lte: address(collection, lte) } : undefined;
  const strict = { lt: lt !== undefined ? address(collection, lt) : `${collection}${END}` };
  return { ...rest, ...lower, ...(upper ?? strict) };
}

function encode(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
}

function storeFault(dir: string, cause: unknown): PlatformFault {
  const text = errorText(cause);
  if (isLocked(cause)) {
    return new PlatformFault(
      'STORE_BUSY',
      `another process uses ${dir}; stop it, or use --data`,
      cause,
    );
  }
  if (/ENOSPC|No space left/.test(text)) {
    return new PlatformFault(
      'DISK_FULL',
      `no space left for ${dir}; free some and start again`,
      cause,
    );
  }
  return new PlatformFault(
    'STORE_DAMAGED',
    `${dir} cannot be read; restore a backup with "guanlian restore", or move it away`,
    cause,
  );
}

/** The driver's code, not its text: paths and corruption reports hold the word "block". */
function isLocked(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return (cause as { code?: unknown }).code === 'LEVEL_LOCKED' || isLocked(cause.cause);
}

function errorText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? String(cause) : `${String(cause)} ${errorText(cause.cause)}`;
}
