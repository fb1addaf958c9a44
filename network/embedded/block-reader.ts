/** Reads blocks, the newest from memory: events and histories ask for the same few again and again. */
import { blockAddress } from './addresses.js';
import type { Block } from './block.js';
import { readBlock } from './block.js';
import type { StoreView } from './state-store.js';

const KEPT_BLOCKS = 64;

export class BlockReader {
  readonly #view: StoreView;
  readonly #kept = new Map<number, Block>();

  constructor(view: StoreView) {
    this.#view = view;
  }

  /** Throws RangeError when there is no such block. */
  read(number: number): Block {
    const kept = this.#kept.get(number);
    if (kept !== undefined) return kept;
    const bytes = this.#view.get(blockAddress(number));
    if (bytes === undefined) throw new RangeError(`there is no block ${number}`);
    const block = readBlock(bytes);
    this.keep(block);
    return block;
  }

  keep(block: Block): void {
    this.#kept.set(block.number, block);
    if (this.#kept.size <= KEPT_BLOCKS) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
