/** Sources beside the ledger: remembered, loaded again into a new graph, and replaced by newer editions. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GraphSources } from '../../gateway/application/graph-sources.js';
import type { GraphStore } from '../../graph/index.js';
import { generateNetwork, openGraphStore } from '../../graph/index.js';
import { NodeStore } from '../../network/index.js';

describe('the sources of a node’s graph', () => {
  let dir: string;
  let store: NodeStore;
  let graph: GraphStore;
  let sources: GraphSources;
  const clock = { now: () => Date.parse('2026-11-23T08:00:00Z') };
  const fresh = (): Promise<GraphStore> => openGraphStore({ dir: '', engine: 'memory' });
  const list = async (lines: readonly string[]): Promise<string> => {
    const file = join(dir, 'list.csv');
    await writeFile(file, ['full_name,nationality', ...lines].join('\n'));
    return file;
  };
  const people = async (): Promise<number> => (await graph.counts()).byLabel['Person'] ?? 0;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-sources-'));
    store = await NodeStore.open(join(dir, 'store'));
    graph = await fresh();
    const options = { store, dir, owner: 'NorthCustomsMSP', personSalt: 'salt', clock };
    sources = new GraphSources(options);
  });
  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('give a new graph the same digest', async () => {
    await graph.apply({ facts: [], remove: [], checkpoint: { block: 4, tx: 0 } });
    const network = { relationships: 2000, seed: 9 };
    await sources.addNetwork(graph, network);
    const made = [...generateNetwork({ ...network, owner: 'NorthCustomsMSP' }).records].length;
    const report = await sources.addList(graph, {
      ...{ name: 'some-list', format: 'screening-csv' as const },
      file: await list(['Ida Lund,xb', 'Åsa Ek,xc']),
    });
    expect([report.records, report.removed, report.findings]).toEqual([2, 0, []]);
    const again = await fresh();
    expect(await sources.loadInto(again)).toBe(made + 2);
    expect(await again.digest()).toBe(await graph.digest());
    expect(await graph.checkpoint()).toEqual({ block: 4, tx: 0 });
  });

  it('of a newer edition take the place of the older: who is no longer listed goes', async () => {
    const named = { name: 'some-list', format: 'screening-csv' as const };
    await sources.addList(graph, {
      ...named,
      file: await list(['Ida Lund,xb', 'Åsa Ek,xc', 'Bo Dahl,xb']),
    });
    expect(await people()).toBe(3);
    const report = await sources.addList(graph, { ...named, file: await list(['Ida Lund,xb']) });
    expect([report.records, report.removed, await people()]).toEqual([1, 2, 1]);
    const again = await fresh();
    await sources.loadInto(again);
    expect(await again.digest()).toBe(await graph.digest());
  });

  it('stay when a file that is none of the kind is taken for a newer edition', async () => {
    const named = { name: 'some-list', format: 'screening-csv' as const };
    await sources.addList(graph, { ...named, file: await list(['Ida Lund,xb']) });
    const wrong = join(dir, 'package.json');
    await writeFile(wrong, '{ "name": "not a list" }');
    const report = await sources.addList(graph, { ...named, file: wrong });
    expect([report.records, report.removed, await people()]).toEqual([0, 0, 1]);
    expect(await sources.loadInto(await fresh())).toBe(1);
  });

  it('of a smaller network of the same seed leave nothing of the larger', async () => {
    await sources.addNetwork(graph, { relationships: 3000, seed: 9 });
    await sources.addNetwork(graph, { relationships: 2000, seed: 9 });
    expect((await graph.counts()).relationships).toBe(2000);
  });

  it('that cannot be made are refused and not remembered', async () => {
    await expect(sources.addNetwork(graph, { relationships: 5, seed: 9 })).rejects.toMatchObject({
      code: 'GRAPH_SIZE',
    });
    expect(await sources.loadInto(await fresh())).toBe(0);
  });

  it('are missed when a process ended while it filled a graph, and not after it was filled', async () => {
    expect(await sources.wasInterrupted()).toBe(false);
    const died = sources.filling(() => Promise.reject(new Error('killed')));
    await expect(died).rejects.toThrow('killed');
    expect(await sources.wasInterrupted()).toBe(true);
    await sources.filling(() => sources.loadInto(graph));
    expect(await sources.wasInterrupted()).toBe(false);
  });

  it('are missed in a new graph that one of them was imported into, and in no other', async () => {
    const named = { format: 'screening-csv' as const, file: await list(['Ida Lund,xb']) };
    await graph.apply({ facts: [], remove: [], checkpoint: { block: 4, tx: 0 } });
    await sources.addList(graph, { ...named, name: 'some-list' });
    expect(await sources.wasInterrupted()).toBe(false);
    // Left out of a backup, for instance.
    graph = await fresh();
    await sources.addList(graph, { ...named, name: 'other-list' });
    expect(await sources.wasInterrupted()).toBe(true);
  });

  it('are measured without being loaded', async () => {
    const network = { relationships: 2000, seed: 9 };
    const measured = await sources.factsOf(network);
    expect((await sources.addNetwork(graph, network)).facts).toBe(measured);
    const file = await list(['Ida Lund,xb', 'Åsa Ek,xc']);
    const facts = await sources.factsOf({ file, format: 'screening-csv' });
    const report = await sources.addList(graph, { name: 'a-list', file, format: 'screening-csv' });
    expect(report.facts).toBe(facts);
  });
});
