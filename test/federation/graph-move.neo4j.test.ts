/** A serving node's graph goes to a real Neo4j and back: the digest and the answers stay, what comes in meanwhile is there. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { NEO4J_PLACE, rememberConfigured, wantPlace } from '../../gateway/graph-place.js';
import type { GraphStore } from '../../graph/index.js';
import { openNeo4jGraphStore } from '../../graph/index.js';
import { NodeStore } from '../../network/index.js';
import { moved, OPERATOR, seen } from './graph-move.js';
import { run } from './graph-operation.js';
import type { RunningFederation } from './running-federation.js';
import { runFederation } from './running-federation.js';

describe('moving a graph to Neo4j', () => {
  let dir: string;
  let running: RunningFederation;
  let before: unknown;
  const own = (...parts: string[]): string => join(dir, 'nodes', 'north', ...parts);
  const engine = async (): Promise<string> =>
    (await running.federation.node('north').application.graphStatus(OPERATOR)).engine;

  beforeAll(async () => {
    const store: GraphStore = await openNeo4jGraphStore(inject('neo4j'));
    await store.clear();
    await store.close();
    dir = await mkdtemp(join(tmpdir(), 'guanlian-move-'));
    running = await runFederation({ dir, seed: true });
    await running.federation.node('north').settled();
    before = await seen(running.federation.node('north'));
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  test('with a wrong password fails and says so; the graph stays', async () => {
    const { url, user } = inject('neo4j');
    await writeFile(join(dir, 'wrong'), 'not-the-password', { mode: 0o600 });
    const wrong = NEO4J_PLACE.parse({ url, user, passwordFile: join(dir, 'wrong') });
    await wantPlace(own(), wrong);
    const end = await moved(running.federation.node('north'), 'neo4j');
    expect(end.phase).toBe('failed');
    expect(end.problem).toMatch(/^GRAPH_DENIED: /);
    expect(await engine()).toBe('grafeo');
  });

  test('keeps digest and answers, and takes the embedded file away', async () => {
    const { url, user, password } = inject('neo4j');
    await writeFile(join(dir, 'password'), password, { mode: 0o600 });
    const place = NEO4J_PLACE.parse({ url, user, passwordFile: join(dir, 'password') });
    await wantPlace(own(), place);
    const node = running.federation.node('north');
    expect(await moved(node, 'neo4j')).toMatchObject({ phase: 'moved' });
    expect(await seen(node)).toEqual(before);
    expect([await engine(), existsSync(own('graph'))]).toEqual(['neo4j', false]);
  });

  test('outlives a restart', async () => {
    await running[Symbol.asyncDispose]();
    running = await runFederation({ dir, seed: true });
    await running.federation.node('north').settled();
    expect(await engine()).toBe('neo4j');
    expect(await seen(running.federation.node('north'))).toEqual(before);
  });

  test('and back keeps them too, and leaves nothing in Neo4j', async () => {
    const node = running.federation.node('north');
    expect(await moved(node, 'embedded')).toMatchObject({ phase: 'moved', place: 'embedded' });
    expect([await seen(node), await engine()]).toEqual([before, 'grafeo']);
    const left: GraphStore = await openNeo4jGraphStore(inject('neo4j'));
    expect((await left.counts()).nodes).toBe(0);
    await left.close();
  });

  test('a list goes to the Neo4j that the configuration of the stopped node names, and leaves it again', async () => {
    await running[Symbol.asyncDispose]();
    const { url, user } = inject('neo4j');
    const store = await NodeStore.open(own('store'));
    await rememberConfigured(
      store,
      NEO4J_PLACE.parse({ url, user, passwordFile: join(dir, 'password') }),
    );
    await store.close();
    const list = join(dir, 'list.json');
    const caption = { id: 'x1', schema: 'Company', properties: { name: ['Zephyr Configured'] } };
    await writeFile(list, JSON.stringify(caption));
    const verb = (...words: string[]): Promise<number> =>
      run('graph', ...words, '--node', 'north', '--data', dir);
    const names = async (): Promise<readonly (string | undefined)[]> => {
      await using graph: GraphStore = await openNeo4jGraphStore(inject('neo4j'));
      return (await graph.search('zephyr', 5)).map(({ name }) => name);
    };
    expect(await verb('import', list, '--format', 'ftm', '--name', 'configured')).toBe(0);
    expect(await names()).toEqual(['Zephyr Configured']);
    expect(await verb('remove', 'configured')).toBe(0);
    expect(await names()).toEqual([]);
    running = await runFederation({ dir, seed: true });
  });
});
