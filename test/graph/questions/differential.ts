/** Random graphs of every label and type: an engine and the graph in memory must answer every question alike. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CATALOGUE } from '../../../graph/cypher/catalogue.js';
import type {
  EntityRef,
  GraphChange,
  GraphReader,
  GraphStore,
  Link,
  RelationshipFact,
} from '../../../graph/index.js';
import {
  caseGraph,
  connect,
  LABELS,
  linkPage,
  openGraphStore,
  picture,
  RELATIONSHIP_TYPES,
  shares,
  timeline,
} from '../../../graph/index.js';
import { node, record, ref } from '../../contracts/graph-store/facts.js';

const NODES = LABELS.flatMap((label) => [`${label}:a`, `${label}:b b`, `${label}:乙`]);
const NAMES = fc.constantFrom('Acme', 'Ромашка', 'شركة', '贸易', 'Ärger-Öl');
const properties = fc.oneof(
  fc.record({ name: NAMES }),
  fc.record({ day: fc.constantFrom('2026-11-01', '2026-11-02') }),
  fc.record({ declaredOn: fc.constantFrom('2026-10-01', '2026-12-02'), seen: fc.nat(9) }),
);
const id = fc.constantFrom(...NODES);
/** Few companies and things, so that much is shared. */
const dense: fc.Arbitrary<readonly [string, string, string]> = fc.oneof(
  fc.tuple(
    fc.constantFrom('Company:a', 'Company:b b', 'Company:乙', 'Person:a'),
    fc.constantFrom('HAS_PHONE', 'HAS_ADDRESS', 'HAS_EMAIL', 'USED_ACCOUNT', 'USED_DOCUMENT'),
    fc.constantFrom('Phone:a', 'Address:a', 'Email:a', 'PaymentAccount:a', 'Document:a'),
  ),
  fc.tuple(
    fc.constantFrom('Consignment:a', 'Declaration:a', 'Consignment:乙'),
    fc.constantFrom('CONSIGNED_TO', 'IMPORTED_BY', 'CONSIGNED_BY', 'CARRIED_IN'),
    fc.constantFrom('Company:a', 'Company:b b', 'Container:a', 'Flight:a'),
  ),
);
const anyLink = fc.tuple(id, fc.constantFrom(...RELATIONSHIP_TYPES), id);
const link = fc.oneof(anyLink, dense).chain(([from, type, to]) =>
  properties.map((said): RelationshipFact => ({
    ...{ from: ref(from), to: ref(to), properties: said },
    type: type as RelationshipFact['type'],
  })),
);
const facts = fc
  .record({
    id: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5', 'r6'),
    at: fc.nat(9),
    nodes: fc.array(
      fc.tuple(id, properties).map(([of, said]) => node(of, said)),
      { maxLength: 8 },
    ),
    relationships: fc.array(link, { maxLength: 25 }),
  })
  .map(({ id: recordId, at, ...said }) => record(recordId, at, said));
const history: fc.Arbitrary<readonly GraphChange[]> = fc.array(
  fc.record({
    facts: fc.array(facts, { maxLength: 4 }),
    remove: fc.array(fc.constantFrom('r1', 'r2', 'r3'), { maxLength: 1 }),
    checkpoint: fc.record({ block: fc.nat(99), tx: fc.nat(9) }),
  }),
  { minLength: 1, maxLength: 3 },
);
const asked = fc.record({
  from: id,
  to: id,
  hubDegree: fc.constantFrom(1, 3, 250),
  hops: fc.nat(3),
  limit: fc.integer({ min: 1, max: 30 }),
  longest: fc.integer({ min: 1, max: 5 }),
  types: fc.option(fc.subarray([...RELATIONSHIP_TYPES], { minLength: 1, maxLength: 4 }), {
    nil: undefined,
  }),
});

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly hubDegree: number;
  readonly hops: number;
  readonly limit: number;
  readonly longest: number;
  readonly types?: RelationshipFact['type'][] | undefined;
}

/** Every question and every primitive under it. */
async function answers(store: GraphStore, question: Asked): Promise<unknown> {
  const { types, hubDegree, longest, limit, hops } = question;
  const [from, to] = [ref(question.from), ref(question.to)];
  return store.read(async (reader) => ({
    picture: await picture(reader, { ref: from, hops, limit, types, hubDegree }),
    connections: await connect(reader, { ...{ from, to, paths: 4, longest, types, hubDegree } }),
    anyWay: await connect(reader, { from, to, paths: 3, longest: 4, without: [] }),
    shares: await shares(reader, { ref: from }),
    company: await shares(reader, { ref: ref('Company:a') }),
    timeline: await timeline(reader, from),
    case: await caseGraph(reader, { subjects: [from, to, ref('Company:a')], longest: 3, limit }),
    pages: await allPages(reader, from, types),
    primitives: await primitives(reader),
  }));
}

async function allPages(
  reader: GraphReader,
  of: EntityRef,
  types: Asked['types'],
): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (;;) {
    const page = await linkPage(reader, { ref: of, types, first: 2, after: links.at(-1) });
    links.push(...page.links);
    if (!page.hasNext) return links;
  }
}

async function primitives(reader: GraphReader): Promise<unknown> {
  const refs = NODES.map(ref);
  const links = await reader.links(refs);
  return {
    links,
    degrees: await reader.degrees(refs),
    among: await reader.linksAmong(refs.slice(0, 20)),
    said: await reader.linkProperties(links),
    sources: await reader.sources([...refs, ...links], 2),
    population: await reader.population(['Company', 'Flight']),
    byType: await Promise.all(refs.map((of) => reader.degreesByType(of))),
  };
}

/** The property, and that no statement of the catalogue was left out of it. */
export function differential(
  engine: () => { readonly store: GraphStore; readonly answered: ReadonlyMap<string, number> },
  numRuns: number,
): void {
  it('answers every question as the graph in memory does', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(asked, { minLength: 1, maxLength: 3 }),
        async (...given) => {
          const [changes, questions] = given;
          const memory = await openGraphStore({ dir: '', engine: 'memory' });
          await engine().store.clear();
          for (const change of changes) {
            await memory.apply(change);
            await engine().store.apply(change);
          }
          for (const question of questions)
            expect(await answers(engine().store, question)).toEqual(
              await answers(memory, question),
            );
        },
      ),
      { numRuns },
    );
  });

  it('asks for each type and label, and for a node that very many records name', async () => {
    const memory = await openGraphStore({ dir: '', engine: 'memory' });
    const { store } = engine();
    await store.clear();
    for (const each of [memory, store]) await everyTypeAndLabel(each);
    const all = async (each: GraphStore): Promise<unknown> => [
      await each.digest(),
      await each.counts(),
      await each.coTravel(),
      await each.sharedAttributes(RELATIONSHIP_TYPES),
      await each.search('a', 5),
      await each.search('a', 50, { without: [{ label: 'Person' }, { label: 'Company' }] }),
      await each.search('a', 50, { without: [{ label: 'Document', keys: 'salted' }] }),
      await each.entity(ref('Company:a')),
      await each.neighbourhood({ ref: ref('Company:a'), hops: 2, limit: 50 }),
      await each.entity(ref('Company:a'), { knownAt: { block: 2, tx: 0 } }),
      await each.neighbourhood({
        ...{ ref: ref('Company:a'), hops: 2, limit: 50 },
        knownAt: { block: 1, tx: 0 },
      }),
      await each.sources(ref('Company:a'), { history: true }),
      await each.purges(),
      await each.compareHeads(),
      await each.read((reader) => ofEachType(reader)),
    ];
    expect(await all(store)).toEqual(await all(memory));
    // A late one of many, the first ones, and all but a few.
    for (const remove of [['r-101'], ['r-all', 'r-0'], MANY.slice(5)]) {
      for (const each of [memory, store])
        await each.apply({ facts: [], remove, checkpoint: { block: 9, tx: 0 } });
      expect(await all(store)).toEqual(await all(memory));
    }
  });

  it('runs every statement of the catalogue on the way', () => {
    const elsewhere = new Set([
      // Asked once when a Neo4j database is opened, to see whether it is somebody else's.
      'anything',
      // For searches of the embedded engine (listed-search.test.ts).
      'linesAfter',
    ]);
    const unused = CATALOGUE.map(({ name }) => name).filter((name) => !engine().answered.has(name));
    expect(unused.filter((name) => !elsewhere.has(name))).toEqual([]);
  });
}

const PURGED = {
  ...{ revision: 0, digest: 'd'.repeat(64), reason: 'retention' as const },
  ...{ knownFrom: { block: 0, tx: 0 }, position: { block: 1, tx: 0 } },
};

const MANY = Array.from({ length: 120 }, (_, i) => `r-${i}`);

async function everyTypeAndLabel(store: GraphStore): Promise<void> {
  const relationships = RELATIONSHIP_TYPES.flatMap((type, i) => {
    const [from, to] = [ref(NODES[i % NODES.length] ?? ''), ref('Company:a')];
    return [{ type, from, to, properties: {} }];
  });
  const every = record('r-all', 1, { nodes: NODES.map((of) => node(of)), relationships });
  const many = MANY.map((id, i) => record(id, i, { nodes: [node('Country:a', { seen: i })] }));
  await store.apply({ facts: [every, ...many], remove: [], checkpoint: { block: 5, tx: 0 } });
  const less = record('r-all', 2, { nodes: [node('Company:a')], revision: 2 });
  const again = {
    ...record('r-all', 3, { nodes: NODES.map((of) => node(of)), relationships, revision: 3 }),
    earlier: [every, less],
    purged: [PURGED],
  };
  await store.apply({ facts: [less], remove: [], checkpoint: { block: 6, tx: 0 } });
  await store.apply({ facts: [again], remove: [], checkpoint: { block: 7, tx: 0 } });
}

async function ofEachType(reader: GraphReader): Promise<unknown> {
  const found: unknown[] = [];
  for (const type of RELATIONSHIP_TYPES) {
    found.push(await reader.degrees(NODES.map(ref), [type]));
    found.push(await reader.links(NODES.map(ref), [type]));
    found.push(await reader.linksAfter(ref('Company:a'), { type, most: 5 }));
  }
  found.push(await reader.linkProperties(await reader.links(NODES.map(ref))));
  for (const most of [3, 60])
    found.push(await reader.sources([ref('Country:a'), ref('Company:a')], most));
  for (const label of LABELS) found.push(await reader.population([label]));
  return found;
}
