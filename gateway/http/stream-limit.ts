/** Bounds the streams that are open at once, per caller and in all: each holds a connection and a place in memory. */

const PER_CALLER = 16;
const IN_ALL = 1000;

export class StreamLimit {
  readonly #open = new Map<string, number>();
  #total = 0;

  /** Takes a place; the function gives it back. Null when there is none. */
  take(key: string): (() => void) | null {
    const open = this.#open.get(key) ?? 0;
    if (open >= PER_CALLER || this.#total >= IN_ALL) return null;
    this.#open.set(key, open + 1);
    this.#total += 1;
    return () => this.#giveBack(key);
  }

  #giveBack(key: string): void {
    this.#total -= 1;
    const open = (this.#open.get(key) ?? 1) - 1;
    if (open <= 0) this.#open.delete(key);
    else this.#open.set(key, open);
  }
}
