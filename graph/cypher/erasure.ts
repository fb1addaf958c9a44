/**
 * Erasing removed data from the files. It rewrites the whole file, so removals of a while are gathered: for `delayMs` after
 * the first one, or longer in a graph so large that it would hardly do anything else. Closing does not wait for that.
 */

/** Of the time, a rewriting takes at most one part in so many: 12 s at a million relationships, every 20 minutes … */
const PART_OF_TIME = 100;
/** … but nothing waits longer than that. */
const MOST_DELAY_MS = 20 * 60_000;

/** What to run, how long it may wait, and how to run it between changes and not beside one. */
export interface ErasureOptions {
  readonly delayMs: number;
  /** Answers how long the rewriting itself took, ms. */
  readonly erase: () => Promise<number>;
  /** Resolves when no long work of others is in the way: changes would have to wait for it too. */
  readonly unlent: () => Promise<void>;
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
}

export class Erasure {
  readonly #options: ErasureOptions;
  #timer: NodeJS.Timeout | undefined;
  #pending = false;
  #doneAt: number | undefined;
  /** How long the last rewriting took. */
  #lastMs = 0;
  #failure: Error | undefined;

  constructor(options: ErasureOptions) {
    this.#options = options;
  }

  /** Whether removed data may still be in the files. */
  get pending(): boolean {
    return this.#pending;
  }

  /** When the files were last rewritten, ms since 1970. */
  get doneAt(): number | undefined {
    return this.#doneAt;
  }

  /** Something was removed. */
  wanted(): void {
    this.#pending = true;
    if (this.#options.delayMs === 0 || this.#timer !== undefined) return;
    const rest = Math.min(MOST_DELAY_MS, PART_OF_TIME * this.#lastMs);
    const delay = Math.max(this.#options.delayMs, rest);
    this.#timer = setTimeout(() => void this.#later(), delay);
    this.#timer.unref();
  }

  /** Erases now when nothing may wait; throws what an erasure in the background met. */
  async due(): Promise<void> {
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      throw failure;
    }
    if (this.#pending && this.#options.delayMs === 0) await this.#whatWaits();
  }

  /** Rewrites the files, whether something waits or not. */
  async now(): Promise<void> {
    await this.#options.unlent();
    await this.#options.inTurn(() => this.#rewrite());
  }

  /** Erases what still waits, before the store closes. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#pending) await this.#whatWaits();
  }

  async #later(): Promise<void> {
    this.#timer = undefined;
    try {
      if (this.#pending) await this.#whatWaits();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  async #whatWaits(): Promise<void> {
    await this.#options.unlent();
    await this.#options.inTurn(async () => {
      if (this.#pending) await this.#rewrite();
    });
  }

  async #rewrite(): Promise<void> {
    this.#lastMs = await this.#options.erase();
    this.#pending = false;
    this.#doneAt = Date.now();
  }
}
