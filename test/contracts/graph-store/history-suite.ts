/** What every graph store knows of the past: versions of records, questions as known at a place in the ledger, purges. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphPosition, GraphStore, PurgeMark, RecordFacts } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import { change, link, node, record, ref } from './facts.js';
import { NODES, position, recordHistory, upTo } from './histories.js';

const at = (block: number, tx = 0): GraphPosition => ({ block, tx });

const first = record('r1', 3, {
  nodes: [node('Company:ACME', { name: 'Acme', countryCode: 'CN' })],
  relationships: [link('Company:ACME', 'HAS_PHONE', 'Phone:1')],
});
const corrected: RecordFacts = {
  ...record('r1', 7, {
    revision: 2,
    nodes: [node('Company:ACME', { name: 'Acme Trading' })],
    relationships: [link('Company:ACME', 'HAS_PHONE', 'Phone:2')],
  }),
  earlier: [first],
};
const mark: PurgeMark = {
  revision: 1,
  digest: 'ab'.repeat(32),
  reason: 'withdrawn',
  knownFrom: at(3),
  position: at(9),
};

/** Registers the suite; `numRuns` is how many random histories the engine is given. */
export function graphHistoryContract(
  name: string,
  open: () => Promise<GraphStore>,
  numRuns: number,
): void {
  describe(`the history of the graph on ${name}`, () => {
    let store: GraphStore;
    beforeAll(async () => {
      store = await open();
    });
    beforeEach(async () => store.clear());
    afterAll(async () => store.close());

    const phones = async (knownAt?: GraphPosition): Promise<unknown> => {
      const query = {
        ref: ref('Company:ACME'),
        hops: 1,
        limit: 9,
        ...(knownAt ? { knownAt } : {}),
      };
      const found = await store.neighbourhood(query);
      return found?.nodes.map(({ key }) => key);
    };

    it('answers what was known before a correction, and what is known since', async () => {
      await store.apply(change(7, [corrected]));
      expect(await phones()).toEqual(['ACME', '2']);
      expect(await phones(at(7))).toEqual(['ACME', '2']);
      expect(await phones(at(6, 99))).toEqual(['ACME', '1']);
      expect(await phones(at(2, 99))).toBeUndefined();
      const entity = await store.entity(ref('Company:ACME'), { knownAt: at(4) });
      expect(entity?.properties).toEqual({ countryCode: 'CN', name: 'Acme' });
      expect(await store.entity(ref('Phone:1'))).toBeUndefined();
      expect((await store.entity(ref('Phone:1'), { knownAt: at(3) }))?.recordIds).toEqual(['r1']);
    });

    it('names record, revision and time known of everything said of a node', async () => {
      await store.apply(change(7, [corrected]));
      const source = { recordId: 'r1', owner: 'CustomsA' };
      const now = {
        ...{ ...source, revision: 2, knownFrom: at(7) },
        properties: { name: 'Acme Trading' },
      };
      const before = {
        ...{ ...source, revision: 1, knownFrom: at(3) },
        properties: { countryCode: 'CN', name: 'Acme' },
      };
      expect(await store.sources(ref('Company:ACME'))).toEqual([now]);
      const ended = { ...before, until: at(7) };
      expect(await store.sources(ref('Company:ACME'), { knownAt: at(5) })).toEqual([ended]);
      expect(await store.sources(ref('Company:ACME'), { history: true })).toEqual([ended, now]);
    });

    it('knows what a further release repeats since the first one', async () => {
      const more = record('r1', 5, {
        nodes: [...first.nodes, node('Company:BOLT')],
        relationships: first.relationships,
      });
      await store.apply(change(5, [{ ...more, earlier: [first] }]));
      const since = async (id: string): Promise<unknown> =>
        (await store.sources(ref(id), { history: true })).map(({ knownFrom }) => knownFrom);
      expect(await since('Company:ACME')).toEqual([at(3)]);
      expect(await since('Company:BOLT')).toEqual([at(5)]);
    });

    it('lets a purge win over history: digest and reason stay, the facts go', async () => {
      await store.apply(change(7, [corrected]));
      const emptied = { ...record('r1', 9, {}), purged: [mark] };
      await store.apply(change(9, [emptied]));
      expect(await phones(at(6))).toBeUndefined();
      expect(await store.sources(ref('Company:ACME'), { history: true })).toEqual([]);
      expect(await store.counts()).toMatchObject({ nodes: 0, relationships: 0 });
      expect(await store.purges()).toEqual([{ ...mark, recordId: 'r1', owner: 'CustomsA' }]);
    });

    it('tells two graphs apart that only knew the same at different times', async () => {
      await store.apply(change(7, [record('r1', 3, { nodes: first.nodes })]));
      const early = await store.digest();
      await store.apply(change(7, [record('r1', 4, { nodes: first.nodes })]));
      expect(await store.digest()).not.toBe(early);
    });

    it('refuses versions that are not in ledger order', async () => {
      const wrong = { ...first, earlier: [corrected] };
      await expect(store.apply(change(7, [wrong]))).rejects.toMatchObject({
        code: 'GRAPH_FACT_INVALID',
      });
      expect(await store.checkpoint()).toBeUndefined();
    });

    it('answers for any place in the ledger what a graph that stopped there would answer', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(recordHistory, { minLength: 1, maxLength: 4 }),
          position,
          async (said, knownAt) => {
            await store.clear();
            for (const facts of said) await store.apply(change(1, [facts]));
            const latest = [...new Map(said.map((one) => [one.provenance.recordId, one])).values()];
            await using stopped = await openGraphStore({ dir: '', engine: 'memory' });
            const then = latest.flatMap((one) => upTo(one, knownAt) ?? []);
            await stopped.apply(change(1, then));
            for (const id of NODES) {
              const known = await store.entity(ref(id), { knownAt });
              expect(known).toEqual(await stopped.entity(ref(id)));
              const around = { ref: ref(id), hops: 2, limit: 4 };
              expect(await store.neighbourhood({ ...around, knownAt })).toEqual(
                await stopped.neighbourhood(around),
              );
            }
          },
        ),
        { numRuns },
      );
    });

    it('has the same digest, sources and purges as the graph in memory, in whatever order records come', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(recordHistory, { maxLength: 5 }),
          fc.subarray(['r1', 'r2']),
          async (said, remove) => {
            await store.clear();
            for (const facts of said) await store.apply(change(1, [facts]));
            await store.apply(change(2, [], remove));
            const latest = new Map(said.map((one) => [one.provenance.recordId, one]));
            for (const id of remove) latest.delete(id);
            await using memory = await openGraphStore({ dir: '', engine: 'memory' });
            await memory.apply(change(2, [...latest.values()].reverse()));
            expect(await store.digest()).toBe(await memory.digest());
            expect(await store.purges()).toEqual(await memory.purges());
            for (const id of NODES)
              expect(await store.sources(ref(id), { history: true })).toEqual(
                await memory.sources(ref(id), { history: true }),
              );
          },
        ),
        { numRuns },
      );
    });
  });
}
