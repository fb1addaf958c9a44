/** Which blocks are done with, when events are read ahead of the work on them: a block is, once all events before its end are. */

export class BlockMarks {
  readonly #marks: { readonly block: number; readonly events: number }[] = [];
  readonly #onDone: (block: number) => void;
  #read = 0;
  #done = 0;

  /** `onDone` is told of each block in order. */
  constructor(onDone: (block: number) => void) {
    this.#onDone = onDone;
  }

  /** All events of the block have been read. */
  ended(block: number): void {
    this.#marks.push({ block, events: this.#read });
    this.#tell();
  }

  /** Counts the events as they are read. */
  async *counted<T>(events: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const event of events) {
      this.#read += 1;
      yield event;
    }
  }

  /** Work on so many more events is done. */
  done(events: number): void {
    this.#done += events;
    this.#tell();
  }

  #tell(): void {
    for (let [mark] = this.#marks; mark && mark.events <= this.#done; [mark] = this.#marks) {
      this.#marks.shift();
      this.#onDone(mark.block);
    }
  }
}
