/** How a person or a service manager asks a running node to stop. */
import { PlatformFault } from '../../network/index.js';

export interface StopSignal {
  /** Aborted by the request, for what waits while starting. */
  readonly signal: AbortSignal;
  readonly asked: Promise<void>;
}

/** The first SIGINT or SIGTERM asks to stop; a second one ends the process at once, as people expect. */
export function stopSignal(): StopSignal {
  const controller = new AbortController();
  const asked = new Promise<void>((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      controller.abort(new PlatformFault('INTERRUPTED', 'stopped before the nodes were ready'));
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
  return { signal: controller.signal, asked };
}
