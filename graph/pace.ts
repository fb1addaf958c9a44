/** Long work on this thread that lets others have their turn: the event loop serves users too. */
import { setImmediate as turn } from 'node:timers/promises';

/** How long work goes on before others are served, ms. */
const MOST_MS = 8;

/** When to rest, and the rest itself. */
export interface Pace {
  /** Whether the last rest is so long ago, waiting for others included, that work may have held the thread since. */
  readonly isDue: () => boolean;
  /** Lets others have their turn when it is due. */
  readonly rest: () => Promise<void>;
}

/** The pace of work that begins now; `now` is a clock in ms. */
export function pace(now: () => number = () => performance.now()): Pace {
  let since = now();
  let waiting = 0;
  let last = Promise.resolve();
  const isDue = (): boolean => now() - since > MOST_MS;
  return {
    isDue,
    rest: async () => {
      if (waiting === 0 && !isDue()) return;
      waiting += 1;
      // One after the other: rests that end in the same turn would let all the work after them run together.
      last = last.then(() => turn());
      await last;
      waiting -= 1;
      since = now();
    },
  };
}
