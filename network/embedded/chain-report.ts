/** Checks a whole chain again: each block follows the one before, each transaction is its sender's and can be found. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { blockAddress, certificateAddress, transactionAddress } from './addresses.js';
import type { Block, BlockTransaction, Head } from './block.js';
import { blockDefect, NO_BLOCKS, readBlock } from './block.js';
import type { Creator } from './creator.js';
import { creatorDefect, readCreator } from './creator.js';
import { signedBytes, transactionId } from './proposal.js';
import type { ShimRuntime } from './shim-runtime.js';
import type { StoreView } from './state-store.js';

export interface ChainReport {
  readonly ok: boolean;
  /** Blocks found whole, from block 0. */
  readonly height: number;
  /** Hash of the last whole block's header, hex. */
  readonly head: string;
  readonly defect?: { readonly block: number; readonly what: string };
}

export interface ChainOptions {
  readonly shim: ShimRuntime;
  readonly view: StoreView;
  readonly channel: string;
  readonly head: Head;
}

interface Check extends ChainOptions {
  /** Certificates read so far, by fingerprint. */
  readonly senders: Map<string, Creator>;
}

/** Reads every block; stops at the first defect. */
export async function checkChain(options: ChainOptions): Promise<ChainReport> {
  const senders = new Map<string, Creator>();
  let head = NO_BLOCKS;
  while (head.height < options.head.height) {
    // A long chain takes seconds: others get their turn between blocks.
    await nextTurn();
    const number = head.height;
    const found = examine({ ...options, senders }, head);
    if ('what' in found) {
      const defect = { block: number, what: found.what };
      return { ok: false, height: number, head: head.hash, defect };
    }
    head = { height: number + 1, hash: found.hash };
  }
  return { ok: true, height: head.height, head: head.hash };
}

/** The hash of the block after `head`, or what is wrong with it. */
function examine(
  options: Check,
  head: Head,
): { readonly hash: string } | { readonly what: string } {
  try {
    const bytes = options.view.get(blockAddress(head.height));
    if (bytes === undefined) return { what: 'it is missing' };
    const defect = blockDefect(head, bytes);
    if (defect !== undefined) return { what: defect };
    const block = readBlock(bytes);
    const what = transactionsDefect(options, block);
    return what === undefined ? { hash: block.hash } : { what };
  } catch (cause) {
    return {
      what: `it cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
    };
  }
}

function transactionsDefect(options: Check, block: Block): string | undefined {
  for (const [tx, transaction] of block.transactions.entries()) {
    const defect = transactionDefect(options, transaction);
    if (defect !== undefined) return `transaction ${tx}: ${defect}`;
    if (transaction.code === 'DUPLICATE_TXID') continue;
    const entry = options.view.get(transactionAddress(transaction.txId));
    const place = entry && (JSON.parse(Buffer.from(entry).toString()) as { block: number });
    if (!place || place.block !== block.number) return `transaction ${tx}: the index lacks it`;
  }
  return undefined;
}

function transactionDefect(
  { shim, view, channel, senders }: Check,
  transaction: BlockTransaction,
): string | undefined {
  const { txId, time, creator, name, args } = transaction;
  const sender = senders.get(creator.certificate) ?? storedCreator(view, creator.certificate);
  if (sender === undefined) return "its sender's certificate is missing";
  if (sender.fingerprint !== creator.certificate) return "its sender's certificate was changed";
  senders.set(creator.certificate, sender);
  const { certificatePem } = sender;
  const nonce = Buffer.from(transaction.nonce, 'base64');
  const header = { channel, txId, time, nonce, mspId: creator.mspId, certificatePem };
  if (transactionId(shim, header) !== txId) return 'its id does not belong to nonce and sender';
  const bytes = signedBytes(shim, header, { name, args });
  const signature = Buffer.from(transaction.signature, 'base64');
  return creatorDefect(sender, { bytes, signature, time });
}

function storedCreator(view: StoreView, fingerprint: string): Creator | undefined {
  const pem = view.get(certificateAddress(fingerprint));
  return pem === undefined ? undefined : readCreator(Buffer.from(pem).toString());
}
