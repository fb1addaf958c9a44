/** While a graph is rebuilt, questions are refused in words; afterwards, and after a rebuild that failed, they are answered. */
import { describe, expect, it } from 'vitest';
import { GraphRebuilding, Rebuilding } from '../../../gateway/application/rebuilding.js';
import { maskError } from '../../../gateway/graphql/told-errors.js';
import { openGraphStore } from '../../../graph/index.js';
import { change, node, record, ref } from '../../contracts/graph-store/facts.js';

const ACME = ref('Company:ACME');

describe('a rebuild', () => {
  it('refuses questions while it is under way, and lets whoever rebuilds work on', async () => {
    await using graph = await openGraphStore({ dir: '', engine: 'memory' });
    const rebuilding = new Rebuilding();
    const asked = rebuilding.guarded(graph);
    await graph.apply(change(1, [record('r1', 1, { nodes: [node('Company:ACME')] })]));
    expect(await asked.entity(ACME)).toBeDefined();
    await rebuilding.during(async () => {
      expect(rebuilding.isUnderWay).toBe(true);
      await expect(asked.entity(ACME)).rejects.toThrow(GraphRebuilding);
      await expect(asked.search('acme', 1)).rejects.toThrow(GraphRebuilding);
      await expect(asked.read((reader) => reader.nodes([ACME]))).rejects.toThrow(GraphRebuilding);
      await asked.clear();
      expect((await asked.counts()).nodes).toBe(0);
    });
    expect(await asked.entity(ACME)).toBeUndefined();
    const failing = rebuilding.during(() => Promise.reject(new Error('disk full')));
    await expect(failing).rejects.toThrow('disk full');
    expect(rebuilding.isUnderWay).toBe(false);
  });

  it('is told as such over GraphQL, with when to come back', () => {
    expect(maskError(new GraphRebuilding(), 'masked')).toMatchObject({
      message: expect.stringMatching(/being rebuilt.*Ask again/) as unknown,
      extensions: {
        code: 'GRAPH_REBUILDING',
        http: { status: 503, headers: { 'Retry-After': '10' } },
      },
    });
  });
});
