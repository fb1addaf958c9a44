/**
 * The miniature federation on a Fabric network of its own, which it brings up by itself: the same story as on the
 * embedded ledger, then the same nodes again through the other driver.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  describeNetwork,
  networkStatus,
  readDescription,
  resetNetwork,
} from '../../network/fabric/index.js';
import { writeDescription } from '../../network/fabric/description.js';
import { wishedNetwork } from '../../gateway/fabric-network.js';
import { PlatformFault } from '../../network/index.js';
import { mainJob, stateOf } from './main-job.js';
import { runFederation } from './running-federation.js';
import type { RunningFederation } from './running-federation.js';

describe('the main job on a Fabric network', () => {
  let folder: string;
  let running: RunningFederation;
  const [network, data] = ['network', 'data'].map((name) => () => join(folder, name)) as [
    () => string,
    () => string,
  ];
  const start = (driver: 'fabric-gateway' | 'fabric-network'): Promise<RunningFederation> =>
    runFederation({ dir: data(), seed: true, fabric: { dir: network(), driver } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guanlian-main-job-'));
    const { mkdir } = await import('node:fs/promises');
    await mkdir(network());
    // Any free ports: the run's own network has the usual ones.
    await writeDescription(await describeNetwork({ ...wishedNetwork(network()), firstPort: 0 }));
    running = await start('fabric-gateway');
  });
  afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
    await resetNetwork(network());
    await rm(folder, { recursive: true, force: true });
  });

  mainJob(() => running);

  test('the network stays up when the nodes stop; through the other driver they know the same', async () => {
    const before = await stateOf(running.federation.node('north'));
    await running[Symbol.asyncDispose]();
    const description = (await readDescription(network()))!;
    const states = (await networkStatus(description)).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['running']));
    running = await start('fabric-network');
    expect(await stateOf(running.federation.node('north'))).toEqual(before);
    expect(running.federation.ledger.note).toContain('guanlian fabric down');
  });

  test('its data folder is refused on the embedded ledger, in one sentence', async () => {
    await running[Symbol.asyncDispose]();
    const other = runFederation({ dir: data() });
    await expect(other).rejects.toThrow(PlatformFault);
    await expect(other).rejects.toMatchObject({ code: 'DATA_FOLDER_LEDGER' });
  });
});
