/**
 * Tells when a transaction stands in a block of the own peer, and where. One filtered block stream serves all
 * submissions; cut off, it goes on behind the last block it saw, so that no commit is missed.
 */
import type { Position } from '../../ledger.js';
import { pause } from '../retry.js';
import type { FilteredBlock } from './block-stream.js';

export interface Commit {
  readonly position: Position;
  /** Fabric TxValidationCode. */
  readonly code: number;
}

export interface ExpectedCommit {
  /** Resolves with the commit, or undefined when it was not seen in time or the watch was closed. */
  within(ms: number, signal?: AbortSignal): Promise<Commit | undefined>;
  /** Ends the expectation. */
  forget(): void;
}

export interface CommitWatchOptions {
  readonly open: (from: number, signal: AbortSignal) => AsyncIterable<FilteredBlock>;
  /** Number of blocks of the own peer; rejects when it does not answer. */
  readonly height: () => Promise<number>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

export class CommitWatch {
  readonly #options: CommitWatchOptions;
  readonly #closing = new AbortController();
  readonly #expected = new Map<string, (commit: Commit | undefined) => void>();
  #started: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #stream: AbortController | undefined;
  #isConnected = false;

  constructor(options: CommitWatchOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Opens the stream anew at the next block, for when a commit is overdue. */
  renew(): void {
    this.#stream?.abort();
  }

  /** Resolves when the own peer is followed; rejects when it does not answer. */
  async ready(): Promise<void> {
    if (this.#isConnected) return;
    if (this.#started) {
      await this.#started;
      if (!this.#isConnected) await this.#options.height();
      return;
    }
    this.#started = this.#start();
    this.#started.catch(() => (this.#started = undefined));
    await this.#started;
  }

  /** To be called before the transaction is sent. */
  expect(txId: string): ExpectedCommit {
    const seen = new Promise<Commit | undefined>((resolve) => {
      if (this.#closing.signal.aborted) resolve(undefined);
      else this.#expected.set(txId, resolve);
    });
    return {
      forget: () => void this.#expected.delete(txId),
      within: (ms, signal) => inTime(seen, ms, signal),
    };
  }

  /** Ends the stream; what is still expected is told as not seen. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const resolve of this.#expected.values()) resolve(undefined);
    this.#expected.clear();
    await this.#following;
  }

  async #start(): Promise<void> {
    const height = await this.#options.height();
    this.#isConnected = true;
    this.#following = this.#follow(height);
  }

  async #follow(from: number): Promise<void> {
    const { signal } = this.#closing;
    let next = from;
    for (let failures = 0; !signal.aborted; failures += 1) {
      this.#stream = new AbortController();
      try {
        const either = AbortSignal.any([signal, this.#stream.signal]);
        for await (const block of this.#options.open(next, either)) {
          this.#isConnected = true;
          failures = 0;
          this.#tell(block);
          next = block.number + 1;
        }
      } catch {
        // Why it was cut does not matter: the peer is asked again until it answers or the watch is closed.
      }
      this.#isConnected = false;
      const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 8));
      await pause(ceiling * (0.5 + Math.random() / 2), signal).catch(() => undefined);
    }
  }

  #tell({ number: block, transactions }: FilteredBlock): void {
    transactions.forEach(({ txid, tx_validation_code: code }, tx) => {
      this.#expected.get(txid)?.({ position: { block, tx }, code });
      this.#expected.delete(txid);
    });
  }
}

function inTime<T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  const limit = new AbortController();
  const signals = signal ? [limit.signal, signal] : [limit.signal];
  const late = pause(ms, AbortSignal.any(signals)).then(() => undefined);
  // Rejects when the limit is lifted, unheard, or when the caller aborts.
  return Promise.race([work, late]).finally(() => limit.abort());
}
