/** Reads a stream while its items are worked on: whatever has come meanwhile is handed over together, in order. */

/** Lists of at least one and at most `most` items; the stream is read no further ahead than that. Ends and fails as it does. */
export async function* readAhead<T>(
  stream: AsyncIterable<T>,
  { most }: { readonly most: number },
): AsyncGenerator<readonly T[]> {
  const items = stream[Symbol.asyncIterator]();
  let next = items.next();
  try {
    for (;;) {
      const first = await next;
      if (first.done) return;
      const waiting = [first.value];
      next = items.next();
      for (;;) {
        const more = waiting.length < most ? await atHand(next) : undefined;
        if (more === undefined || more.done) break;
        waiting.push(more.value);
        next = items.next();
      }
      yield waiting;
    }
  } finally {
    // What it was about to say is not waited for: whoever leaves early ends the stream by its own means.
    next.catch(() => undefined);
    items.return?.().catch(() => undefined);
  }
}

/** The result when it is there already, or one turn of the event loop later. A failure comes after what was read before it. */
async function atHand<T>(result: Promise<T>): Promise<T | undefined> {
  return Promise.race([
    result.catch(() => undefined),
    new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined))),
  ]);
}
