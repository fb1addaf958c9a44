/** Which processes of a network are known: those that have a PID file. */
import { readdir } from 'node:fs/promises';
import type { FabricLayout } from './layout.js';

const SUFFIX = '.pid';

/** Names of all processes that were started and not stopped, sorted. */
export async function knownProcesses(layout: FabricLayout): Promise<string[]> {
  const files = await readdir(layout.run).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  return files
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}
