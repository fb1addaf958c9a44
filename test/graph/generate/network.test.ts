/** Generated trade networks: the size that was asked for, the same for a seed, skewed like trade, and with known answers that the detectors find. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GeneratedNetwork, GraphStore, RecordFacts } from '../../../graph/index.js';
import {
  generateNetwork,
  LEAST_RELATIONSHIPS,
  loadRecords,
  openGraphStore,
  TYPOLOGIES,
} from '../../../graph/index.js';
import { nodeId, relationshipId } from '../../../graph/identity.js';

const OWNER = 'NorthCustomsMSP';
const network = (relationships: number, seed: number): GeneratedNetwork =>
  generateNetwork({ relationships, seed, owner: OWNER });

async function loaded(made: GeneratedNetwork): Promise<GraphStore> {
  const store = await openGraphStore({ dir: '', engine: 'memory' });
  await loadRecords(store, made.records);
  return store;
}

function relationshipsOf(records: Iterable<RecordFacts>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { relationships } of records)
    for (const { type, from, to } of relationships) ids.add(relationshipId(type, from, to));
  return ids;
}

describe('a generated network', () => {
  it('has exactly as many relationships as were asked for, at any size and seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: LEAST_RELATIONSHIPS, max: 12_000 }),
        fc.integer({ min: 0, max: 999_999 }),
        (relationships, seed) => {
          expect(relationshipsOf(network(relationships, seed).records).size).toBe(relationships);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('is the same for the same seed, read again or made again, and shares no company with another seed', () => {
    const one = network(4000, 5);
    expect([...one.records]).toEqual([...one.records]);
    expect([...network(4000, 5).records]).toEqual([...one.records]);
    const companies = (made: GeneratedNetwork): string[] =>
      [...made.records].flatMap(({ nodes }) =>
        nodes.filter(({ label }) => label === 'Company').map(nodeId),
      );
    const others = new Set(companies(network(4000, 6)));
    expect(companies(one).filter((id) => others.has(id))).toEqual([]);
  });

  it('names its records in the order of the stream', () => {
    const ids = [...network(3000, 1).records].map(({ provenance }) => provenance.recordId);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is skewed: a tenth of the importers bring in most, some addresses are shared by many', () => {
    const counts = new Map<string, number>();
    for (const { relationships } of network(40_000, 3).records)
      for (const { type, to } of relationships)
        if (type === 'IMPORTED_BY' || type === 'HAS_ADDRESS') {
          const id = `${type} ${nodeId(to)}`;
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
    const of = (type: string): number[] =>
      [...counts]
        .filter(([id]) => id.startsWith(type))
        .map(([, n]) => n)
        .sort((a, b) => b - a);
    const imports = of('IMPORTED_BY');
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    const busiest = imports.slice(0, Math.ceil(imports.length / 10));
    expect(sum(busiest)).toBeGreaterThan(sum(imports) * 0.4);
    expect(of('HAS_ADDRESS')[0]).toBeGreaterThan(50);
  });

  it.each([
    [1999, 1],
    [100_000_001, 1],
    [5000.5, 1],
    [5000, -1],
    [5000, 1_000_000],
    [Number.NaN, 1],
  ])('is refused for %d relationships and seed %d', (relationships, seed) => {
    expect(() => network(relationships, seed)).toThrowError(/2000 to 100000000 relationships/);
  });
});

describe('what is planted', () => {
  it('rings are found by the shell-ring detector, and few others are', async () => {
    const made = network(24_000, 11);
    const store = await loaded(made);
    const [shellRing] = TYPOLOGIES.filter(({ id }) => id === 'shell-ring');
    const hits = (await shellRing?.detect(store, {})) ?? [];
    const found = new Set(hits.map(({ members }) => members.map(nodeId).sort().join()));
    const planted = made.answers.rings.map(({ companies }) => companies.map(nodeId).sort().join());
    expect(planted.length).toBeGreaterThan(3);
    expect(planted.filter((ring) => !found.has(ring))).toEqual([]);
    expect(hits.length - planted.length).toBeLessThan(planted.length);
  });

  it('rings share a bank account every other time, and nobody else shares one', async () => {
    const made = network(24_000, 11);
    const store = await loaded(made);
    const users = new Map<string, Set<string>>();
    for (const { owner, attribute } of await store.sharedAttributes(['USED_ACCOUNT'])) {
      const id = nodeId(attribute);
      users.set(id, (users.get(id) ?? new Set<string>()).add(nodeId(owner)));
    }
    const found = [...users.values()].map((owners) => [...owners].sort().join()).sort();
    const rings = made.answers.rings.filter((_, ring) => ring % 2 === 0);
    expect(found).toEqual(rings.map(({ companies }) => companies.map(nodeId).sort().join()).sort());
    expect((await store.counts()).byLabel['PaymentAccount']).toBeGreaterThan(rings.length * 10);
  });

  it('groups are found by the co-traveller detector, families are not', async () => {
    const made = network(24_000, 11);
    const store = await loaded(made);
    const [detector] = TYPOLOGIES.filter(({ id }) => id === 'repeated-co-travellers');
    const hits = (await detector?.detect(store, {})) ?? [];
    const found = hits.map(({ members }) => members.map(nodeId).sort().join()).sort();
    expect(made.answers.groups.length).toBeGreaterThan(5);
    expect(found).toEqual(
      made.answers.groups.map(({ people }) => people.map(nodeId).sort().join()).sort(),
    );
  });
});

describe('loading records', () => {
  it('gives the digest that one change per record gives, on both engines, and moves no checkpoint', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'guanlian-load-'));
    const made = network(LEAST_RELATIONSHIPS, 2);
    const slow = await openGraphStore({ dir: '', engine: 'memory' });
    for (const facts of [...made.records].reverse())
      await slow.apply({ facts: [facts], remove: [], checkpoint: { block: 1, tx: 0 } });
    const memory = await loaded(made);
    const grafeo = await openGraphStore({ dir, engine: 'grafeo' });
    await loadRecords(grafeo, made.records);
    expect(await memory.digest()).toBe(await slow.digest());
    expect(await grafeo.digest()).toBe(await slow.digest());
    expect(await grafeo.counts()).toEqual(await slow.counts());
    expect([await grafeo.checkpoint(), await memory.checkpoint()]).toEqual([undefined, undefined]);
    await grafeo.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('once more changes nothing, and keeps the place in the ledger', async () => {
    const made = network(LEAST_RELATIONSHIPS, 2);
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    await store.apply({ facts: [], remove: [], checkpoint: { block: 7, tx: 2 } });
    await loadRecords(store, made.records);
    const digest = await store.digest();
    await loadRecords(store, made.records);
    expect([await store.digest(), await store.checkpoint()]).toEqual([digest, { block: 7, tx: 2 }]);
  });

  it('tells how far it is and stops when it is told to', async () => {
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    const stop = new AbortController();
    const seen: number[] = [];
    const loading = loadRecords(store, network(30_000, 2).records, {
      signal: stop.signal,
      onProgress: ({ facts }) => {
        seen.push(facts);
        if (seen.length === 2) stop.abort(new Error('enough'));
      },
    });
    await expect(loading).rejects.toThrow('enough');
    expect(seen.length).toBe(2);
    expect((await store.counts()).relationships).toBeGreaterThan(1000);
  });
});
