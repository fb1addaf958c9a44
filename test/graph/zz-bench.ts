import { openGraphStore } from '../../graph/index.js';
import { change, link, node, record } from '../contracts/graph-store/facts.js';
import { rmSync } from 'node:fs';
rmSync('/tmp/gl/graph-scratch/bb', { recursive: true, force: true });
for (const engine of ['grafeo', 'memory'] as const) {
  const store = await openGraphStore({ dir: '/tmp/gl/graph-scratch/bb', engine });
  const decl = (i: number, v: string) =>
    record('d' + i, i, {
      nodes: [
        node(`Declaration:D${i}`, { name: v }),
        node(`Company:C${i % 3000}`, { name: 'Company ' + (i % 3000) }),
        node('Country:CN', { name: 'CN' }),
      ],
      relationships: [
        link(`Declaration:D${i}`, 'IMPORTED_BY', `Company:C${i % 3000}`),
        link(`Company:C${i % 3000}`, 'HAS_PHONE', `Phone:${i % 2500}`),
        link(`Declaration:D${i}`, 'ORIGIN', 'Country:CN'),
        link(`Declaration:D${i}`, 'COVERS_GOODS', `Goods:${i % 900}`),
        link(`Company:C${i % 3000}`, 'LOCATED_IN', 'Country:CN'),
      ],
    });
  const time = async (label: string, n: number, f: () => Promise<unknown>) => {
    const s = performance.now();
    await f();
    console.log(engine, label, ((performance.now() - s) / n).toFixed(2), 'ms each');
  };
  const N = 20000;
  await time('apply 1 record', 500, async () => {
    for (let i = 0; i < 500; i++) await store.apply(change(i, [decl(i, 'a')]));
  });
  await time('apply batches of 500, per record', N - 500, async () => {
    for (let b = 500; b < N; b += 500)
      await store.apply(
        change(
          b,
          Array.from({ length: 500 }, (_, i) => decl(b + i, 'a')),
        ),
      );
  });
  console.log(JSON.stringify(await store.counts()));
  await time('apply 1 new record on hub', 100, async () => {
    for (let i = N; i < N + 100; i++) await store.apply(change(i, [decl(i, 'a')]));
  });
  await time('revise 1 record', 30, async () => {
    for (let i = 0; i < 30; i++)
      await store.apply(
        change(N + i, [
          {
            ...decl(i, 'bb'),
            provenance: { ...decl(i, 'b').provenance, position: { block: N + 500 + i, tx: 0 } },
          },
        ]),
      );
  });
  await time('remove 1 record', 30, async () => {
    for (let i = 100; i < 130; i++) await store.apply(change(N + i, [], ['d' + i]));
  });
  await time('entity hub', 5, async () => {
    for (let i = 0; i < 5; i++) await store.entity({ label: 'Country', key: 'CN' });
  });
  await time('entity', 50, async () => {
    for (let i = 0; i < 50; i++) await store.entity({ label: 'Company', key: 'C' + i });
  });
  await time('neighbourhood company 2 hops 100', 10, async () => {
    for (let i = 0; i < 10; i++)
      await store.neighbourhood({ ref: { label: 'Company', key: 'C' + i }, hops: 2, limit: 100 });
  });
  await time('search', 5, async () => {
    for (let i = 0; i < 5; i++) await store.search('company 17', 10);
  });
  await time('shared', 2, async () => {
    for (let i = 0; i < 2; i++) await store.sharedAttributes(['HAS_PHONE']);
  });
  await time('digest', 2, async () => {
    for (let i = 0; i < 2; i++) await store.digest();
  });
  await time('counts', 5, async () => {
    for (let i = 0; i < 5; i++) await store.counts();
  });
  await store.close();
}
