/**
 * Ordering and commit in one: transactions that arrive while a block is written form the next block (group commit, no
 * added delay). A block is one atomic, synced batch; a transaction is acknowledged after that, never before.
 */
import { blockAddress, certificateAddress, HEAD, transactionAddress } from './addresses.js';
import type { Block, BlockTransaction, Head, Transaction, ValidationCode } from './block.js';
import { sealBlock } from './block.js';
import { BlockUpdates } from './block-updates.js';
import type { PrivateWrite } from './rwset.js';
import type { Protos } from './shim-runtime.js';
import type { StateStore, StoreOperation } from './state-store.js';
import { StateView } from './state-view.js';
import { validate } from './validation.js';

/** A transaction on its way into a block, with what only the peers concerned get. */
export interface Endorsed {
  readonly transaction: Transaction;
  readonly privateWrites: readonly PrivateWrite[];
  readonly certificatePem: string;
}

export interface Receipt {
  readonly block: number;
  readonly tx: number;
  readonly code: ValidationCode;
}

interface Waiting extends Endorsed {
  readonly settle: (receipt: Receipt) => void;
  readonly fail: (cause: unknown) => void;
}

export interface CommitQueueOptions {
  readonly store: StateStore;
  readonly protos: Protos;
  readonly head: Head;
  readonly onBlock: (block: Block, purges: boolean) => void;
}

const MAX_BLOCK_TRANSACTIONS = 500;

export class CommitQueue {
  readonly #options: CommitQueueOptions;
  readonly #waiting: Waiting[] = [];
  #head: Head;
  #running: Promise<void> | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#head = options.head;
  }

  get head(): Head {
    return this.#head;
  }

  /** Resolves once the transaction stands in a block on the disk, valid or not. */
  commit(endorsed: Endorsed): Promise<Receipt> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ ...endorsed, settle, fail });
      this.#running ??= this.#drain();
    });
  }

  /** Waits until everything handed in is written. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    // Lets the transactions of the same turn of the event loop into the first block.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BLOCK_TRANSACTIONS);
      try {
        const block = await this.#options.store.outsideErasure(() => this.#write(batch));
        batch.forEach(({ settle }, tx) => {
          const code = block.transactions[tx]?.code ?? 'DUPLICATE_TXID';
          settle({ block: block.number, tx, code });
        });
      } catch (cause) {
        for (const { fail } of batch) fail(cause);
      }
    }
    // In the same turn as the last look at the queue: what comes later starts a new run.
    this.#running = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<Block> {
    const { store, protos, onBlock } = this.#options;
    const updates = new BlockUpdates(new StateView(store.latest), store.latest);
    const transactions = await this.#validateAll(batch, updates, protos);
    const { block, bytes } = sealBlock(this.#head, transactions);
    const head: Head = { height: block.number + 1, hash: block.hash };
    await store.write([
      ...updates.operations(),
      ...indexes(block, batch),
      { key: blockAddress(block.number), value: bytes },
      { key: HEAD, value: Buffer.from(JSON.stringify(head)) },
    ]);
    this.#head = head;
    onBlock(block, updates.purges);
    return block;
  }

  async #validateAll(
    batch: readonly Waiting[],
    updates: BlockUpdates,
    protos: Protos,
  ): Promise<BlockTransaction[]> {
    const seen = new Set<string>();
    const transactions: BlockTransaction[] = [];
    for (const [tx, { transaction, privateWrites }] of batch.entries()) {
      const { txId } = transaction;
      const known = seen.has(txId) || this.#options.store.latest.get(transactionAddress(txId));
      seen.add(txId);
      const code = known ? 'DUPLICATE_TXID' : await validate(protos, transaction, updates);
      if (code === 'VALID') {
        await updates.apply(transaction.rwset, privateWrites, [this.#head.height, tx]);
      }
      transactions.push({ ...transaction, code });
    }
    return transactions;
  }
}

function indexes(block: Block, batch: readonly Endorsed[]): StoreOperation[] {
  return block.transactions.flatMap(({ txId, code, creator }, tx) => {
    const entry = Buffer.from(JSON.stringify({ block: block.number, tx, code }));
    const certificate = Buffer.from(batch[tx]?.certificatePem ?? '');
    return [
      ...(code === 'DUPLICATE_TXID' ? [] : [{ key: transactionAddress(txId), value: entry }]),
      { key: certificateAddress(creator.certificate), value: certificate },
    ];
  });
}
