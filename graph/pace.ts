/** Long work on this thread that lets others have their turn: the event loop serves users too. */
import { setImmediate as turn } from 'node:timers/promises';

/** How long work goes on before others are served, ms. */
const MOST_MS = 8;

/** When to rest, and the rest itself. */
export interface Pace {
  readonly isDue: () => boolean;
  /** Lets others have their turn when it is due. */
  readonly rest: () => Promise<void>;
}

/** The pace of one piece of work, which begins now. */
export function pace(): Pace {
  let since = performance.now();
  const isDue = (): boolean => performance.now() - since > MOST_MS;
  return {
    isDue,
    rest: async () => {
      if (!isDue()) return;
      await turn();
      since = performance.now();
    },
  };
}
