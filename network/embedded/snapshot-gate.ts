/** Many readers or one rewriter: LevelDB keeps deleted values for as long as an older snapshot could read them. */
export class SnapshotGate {
  #readers = 0;
  #closed = false;
  readonly #waiting: (() => void)[] = [];
  #onEmpty: (() => void) | undefined;
  #turn: Promise<void> = Promise.resolve();

  /** Waits while a rewriter is at work. */
  async enter(): Promise<void> {
    while (this.#closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#readers += 1;
  }

  leave(): void {
    this.#readers -= 1;
    if (this.#readers === 0) this.#onEmpty?.();
  }

  /** Runs `work` once all readers have left; new ones wait, and so does the next rewriter. */
  alone(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(() => this.#runAlone(work));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #runAlone(work: () => Promise<void>): Promise<void> {
    this.#closed = true;
    if (this.#readers > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
      });
    }
    this.#onEmpty = undefined;
    try {
      await work();
    } finally {
      this.#closed = false;
      for (const proceed of this.#waiting.splice(0)) proceed();
    }
  }
}
