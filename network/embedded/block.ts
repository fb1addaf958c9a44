/**
 * Blocks: transactions in order with their validation codes, chained by SHA-256 over the header.
 * Invalid transactions stay in the block; they count for evidence, not for state. No private or transient input.
 */
import { hashOf } from './state-view.js';
import type { ReadWriteSet } from './rwset.js';

/** Fabric's validation codes, as far as this engine gives them. */
export type ValidationCode =
  | 'VALID'
  | 'ENDORSEMENT_POLICY_FAILURE'
  | 'MVCC_READ_CONFLICT'
  | 'PHANTOM_READ_CONFLICT'
  | 'DUPLICATE_TXID';

/** A transaction as its client handed it in, endorsed. Byte strings are base64. */
export interface Transaction {
  readonly txId: string;
  /** ms since the epoch, as the client stated it. */
  readonly time: number;
  readonly nonce: string;
  readonly creator: { readonly mspId: string; readonly certificate: string };
  /** The client's signature over the proposal. */
  readonly signature: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly endorsers: readonly string[];
  readonly rwset: ReadWriteSet;
  readonly result: string;
  readonly event: { readonly name: string; readonly payload: string } | null;
}

export interface BlockTransaction extends Transaction {
  readonly code: ValidationCode;
}

export interface BlockHeader {
  readonly number: number;
  /** Hash of the header before, hex; empty for block 0. */
  readonly previousHash: string;
  /** SHA-256 over the transactions with their codes, hex. */
  readonly dataHash: string;
}

export interface Block extends BlockHeader {
  /** Hash of the header, hex. */
  readonly hash: string;
  readonly transactions: readonly BlockTransaction[];
}

/** Where the chain stands: the next block's number and the hash that it refers to. */
export interface Head {
  readonly height: number;
  readonly hash: string;
}

export const NO_BLOCKS: Head = { height: 0, hash: '' };

const NEWLINE = 0x0a;

/** Makes the next block, and its stored form. */
export function sealBlock(
  head: Head,
  transactions: readonly BlockTransaction[],
): { readonly block: Block; readonly bytes: Uint8Array } {
  const data = JSON.stringify(transactions);
  const header = { number: head.height, previousHash: head.hash, dataHash: hashOf(data) };
  const hash = headerHash(header);
  const text = `${JSON.stringify({ ...header, hash })}\n${data}`;
  return { block: { ...header, hash, transactions }, bytes: Buffer.from(text) };
}

/** The header alone, without its transactions. */
export function readHeader(bytes: Uint8Array): BlockHeader & { readonly hash: string } {
  const end = bytes.indexOf(NEWLINE);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end).toString();
  return JSON.parse(text) as BlockHeader & { readonly hash: string };
}

export function readBlock(bytes: Uint8Array): Block {
  const text = Buffer.from(bytes).toString();
  const cut = text.indexOf('\n');
  const header = JSON.parse(text.slice(0, cut)) as BlockHeader & { readonly hash: string };
  const transactions = JSON.parse(text.slice(cut + 1)) as BlockTransaction[];
  return { ...header, transactions };
}

/** What is wrong with a stored block after `head`; undefined when it follows and is whole. */
export function blockDefect(head: Head, bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString();
  const cut = text.indexOf('\n');
  const { number, previousHash, dataHash, hash } = JSON.parse(text.slice(0, cut)) as Block;
  if (number !== head.height) return `it says number ${number}`;
  if (previousHash !== head.hash) return 'it does not follow the block before';
  if (dataHash !== hashOf(text.slice(cut + 1))) return 'its transactions were changed';
  if (hash !== headerHash({ number, previousHash, dataHash })) return 'its header was changed';
  return undefined;
}

function headerHash({ number, previousHash, dataHash }: BlockHeader): string {
  return hashOf(`${number}\n${previousHash}\n${dataHash}`);
}
