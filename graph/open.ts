/** Opens the graph of a node: Grafeo where the platform has a binary, otherwise the graph in memory, and says why. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openCypherGraphStore } from './cypher/cypher-graph-store.js';
import type { LoadGrafeo } from './embedded/binding.js';
import { loadGrafeo } from './embedded/binding.js';
import { openGrafeo } from './embedded/grafeo-runner.js';
import { openFault } from './embedded/open-fault.js';
import { MemoryGraphStore } from './memory/memory-graph-store.js';
import type { GraphStore } from './store.js';

/**
 * `dir` is the folder of the graph's file (not used by the memory engine); `load` is how Grafeo is loaded.
 * `eraseAfterMs`: how long removed data may stay in the file; erasing rewrites the file, so removals are gathered (default 2000, 0: at once).
 */
export interface OpenGraphOptions {
  readonly dir: string;
  readonly engine?: 'grafeo' | 'memory';
  readonly load?: LoadGrafeo;
  readonly eraseAfterMs?: number;
}

/** Name of the graph's file in its folder. */
export const GRAPH_FILE = 'graph.grafeo';

const ERASE_AFTER_MS = 2000;

/**
 * Opens the graph; a platform without a Grafeo binary gets the one in memory, with the reason in `describe()`.
 * Throws PlatformFault GRAPH_DAMAGED when the file cannot be read, GRAPH_UNREADABLE when the machine does not let it be
 * opened (rights, space, memory), GRAPH_LOCKED when another process has it.
 */
export async function openGraphStore(options: OpenGraphOptions): Promise<GraphStore> {
  if (options.engine === 'memory') return new MemoryGraphStore();
  try {
    await (options.load ?? loadGrafeo)();
  } catch (error) {
    const [detail] = (error instanceof Error ? error.message : String(error)).split('\n');
    const platform = `${process.platform}-${process.arch}`;
    const reason = `Grafeo has no usable binary for ${platform} (${detail ?? ''}); the graph is kept in memory and refilled from the ledger at start`;
    return new MemoryGraphStore({ reason });
  }
  await mkdir(options.dir, { recursive: true });
  const file = join(options.dir, GRAPH_FILE);
  const runner = await openGrafeo(file);
  try {
    return await openCypherGraphStore(runner, {
      eraseAfterMs: options.eraseAfterMs ?? ERASE_AFTER_MS,
    });
  } catch (error) {
    await runner.close().catch(() => undefined);
    // What opens and then answers nothing is no graph either.
    throw openFault(file, error);
  }
}
