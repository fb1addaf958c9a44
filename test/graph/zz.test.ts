/** Random histories of records: Grafeo and the graph in memory must give the same digest and the same answers after every change. */
import { createRequire } from 'node:module';
import { rmSync, mkdirSync } from 'node:fs';
import fc from 'fast-check';
import { it } from 'vitest';
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


const require = createRequire(import.meta.url);
it('x', async () => {
  rmSync('/tmp/gl/graph-scratch/zz', { recursive: true, force: true });
  mkdirSync('/tmp/gl/graph-scratch/zz');
  const real = require('@grafeo-db/js');
  let db: any;
  const grafeo = await openGraphStore({ dir: '/tmp/gl/graph-scratch/zz', load: async () => ({ GrafeoDB: { create: (p: string) => (db = real.GrafeoDB.create(p)) } }) as any });
  const t0 = Date.now();
  for (let round = 0; round < 3000; round++) {
    const changes = fc.sample(history, { numRuns: 1, seed: round })[0]!;
    await grafeo.clear();
    const memory = await openGraphStore({ dir: '', engine: 'memory' });
    for (const [k, change] of changes.entries()) {
      await memory.apply(change);
      await grafeo.apply(change);
      const a = JSON.stringify(await answers(grafeo)), b = JSON.stringify(await answers(memory));
      if (a === b) continue;
      console.log('bad at', round, k, Date.now() - t0, a.slice(0, 300), '\n', b.slice(0, 300));
      const q = async (t: string) => console.log(t, JSON.stringify((await db.executeCypher(t)).toArray()).slice(0, 300));
      console.log(JSON.stringify(await grafeo.counts()), JSON.stringify(await memory.counts()));
      await q('MATCH (e) RETURN e.id AS id, labels(e) AS l');
      await q('MATCH (e:Entity) RETURN e.id AS id');
      await q('MATCH (e:Company) RETURN e.id AS id');
      await q('MATCH (e:Statement) RETURN e.fact AS id');
      await q('MATCH (a)-[r]->(b) RETURN type(r) AS t');
      await q('MATCH (a:Entity)-[r]->(b:Entity) RETURN type(r) AS t');
      db.clearPlanCache(); console.log('cleared plans');
      await q('MATCH (e:Entity) RETURN e.id AS id');
      console.log(JSON.stringify(db.info()));
      return;
    }
  }
}, 200000);
