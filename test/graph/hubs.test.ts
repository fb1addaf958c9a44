/** Hubs are shown where they are met and not walked through, the same on both engines; the digest does not depend on how it is read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphStore } from '../../graph/index.js';
import { openGraphStore } from '../../graph/index.js';
import { HUB_DEGREE } from '../../graph/hubs.js';
import { inDigestOrder, statementDigest, statementsOf } from '../../graph/statement.js';
import { change, link, node, record, ref } from '../contracts/graph-store/facts.js';

const number = (i: number): string => String(i).padStart(4, '0');
/** One company per record, each in the country; `Company:A` and `Company:B` have a phone in common besides. */
const crowd = [
  record('a', 1, {
    relationships: [
      link('Company:A', 'LOCATED_IN', 'Country:XB'),
      link('Company:A', 'HAS_PHONE', 'Phone:1'),
    ],
  }),
  record('b', 2, {
    relationships: [
      link('Company:B', 'LOCATED_IN', 'Country:XB'),
      link('Company:B', 'HAS_PHONE', 'Phone:1'),
    ],
  }),
  ...Array.from({ length: HUB_DEGREE }, (_, i) =>
    record(`r${number(i)}`, 3 + i, {
      nodes: [node(`Company:${number(i)}`, { name: `Firm ${i}` })],
      relationships: [link(`Company:${number(i)}`, 'LOCATED_IN', 'Country:XB')],
    }),
  ),
];

describe.each(['grafeo', 'memory'] as const)('a hub in %s', (engine) => {
  let dir: string;
  let store: GraphStore;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-hub-'));
    store = await openGraphStore({ dir, engine });
    await store.apply(change(5000, crowd));
  });
  afterAll(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('is shown with the records of its relationships there, and not walked through', async () => {
    const near = await store.neighbourhood({ ref: ref('Company:A'), hops: 3, limit: 100 });
    expect(near?.nodes.map(({ key }) => key)).toEqual(['A', 'XB', '1', 'B']);
    expect(near?.truncated).toBe(true);
    expect(near?.nodes[1]?.recordIds).toEqual(['a', 'b']);
    expect(near?.relationships.length).toBe(4);
  });

  it('answers for itself when it is asked, up to the limit', async () => {
    const near = await store.neighbourhood({ ref: ref('Country:XB'), hops: 1, limit: 10 });
    expect(near?.nodes.map(({ key }) => key).slice(0, 4)).toEqual(['XB', '0000', '0001', '0002']);
    expect([near?.nodes.length, near?.truncated]).toEqual([10, true]);
    expect(near?.nodes[0]?.recordIds.length).toBe(9);
  });

  it('becomes an ordinary node again when records go', async () => {
    await store.apply({
      facts: [],
      remove: ['r0000', 'r0001'],
      checkpoint: { block: 6000, tx: 0 },
    });
    const near = await store.neighbourhood({ ref: ref('Company:A'), hops: 2, limit: 600 });
    expect([near?.nodes.length, near?.truncated]).toEqual([HUB_DEGREE + 2, false]);
    expect(near?.nodes.find(({ label }) => label === 'Country')?.recordIds.length).toBe(HUB_DEGREE);
  });
});

describe('the digest in parts', () => {
  it('is the digest of the whole, whatever the ids of the records and wherever they are parted', async () => {
    const ids = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(ids, fc.integer({ min: 1, max: 4 }), async (records, size) => {
        const all = records.map((id) =>
          statementsOf(record(id, 1, { nodes: [node('Company:A'), node('Company:B')] })),
        );
        const said = new Map(records.map((id, i) => [id, all[i] ?? []]));
        const ordered = (await inDigestOrder(records)).map((id) => said.get(id) ?? []);
        const digest = statementDigest();
        for (let i = 0; i < ordered.length; i += size)
          digest.add(ordered.slice(i, i + size).flat());
        const whole = statementDigest();
        whole.add(all.flat());
        expect(digest.end()).toBe(whole.end());
      }),
    );
  });
});
