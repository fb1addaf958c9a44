/** A compaction where there is nothing to compact: refused with what that means, and nothing done. */
import { expect, it } from 'vitest';
import { compactGraph } from '../../../gateway/application/graph-operations.js';
import type { GraphStore } from '../../../graph/index.js';

it.each([
  ['neo4j', 'GRAPH_COMPACTS_ITSELF'],
  ['memory', 'GRAPH_HAS_NO_FILES'],
] as const)('a graph in %s is refused with %s', async (engine, code) => {
  const graph = {
    describe: () => ({ engine, persistent: true }),
    storage: async () => ({ erasing: false }),
    compact: () => Promise.reject(new Error('was asked for')),
  } as unknown as GraphStore;
  expect(await compactGraph(graph)).toMatchObject({ ok: false, refusal: { code } });
});
