/** Running a node with its graph: backups with it and without, damage, compaction, and the limit on memory. */
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { backUp, restore } from '../../gateway/backup.js';
import type { Federation } from '../../gateway/federation.js';
import { openGraphAt } from '../../gateway/graph-place.js';
import { openGrafeo } from '../../graph/embedded/grafeo-runner.js';
import { NodeStore } from '../../network/index.js';
import {
  alertsOf,
  damage,
  graphOf,
  isHonest,
  northIn,
  run,
  startOn,
  told,
} from './graph-operation.js';
import { OFFICER, OPERATOR } from './graph-move.js';
import { granted } from './running-federation.js';

describe('a node with an embedded graph', () => {
  let base: string;
  let data: string;
  let before: { readonly digest?: string };
  let alerts: readonly string[];
  const place = (name: string): string => join(base, name);
  const using = async <T>(
    dir: string,
    work: (federation: Federation) => Promise<T>,
  ): Promise<T> => {
    const federation = await startOn(dir);
    try {
      return await work(federation);
    } finally {
      await federation[Symbol.asyncDispose]();
    }
  };
  const copy = (name: string): string => {
    cpSync(data, place(name), { recursive: true });
    return place(name);
  };

  beforeAll(async () => {
    // The verbs answer on standard output, which the test's report has for itself.
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    base = await mkdtemp(join(tmpdir(), 'guanlian-operation-'));
    data = place('data');
    await using(data, async () => undefined);
    const list = place('list.csv');
    await writeFile(list, 'full_name,nationality\nIda Lund,xb\nÅsa Ek,xc\n');
    const of = ['--node', 'north', '--data', data];
    expect(
      await run('graph', 'import', list, '--format', 'screening-csv', '--name', 'un-list', ...of),
    ).toBe(0);
    expect(await run('graph', 'generate', '--relationships', '2000', '--seed', '9', ...of)).toBe(0);
    await using(data, async (federation) => {
      before = (await graphOf(federation)) as typeof before;
      alerts = await alertsOf(federation);
    });
    expect(alerts.length).toBeGreaterThan(0);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await rm(base, { recursive: true, force: true });
  });

  test('starts from a restored backup with the graph as it was, and builds nothing', async () => {
    const { withoutGraph } = await backUp(data, place('whole'), { now: 0 });
    expect(withoutGraph).toBe(false);
    await restore(place('whole'), place('restored'));
    const stopped = await openGraphAt('embedded', northIn(place('restored')));
    expect(await stopped.digest()).toBe(before.digest);
    await stopped.close();
    await using(place('restored'), async (federation) => {
      expect(await graphOf(federation)).toEqual(before);
      expect(await isHonest(federation)).toBe(true);
      expect((await told(federation)).graph).toBe('grafeo');
    });
  });

  test('builds its graph anew from a backup without it, lists and networks too, and says so', async () => {
    expect(await run('backup', place('small'), '--without-graph', '--data', data)).toBe(0);
    expect(existsSync(join(northIn(join(place('small'), 'data')), 'graph'))).toBe(false);
    expect(await run('restore', place('small'), '--data', place('smaller'))).toBe(0);
    await using(place('smaller'), async (federation) => {
      expect(await graphOf(federation)).toEqual(before);
      expect(await isHonest(federation)).toBe(true);
      const { graph, ready } = await told(federation);
      expect(graph).toMatch(
        /^grafeo: the graph was not in the node’s folder \(left out of a backup.*; it was built anew/,
      );
      expect(ready).toBe(true);
      const { reason } = await federation.node('north').application.graphStatus(OFFICER);
      expect(`grafeo: ${reason}`).toBe(graph);
    });
    // At the next start it is a graph like any other.
    expect((await using(place('smaller'), told)).graph).toBe('grafeo');
  });

  test('sets a damaged graph aside, builds it anew, says where it is, and keeps only the newest', async () => {
    const dir = copy('damaged');
    const aside = (): string[] =>
      readdirSync(northIn(dir)).filter((name) => name.startsWith('graph.damaged-'));
    for (let round = 0; round < 2; round++) {
      damage(dir);
      const earlier = aside();
      await using(dir, async (federation) => {
        expect(await graphOf(federation)).toEqual(before);
        expect(await isHonest(federation)).toBe(true);
        // Events that are taken up once more raise nothing twice and take nothing back.
        expect(await alertsOf(federation)).toEqual(expect.arrayContaining([...alerts]));
        const { graph, metrics } = await told(federation);
        expect(aside()).toHaveLength(1);
        expect(aside()).not.toEqual(earlier);
        expect(graph).toContain(`set aside at `);
        expect(graph).toContain(`as ${aside()[0]}; it was built anew from the ledger`);
        expect(metrics).toMatch(/^guanlian_graph_damaged\{node="north"\} 1$/m);
      });
    }
    const { metrics, graph } = await using(dir, told);
    expect([graph, /graph_damaged\{node="north"\} (\d)/.exec(metrics)?.[1]]).toEqual([
      'grafeo',
      '0',
    ]);
    const { files } = await backUp(dir, place('after-damage'), { now: 0 });
    expect(files).toBeGreaterThan(10);
    expect(readdirSync(northIn(join(place('after-damage'), 'data'))).join()).not.toMatch(/damaged/);
  });

  test('loads its lists again when it was killed while it filled its graph', async () => {
    const dir = copy('killed');
    const graph = await openGraphAt('embedded', northIn(dir));
    const checkpoint = (await graph.checkpoint()) ?? { block: 0, tx: 0 };
    // The ledger's part is there, a part of the lists' is not yet.
    const { recordIds = [] } = (await graph.search('Ida Lund', 1))[0] ?? {};
    await graph.apply({ facts: [], remove: recordIds, checkpoint });
    expect(await graph.digest()).not.toBe(before.digest);
    await graph.close();
    const store = await NodeStore.open(join(northIn(dir), 'store'));
    await store.put('node', 'graphFilling', true);
    await store.close();
    await using(dir, async (federation) => {
      expect(await graphOf(federation)).toEqual(before);
      expect(await isHonest(federation)).toBe(true);
    });
  });

  test('whose heads are not as its statements is told so by a verification, and right after a rebuild', async () => {
    const dir = copy('wrong-heads');
    const engine = await openGrafeo(join(northIn(dir), 'graph', 'graph.grafeo'));
    const text = 'MATCH (h:Head) WITH h ORDER BY h.about LIMIT 1 SET h.total = 7000';
    await engine.transaction('write', (run) =>
      run({ name: 'spoiling', text, parameters: [], columns: [] }, {}),
    );
    await engine.close();
    await using(dir, async (federation) => {
      const { application, url } = federation.node('north');
      const verified = granted(await application.verifyGraph(OPERATOR));
      expect(verified).toMatchObject({ equal: true, wrongHeads: 1 });
      expect(verified.wrongHead).toMatch(
        /^the head of a fact of the kind \w+ that \d+ records state counts 7000$/,
      );
      const { token } = federation.tokens.find(({ role }) => role === 'operator') ?? {};
      const verify = ['graph', 'verify', '--node', url, '--token', token ?? ''];
      const written = vi.mocked(process.stdout.write).mock;
      expect(await run(...verify)).toBe(1);
      expect(written.calls.join('')).toMatch(/of its heads 1 DIFFER .*\nfor one, the head of a /);
      granted(await application.rebuildGraph(OPERATOR));
      expect(await isHonest(federation)).toBe(true);
      expect(await run(...verify)).toBe(0);
    });
  });

  test('tells its size, its lag and its place in the ledger', async () => {
    await using(copy('watched'), async (federation) => {
      const { application } = federation.node('north');
      const status = await application.graphStatus(OFFICER);
      const { height } = await application.ledger();
      expect(status).toMatchObject({ engine: 'grafeo', lagBlocks: 0, lagSeconds: 0 });
      expect(status.checkpoint?.block).toBeLessThan(height);
      expect(status.checkpoint?.time).toMatch(/Z$/);
      expect(status.reason).toBeUndefined();
      const { metrics } = await told(federation);
      const value = (name: string): number =>
        Number(new RegExp(`^guanlian_${name}\\{node="north"\\} (\\S+)$`, 'm').exec(metrics)?.[1]);
      expect(value('graph_entities')).toBe(status.nodes);
      expect(value('graph_relationships')).toBe(status.relationships);
      expect(value('graph_file_bytes')).toBeGreaterThan(100_000);
      expect(value('projection_lag_seconds')).toBe(0);
    });
  });

  test('is the same after a compaction, while it runs', async () => {
    await using(copy('compacted'), async (federation) => {
      const { application } = federation.node('north');
      const { bytesBefore, bytesAfter } = granted(await application.compactGraph(OPERATOR));
      expect(bytesBefore).toBeGreaterThan(bytesAfter);
      expect((await application.graphStatus(OFFICER)).fileBytes).toBe(bytesAfter);
      expect(await graphOf(federation)).toEqual(before);
      expect((await told(federation)).metrics).toMatch(
        /^guanlian_graph_rewritten_timestamp_seconds\{node="north"\} \d/m,
      );
    });
  });

  test('above its limit on memory refuses lists and networks, and goes on following the ledger', async () => {
    const dir = copy('small-machine');
    const federation = await startOn(dir, { graphMemoryMb: 1 });
    expect(await graphOf(federation)).toEqual(before);
    const { graph, ready, metrics } = await told(federation);
    expect(graph).toMatch(/memory \d+ of 1 MB; move the graph to a Neo4j/);
    expect(ready).toBe(true);
    expect(metrics).toMatch(/^guanlian_graph_memory_limit_bytes\{node="north"\} 1000000$/m);
    await federation[Symbol.asyncDispose]();
    const of = ['--node', 'north', '--data', dir];
    expect(await run('graph', 'generate', '--relationships', '2000', '--seed', '3', ...of)).toBe(1);
    const list = ['import', place('list.csv'), '--format', 'screening-csv', '--name', 'other'];
    expect(await run('graph', ...list, ...of)).toBe(1);
    // Without a limit there is room; the graph is as it was.
    expect(await using(dir, graphOf)).toEqual(before);
    expect(await run('graph', ...list, ...of)).toBe(0);
  });
});
