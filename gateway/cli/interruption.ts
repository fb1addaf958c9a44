/** Ctrl-C while something long is under way: it is given up in order, and the person learns what stays behind. */
import { PlatformFault } from '../../network/index.js';

export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

/** Listens for SIGINT and SIGTERM until it is disposed of; `next` says how to go on. */
export function interruption(next: string): Interruption {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new PlatformFault('INTERRUPTED', `stopped; ${next}`));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
