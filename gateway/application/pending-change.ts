/** Changes of consecutive events as one: the last word on each record counts, and one transaction serves many events. */
import type { GraphStore, RecordFacts } from '../../graph/index.js';
import type { Position } from '../../network/index.js';

/** Events whose changes go into a graph as one: the embedded engine needs some 50 ms for them. */
export const MOST_EVENTS = 50;

export class PendingChange {
  readonly #store: GraphStore;
  #facts = new Map<string, RecordFacts>();
  #remove = new Set<string>();
  #checkpoint: Position | undefined;
  #events = 0;

  constructor(store: GraphStore) {
    this.#store = store;
  }

  /** Whether it should be written before more is added. */
  get isFull(): boolean {
    return this.#events >= MOST_EVENTS;
  }

  /** Whether any record changes. */
  get isEmpty(): boolean {
    return this.#facts.size + this.#remove.size === 0;
  }

  add(
    {
      facts,
      remove,
    }: { readonly facts: readonly RecordFacts[]; readonly remove: readonly string[] },
    position: Position,
  ): void {
    for (const one of facts) {
      this.#facts.set(one.provenance.recordId, one);
      this.#remove.delete(one.provenance.recordId);
    }
    for (const id of remove) {
      this.#facts.delete(id);
      this.#remove.add(id);
    }
    this.#checkpoint = position;
    this.#events += 1;
  }

  /** Writes what was added, with the place of the last event; then it is empty again. */
  async write(): Promise<void> {
    const checkpoint = this.#checkpoint;
    if (checkpoint === undefined) return;
    const [facts, remove] = [[...this.#facts.values()], [...this.#remove]];
    await this.#store.apply({ facts, remove, checkpoint });
    this.#facts = new Map();
    this.#remove = new Set();
    this.#checkpoint = undefined;
    this.#events = 0;
  }
}
