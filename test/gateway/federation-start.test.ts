import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FederationConfig } from '../../gateway/config.js';
import { startFederation } from '../../gateway/federation.js';

describe('what a start says about the demo data', () => {
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

  test('none asked for: nothing, and a later start does not mix them into what is there', async () => {
    expect(await startAndStop(false)).toEqual([]);
    expect(await startAndStop(true)).toEqual([]);
  });

  test('cut off while they were written: that they are not complete', async () => {
    await writeFile(join(dir, 'seeding'), '');
    expect((await startAndStop(true)).join()).toContain('not complete');
    await rm(join(dir, 'seeding'));
  });

  test('a ledger with a history and new data folders of the nodes: that payloads are missing', async () => {
    await rm(join(dir, 'nodes'), { recursive: true });
    expect((await startAndStop(true)).join()).toContain('payloads are not in this data folder');
  });
});
