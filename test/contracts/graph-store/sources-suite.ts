/** Who states a fact that very many records state: how many they are and which came first on the ledger, after any changes. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact, GraphChange, GraphStore, Sources } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import { link, node, ref } from './facts.js';

const LOCATED = link('Company:A', 'LOCATED_IN', 'Country:XA');
const FACTS: readonly Fact[] = [ref('Country:XA'), ref('Country:XB'), ref('Company:A'), LOCATED];
/** None, one, a few, as many as answers name, and more than that. */
const MOST = [0, 1, 8, 25, 40];

const recordId = fc.nat(59).map((n) => `r${n}`);
const said = fc.record({
  nodes: fc.subarray([node('Country:XB'), node('Company:A', { name: 'Acme' })]),
  relationships: fc.subarray([LOCATED]),
});
const facts = fc
  .tuple(recordId, fc.integer({ min: 1, max: 2 }), fc.nat(30), fc.nat(1), said)
  .map(([id, revision, block, tx, more]) => ({
    provenance: { recordId: id, revision, owner: 'CustomsA', position: { block, tx } },
    ...more,
  }));
const change: fc.Arbitrary<GraphChange> = fc.record({
  facts: fc.array(facts, { maxLength: 45, size: 'max' }),
  remove: fc.array(recordId, { maxLength: 45, size: 'max' }),
  checkpoint: fc.constant({ block: 99, tx: 0 }),
});
// Growing and shrinking in turn, so that facts come to have many records and few again.
const changes = fc.array(
  fc.oneof(
    change,
    change.map((both) => ({ ...both, remove: [] })),
    change.map((both) => ({ ...both, facts: both.facts.slice(0, 2) })),
  ),
  { minLength: 2, maxLength: 7, size: 'max' },
);

async function sourcesIn(store: GraphStore): Promise<readonly (readonly Sources[])[]> {
  return store.read((reader) => Promise.all(MOST.map((most) => reader.sources(FACTS, most))));
}

/** Registers the suite; `numRuns` is how many random histories the engine is given. */
export function graphSourcesContract(
  name: string,
  open: () => Promise<GraphStore>,
  numRuns: number,
): void {
  describe(`the sources of facts on ${name}`, () => {
    let store: GraphStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(async () => store.close());

    it('are those of the graph in memory after every change', async () => {
      await fc.assert(
        fc.asyncProperty(changes, async (history) => {
          await store.clear();
          await using memory = await openGraphStore({ dir: '', engine: 'memory' });
          for (const next of history) {
            await store.apply(next);
            await memory.apply(next);
            expect(await sourcesIn(store)).toEqual(await sourcesIn(memory));
            expect(await store.compareHeads()).toEqual({ wrong: 0 });
          }
        }),
        // A history of hundreds of records is not made smaller in the time a test has.
        { numRuns, endOnFailure: true },
      );
    });
  });
}
