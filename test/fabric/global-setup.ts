/**
 * Brings up the network of a test run in a temporary folder on free ports and always takes it down. A network that is
 * kept for many runs is named by GUANLIAN_TEST_NETWORK (a folder; it is made when missing, and stays).
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { MEMBERS } from '../../gateway/demo/members.js';
import {
  bringUp,
  describeNetwork,
  readDescription,
  resetNetwork,
} from '../../network/fabric/index.js';
import { buildProbe } from './probe-module.js';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly fabricNetwork: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kept = process.env['GUANLIAN_TEST_NETWORK'];
  const dir = kept ?? (await mkdtemp(join(tmpdir(), 'guanlian-fabric-')));
  await mkdir(dir, { recursive: true });
  const probe = await buildProbe();
  const description =
    (await readDescription(dir)) ??
    (await describeNetwork({
      ...{ dir, orderers: 3, firstPort: 0 },
      organisations: MEMBERS.map(({ mspId, name }) => ({ mspId, name })),
      chaincodes: [{ name: 'guanlian' }, { name: 'probe', contracts: probe }],
    }));
  const progress = (text: string): void => void process.stderr.write(`fabric: ${text}\n`);
  const remove = async (): Promise<void> => {
    if (kept !== undefined) return;
    await resetNetwork(dir);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await bringUp(description, { progress });
  } catch (cause) {
    await remove();
    throw cause;
  }
  project.provide('fabricNetwork', dir);
  return remove;
}
