/** Loads any number of records into a graph, a few thousand facts per change, without moving its place in the ledger. */
import type { GraphChange, GraphStore, RecordFacts } from './store.js';

/** How a load goes on. */
export interface LoadProgress {
  readonly records: number;
  /** Nodes and relationships as the records state them, with repetitions. */
  readonly facts: number;
}

export interface LoadOptions {
  /** Called after each change. */
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Facts per change: enough to spread the cost of a transaction, few enough to hold. A server answers each statement over
 * the network, so it gets more of them at a time. While the embedded engine commits, its thread answers nobody else, and
 * the graph in memory takes a change in one turn of the event loop: both get less, so that nobody waits long.
 */
const FACTS_PER_CHANGE = { grafeo: 4000, memory: 4000, neo4j: 20_000 } as const;

/** A graph that has seen nothing stands here. */
const NOWHERE = { block: -1, tx: 0 };

/**
 * Loads the records; those that the graph has already are replaced, so that an interrupted load is simply begun again.
 * Rejects with the signal's reason when it is aborted.
 */
export async function loadRecords(
  store: GraphStore,
  records: Iterable<RecordFacts> | AsyncIterable<RecordFacts>,
  { onProgress, signal }: LoadOptions = {},
): Promise<LoadProgress> {
  const checkpoint = (await store.checkpoint()) ?? NOWHERE;
  const most = FACTS_PER_CHANGE[store.describe().engine];
  let done: LoadProgress = { records: 0, facts: 0 };
  let gathered: RecordFacts[] = [];
  let size = 0;
  const write = async (): Promise<void> => {
    if (gathered.length === 0) return;
    const change: GraphChange = { facts: gathered, remove: [], checkpoint };
    await store.apply(change);
    done = { records: done.records + gathered.length, facts: done.facts + size };
    gathered = [];
    size = 0;
    onProgress?.(done);
  };
  for await (const facts of records) {
    signal?.throwIfAborted();
    gathered.push(facts);
    size += facts.nodes.length + facts.relationships.length;
    if (size >= most) await write();
  }
  await write();
  return done;
}
