import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FederationConfig } from '../../gateway/config.js';
import { startFederation } from '../../gateway/federation.js';
import { placeOfStopped, rememberConfigured } from '../../gateway/graph-place.js';
import { NodeStore } from '../../network/index.js';

describe('a start', () => {
  let dir: string;
  const startAndStop = async (seed: boolean): Promise<string[]> => {
    const said: string[] = [];
    const config: FederationConfig = {
      ...{ port: 0, host: '127.0.0.1', dataDir: dir, profile: 'development', logLevel: 'error' },
      ...{ graph: 'memory', ledger: 'embedded', fabricDir: '', driver: 'fabric-gateway', seed },
    };
    const federation = await startFederation(config, '0.0.0-test', (text) => said.push(text));
    await federation[Symbol.asyncDispose]();
    return said;
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-start-'));
  });
  afterAll(async () => rm(dir, { recursive: true, force: true }));

  test('remembers where the graph is, for the command line', async () => {
    await startAndStop(false);
    const own = join(dir, 'nodes', 'north');
    const store = await NodeStore.open(join(own, 'store'));
    expect(await placeOfStopped(store, own)).toBe('memory');
    await rememberConfigured(store, undefined);
    expect(await placeOfStopped(store, own)).toBe('embedded');
    await store.close();
  });

  test('says nothing of demo data that nobody asked for, and a later start does not mix them into what is there', async () => {
    expect(await startAndStop(false)).toEqual([]);
    expect(await startAndStop(true)).toEqual([]);
  });

  test('says that demo data are not complete when writing them was cut off', async () => {
    await writeFile(join(dir, 'seeding'), '');
    expect((await startAndStop(true)).join()).toContain('not complete');
    await rm(join(dir, 'seeding'));
  });

  test('says that payloads are missing where the ledger has a history and the nodes have none', async () => {
    await rm(join(dir, 'nodes'), { recursive: true });
    expect((await startAndStop(true)).join()).toContain('payloads are not in this data folder');
  });
});
