/** What a peer's own query chaincode (qscc) tells of the channel: height, newest block, where a transaction stands. */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import type { Position } from '../ledger.js';
import { transactionIds } from './block.js';

/** Evaluates a function of the system chaincode `qscc` on the own peer. */
export type QuerySystem = (name: string, args: readonly string[]) => Promise<Uint8Array>;

const KEPT_BLOCKS = 16;
const require = createRequire(import.meta.url);

export class ChannelReader {
  readonly #channel: string;
  readonly #query: QuerySystem;
  /** Reads under way and lately done: transactions of one block share one read. */
  readonly #blocks = new Map<number, Promise<readonly string[]>>();

  constructor(channel: string, query: QuerySystem) {
    this.#channel = channel;
    this.#query = query;
  }

  /** Number of blocks, and the hash of the newest one's header, hex. */
  async info(): Promise<{ readonly height: number; readonly head: string }> {
    const bytes = await this.#query('GetChainInfo', [this.#channel]);
    const { common } = require('@hyperledger/fabric-protos') as typeof FabricProtos;
    const info = common.BlockchainInfo.deserializeBinary(bytes);
    const head = Buffer.from(info.getCurrentblockhash_asU8()).toString('hex');
    return { height: info.getHeight(), head };
  }

  /** Where a committed transaction stands. Throws when the block does not hold it. */
  async positionOf(txId: string, block: number): Promise<Position> {
    const tx = (await this.#transactionsOf(block)).indexOf(txId);
    if (tx === -1) throw new Error(`block ${block} does not hold transaction ${txId}`);
    return { block, tx };
  }

  #transactionsOf(number: number): Promise<readonly string[]> {
    const known = this.#blocks.get(number);
    if (known) return known;
    const block = this.#query('GetBlockByNumber', [this.#channel, String(number)]);
    const read = block.then(transactionIds);
    this.#blocks.set(number, read);
    read.catch(() => this.#blocks.delete(number));
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > KEPT_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    return read;
  }
}
