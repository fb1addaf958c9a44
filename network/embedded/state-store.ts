/**
 * The ledger's database: one LevelDB (classic-level) for blocks, channel state and all peers' private stores.
 * Values are not compressed, so that an erasure can be proved by searching the files for the plaintext.
 */
import { readdir } from 'node:fs/promises';
import type { ClassicLevel } from 'classic-level';
import { after, PRIVATE, PRIVATE_HISTORY, PURGE_PENDING } from './addresses.js';
import { closedFault, damagedFault, openFault, readFault, writeFault } from './ledger-fault.js';
import { SnapshotGate } from './snapshot-gate.js';

type Database = ClassicLevel<string, Uint8Array>;
export type Snapshot = ReturnType<Database['snapshot']>;

/** One write of an atomic batch; without `value` the key is deleted. */
export interface StoreOperation {
  readonly key: string;
  readonly value?: Uint8Array;
}

export interface Range {
  readonly gte?: string;
  readonly gt?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** Reads of one moment, or of the newest state when made without a snapshot. */
export interface StoreView {
  get(key: string): Uint8Array | undefined;
  entries(range: Range): AsyncIterable<[string, Uint8Array]>;
}

export class StateStore {
  readonly #db: Database;
  readonly #dir: string;
  readonly #gate = new SnapshotGate();
  #compaction: Promise<void> | undefined;
  #compactAgain = false;
  #isClosed = false;

  private constructor(db: Database, dir: string) {
    this.#db = db;
    this.#dir = dir;
  }

  /** Opens or creates; throws PlatformFault LEDGER_BUSY, LEDGER_DAMAGED or DISK_FULL. */
  static async open(dir: string): Promise<StateStore> {
    await checkStart(dir);
    const { ClassicLevel } = await import('classic-level');
    const db: Database = new ClassicLevel(dir, {
      keyEncoding: 'utf8',
      valueEncoding: 'view',
      compression: false,
    });
    try {
      await db.open();
    } catch (cause) {
      throw openFault(dir, cause);
    }
    return new StateStore(db, dir);
  }

  /** The newest state. */
  readonly latest: StoreView = {
    get: (key) => this.#read(key),
    entries: (range) => this.#db.iterator(range),
  };

  /** Runs `work` over one unchanging moment of the store. */
  async atOneMoment<T>(work: (view: StoreView) => Promise<T>): Promise<T> {
    await this.#gate.enter();
    if (this.#isClosed) {
      this.#gate.leave();
      throw closedFault();
    }
    const snapshot = this.#db.snapshot();
    try {
      return await work({
        get: (key) => this.#read(key, { snapshot }),
        entries: (range) => this.#db.iterator({ ...range, snapshot }),
      });
    } finally {
      await snapshot.close();
      this.#gate.leave();
    }
  }

  /**
   * Runs `work` over the newest state, never while files are rewritten: an iterator that is open when that ends keeps
   * the old files on the disk for good, purged values included.
   */
  async outsideErasure<T>(work: () => Promise<T>): Promise<T> {
    await this.#gate.enter();
    try {
      return await work();
    } finally {
      this.#gate.leave();
    }
  }

  /** Whether a purge has not reached the files yet. */
  async isPurgePending(): Promise<boolean> {
    return (await this.#purgeMarks()).length > 0;
  }

  /** Writes all or nothing, on the disk before it resolves. */
  async write(operations: readonly StoreOperation[]): Promise<void> {
    const batch = operations.map(({ key, value }) =>
      value === undefined ? { type: 'del' as const, key } : { type: 'put' as const, key, value },
    );
    try {
      await this.#db.batch(batch, { sync: true });
    } catch (cause) {
      throw writeFault(cause);
    }
  }

  /** Rewrites the private stores, so that purged values are gone from the files; resolves when they are. */
  async compact(): Promise<void> {
    // A run under way may have passed the newest purge already: one more run follows it.
    this.#compactAgain = true;
    this.#compaction ??= this.#compactWhileAsked();
    await this.#compaction;
  }

  /** Lets readers finish and no new ones in: their next attempt is a PlatformFault LEDGER_CLOSED. */
  async closeToReaders(): Promise<void> {
    this.#isClosed = true;
    await this.#compaction;
    await this.#gate.alone(async () => undefined);
  }

  /** Closes the files, after readers and a compaction under way. */
  async close(): Promise<void> {
    await this.closeToReaders();
    await this.#db.close();
  }

  async #compactWhileAsked(): Promise<void> {
    try {
      while (this.#compactAgain) {
        this.#compactAgain = false;
        await this.#gate.alone(() => this.#eraseMarked());
      }
    } finally {
      // In the same turn as the last look at the wish: one that comes later starts a new run.
      this.#compaction = undefined;
    }
  }

  /** Marks are read first: one that is set meanwhile belongs to values that this run may have passed already. */
  async #eraseMarked(): Promise<void> {
    const marks = await this.#purgeMarks();
    await this.#rewritePrivateStores();
    await this.write(marks.map((key) => ({ key })));
  }

  async #purgeMarks(): Promise<string[]> {
    const marks: string[] = [];
    const range = { gte: PURGE_PENDING, lt: after(PURGE_PENDING) };
    for await (const [key] of this.#db.iterator(range)) marks.push(key);
    return marks;
  }

  #read(key: string, options: { readonly snapshot?: Snapshot } = {}): Uint8Array | undefined {
    try {
      return this.#db.getSync(key, options);
    } catch (cause) {
      throw readFault(this.#dir, cause);
    }
  }

  /**
   * LevelDB writes a fresh value and its deletion side by side into one file when both are still in memory, and
   * compacting a range does not touch its lowest level. Deletions at both ends of the range, written after a first
   * flush, lie above all of it and force each file to be merged (test/network/embedded/purge.test.ts is the proof).
   */
  async #rewritePrivateStores(): Promise<void> {
    for (const prefix of [PRIVATE, PRIVATE_HISTORY]) {
      const end = after(prefix);
      await this.#db.compactRange(prefix, end);
      await this.write([{ key: prefix }, { key: end }]);
      await this.#db.compactRange(prefix, `${end}\u0000`);
    }
  }
}

/**
 * Without its file CURRENT, LevelDB takes a folder for a new one and removes the tables in it: such a folder is
 * refused before the driver sees it.
 */
async function checkStart(dir: string): Promise<void> {
  const names = await readdir(dir).catch((): string[] => []);
  if (names.includes('CURRENT') || !names.some((name) => /\.(ldb|sst|log)$/.test(name))) return;
  throw damagedFault(dir, 'its file CURRENT is missing');
}
