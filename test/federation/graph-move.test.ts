/** A serving node's graph goes from memory into its file: with the same digest, after an interruption too, and refused where it should be. */
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFederation } from '../../gateway/federation.js';
import type { Federation } from '../../gateway/federation.js';
import { openGraphStore } from '../../graph/index.js';
import { moved, OPERATOR, seen } from './graph-move.js';
import { refusedWith } from './running-federation.js';

describe('moving the graph of a serving node', () => {
  let dir: string;
  let federation: Federation;
  const start = (): Promise<Federation> =>
    startFederation(
      {
        ...{ port: 0, host: '127.0.0.1', dataDir: dir, profile: 'development', graph: 'memory' },
        ...{ logLevel: 'silent', seed: true, ledger: 'embedded', fabricDir: '' },
        driver: 'fabric-gateway',
      },
      '0.0.0-test',
      () => undefined,
    );
  const folder = (): string => join(dir, 'nodes', 'north', 'graph');

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-move-'));
    federation = await start();
  });
  afterAll(async () => {
    await federation[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  test('is refused while nobody said where a Neo4j is', async () => {
    const outcome = await federation.node('north').application.moveGraph(OPERATOR, 'neo4j');
    expect(refusedWith(outcome)).toBe('GRAPH_TARGET_MISSING');
  });

  test('to a graph that says something else fails, and the graph stays where it was', async () => {
    const node = federation.node('north');
    const before = await seen(node);
    const foreign = await openGraphStore({ dir: folder() });
    // It claims to have seen the first blocks, which it has not.
    await foreign.apply({ facts: [], remove: [], checkpoint: { block: 20, tx: 9 } });
    await foreign.close();
    const end = await moved(node, 'embedded');
    expect(end).toMatchObject({ phase: 'failed', place: 'memory' });
    expect(end.problem).toMatch(/^GRAPH_MOVE_DIFFERENT: /);
    expect(await seen(node)).toEqual(before);
    await rm(folder(), { recursive: true, force: true });
  });

  test('that is interrupted goes on when it is begun again', async () => {
    const before = await seen(federation.node('north'));
    const { ok } = await federation.node('north').application.moveGraph(OPERATOR, 'embedded');
    expect(ok).toBe(true);
    expect(
      refusedWith(await federation.node('north').application.moveGraph(OPERATOR, 'embedded')),
    ).toBe('GRAPH_MOVE_UNDER_WAY');
    await federation[Symbol.asyncDispose]();
    federation = await start();
    const node = federation.node('north');
    await node.settled();
    const end = await moved(node, 'embedded');
    expect(end).toMatchObject({ phase: 'moved', place: 'embedded' });
    expect(await seen(node)).toEqual(before);
    expect((await node.application.graphStatus(OPERATOR)).engine).toBe('grafeo');
    expect(existsSync(folder())).toBe(true);
  });

  test('to where it is already is refused', async () => {
    const outcome = await federation.node('north').application.moveGraph(OPERATOR, 'embedded');
    expect(refusedWith(outcome)).toBe('GRAPH_ALREADY_THERE');
  });
});
