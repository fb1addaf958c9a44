/**
 * Loads the `fabric-network` package without its log: it would write to the console by itself, through a logger that it
 * looks for in a global of its own while it loads. What went wrong comes back as a failure, never as a line of text.
 */
import type * as FabricNetwork from 'fabric-network';

interface SdkLogger {
  readonly [level: string]: () => void;
}

interface SdkGlobal {
  hfc?: { logger?: SdkLogger };
}

const say = (): void => undefined;
const SILENT: SdkLogger = { debug: say, info: say, warn: say, error: say };

/** The package, loaded with the first call. A logger that the host process has set for it stays. */
export async function loadFabricNetwork(): Promise<typeof FabricNetwork> {
  const home = globalThis as SdkGlobal;
  home.hfc = { ...home.hfc, logger: home.hfc?.logger ?? SILENT };
  return import('fabric-network');
}
