/** Random histories of records: Grafeo and the graph in memory must give the same digest and the same answers after every change. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphChange, GraphStore, RecordFacts } from '../../graph/index.js';
import { openGraphStore, TYPOLOGIES } from '../../graph/index.js';
import { link, node, ref } from '../contracts/graph-store/facts.js';

const COMPANIES = ['Company:A', 'Company:B', 'Company:C', 'Company:D'];
const ATTRIBUTES = ['Phone:1', 'Phone:2', 'Address:x', 'Email:e'];
const PEOPLE = ['Person:P', 'Person:Q', 'Person:R'];
const FLIGHTS = ['Flight:F1', 'Flight:F2', 'Flight:F3', 'Flight:F4'];
const VALUES = fc.oneof(
  fc.constantFrom('Acme', 'ACME ltd', '', 'O\'Brien "x" \\', '贸易', '1'),
  fc.integer(),
  fc.constant(Number.MAX_SAFE_INTEGER),
  fc.boolean(),
);
const PROPERTIES = fc.dictionary(fc.constantFrom('name', 'countryCode', 'seen'), VALUES);

const nodeFact = fc
  .tuple(fc.constantFrom(...COMPANIES, ...PEOPLE, ...ATTRIBUTES), PROPERTIES)
  .map(([id, properties]) => node(id, properties));
const relationshipFact = fc.oneof(
  fc
    .tuple(fc.constantFrom(...COMPANIES, ...PEOPLE), fc.constantFrom(...ATTRIBUTES), PROPERTIES)
    .map(([from, to, properties]) => link(from, 'HAS_PHONE', to, properties)),
  fc
    .tuple(fc.constantFrom(...PEOPLE), fc.constantFrom(...COMPANIES))
    .map(([from, to]) => link(from, 'DIRECTOR_OF', to)),
  fc
    .tuple(
      fc.constantFrom(...PEOPLE),
      fc.constantFrom(...FLIGHTS),
      fc.constantFrom('L1', 'L2', 'L3'),
    )
    .map(([from, to, booking]) => link(from, 'FLEW_ON', to, { booking })),
  fc.constantFrom(...COMPANIES).map((id) => link(id, 'SAME_AS', id)),
);
const facts: fc.Arbitrary<RecordFacts> = fc.record({
  provenance: fc.record({
    recordId: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
    revision: fc.integer({ min: 1, max: 3 }),
    owner: fc.constantFrom('CustomsA', 'CustomsB'),
    position: fc.record({ block: fc.nat(12), tx: fc.nat(2) }),
  }),
  nodes: fc.array(nodeFact, { maxLength: 5 }),
  relationships: fc.array(relationshipFact, { maxLength: 6 }),
});
const history: fc.Arbitrary<GraphChange[]> = fc.array(
  fc.record({
    facts: fc.array(facts, { maxLength: 3 }),
    remove: fc.array(fc.constantFrom('r1', 'r2', 'r3', 'r9'), { maxLength: 2 }),
    checkpoint: fc.record({ block: fc.nat(99), tx: fc.nat(9) }),
  }),
  { minLength: 1, maxLength: 7 },
);

async function answers(store: GraphStore): Promise<unknown> {
  const near = [...COMPANIES, ...PEOPLE].map((id) =>
    store.neighbourhood({ ref: ref(id), hops: 2, limit: 5 }),
  );
  return {
    digest: await store.digest(),
    checkpoint: await store.checkpoint(),
    counts: await store.counts(),
    near: await Promise.all(near),
    search: [await store.search('acme', 9), await store.search('a', 3)],
    shared: await store.sharedAttributes(['HAS_PHONE', 'DIRECTOR_OF']),
    coTravel: await store.coTravel(),
    hits: await Promise.all(TYPOLOGIES.map((typology) => typology.detect(store, { coFlights: 2 }))),
  };
}

describe('Grafeo and the graph in memory', () => {
  let root: string;
  let grafeo: GraphStore;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'guanlian-graph-'));
    grafeo = await openGraphStore({ dir: root });
    expect(grafeo.describe()).toEqual({ engine: 'grafeo', persistent: true });
  });
  afterAll(async () => {
    await grafeo.close();
    await rm(root, { recursive: true, force: true });
  });

  it('agree after every change of any history', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (changes) => {
        const memory = await openGraphStore({ dir: '', engine: 'memory' });
        await grafeo.clear();
        for (const change of changes) {
          await memory.apply(change);
          await grafeo.apply(change);
          expect(await answers(grafeo)).toEqual(await answers(memory));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('depend on what the records say last, not on the way there', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (changes) => {
        await grafeo.clear();
        const last = new Map<string, RecordFacts>();
        for (const change of changes) {
          await grafeo.apply(change);
          for (const said of change.facts) last.set(said.provenance.recordId, said);
          for (const id of change.remove) last.delete(id);
        }
        const fresh = await openGraphStore({ dir: '', engine: 'memory' });
        const checkpoint = changes.at(-1)?.checkpoint ?? { block: 0, tx: 0 };
        await fresh.apply({ facts: [...last.values()].reverse(), remove: [], checkpoint });
        expect(await answers(grafeo)).toEqual(await answers(fresh));
      }),
      { numRuns: 30 },
    );
  });
});
