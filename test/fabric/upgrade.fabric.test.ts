/** The chaincode's life cycle on a network of its own: readiness by organisation, upgrade while clients work. */
import { appendFile, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FabricDescription } from '../../network/fabric/index.js';
import {
  bringUp,
  describeNetwork,
  findBinaries,
  layoutOf,
  networkStatus,
  resetNetwork,
} from '../../network/fabric/index.js';
import { approveFor, chaincodeOf } from '../../network/fabric/chaincode/deployment.js';
import { commitChaincode, readinessOf } from '../../network/fabric/chaincode/lifecycle.js';
import type { AdministratorContext } from '../../network/fabric/peer-cli.js';
import type { Ledger, LedgerFailure } from '../../network/index.js';
import { connectMember } from './fabric-world.js';
import { buildProbe } from './probe-module.js';

let dir: string;
let contracts: string;
let description: FabricDescription;
let context: AdministratorContext;
const ledgers: Ledger[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-upgrade-'));
  const probe = await buildProbe();
  // Beside the compiled one, so that it finds the same packages.
  contracts = join(probe, '..', `upgrade-${process.pid}`, 'probe.mjs');
  await mkdir(join(contracts, '..'), { recursive: true });
  await copyFile(probe, contracts);
  description = await describeNetwork({
    ...{ dir, firstPort: 0, chaincodes: [{ name: 'probe', contracts }] },
    organisations: ['AMSP', 'BMSP', 'CMSP'].map((mspId) => ({ mspId, name: mspId.toLowerCase() })),
  });
  await bringUp(description);
  context = { binaries: await findBinaries(), layout: layoutOf(dir), description };
  for (const { mspId } of description.organisations) {
    const options = { driver: 'fabric-gateway' as const, chaincode: 'probe' };
    ledgers.push(await connectMember({ layout: layoutOf(dir), description }, mspId, options));
  }
});

afterAll(async () => {
  for (const ledger of ledgers) await ledger[Symbol.asyncDispose]();
  await resetNetwork(dir);
  await rm(join(contracts, '..'), { recursive: true, force: true });
});

test('the package has the same id for every organisation, and again when it is made again', async () => {
  const one = await chaincodeOf(context, 'probe');
  const two = await chaincodeOf(context, 'probe');
  expect(two.package.packageId).toBe(one.package.packageId);
  expect(one.sequence).toBe(1);
});

test('an approval that lacks is named with the field that differs, and the commit waits for a majority', async () => {
  await appendFile(contracts, '// the second version\n');
  const next = await chaincodeOf(context, 'probe');
  expect(next.sequence).toBe(2);
  const before = await readinessOf(context, next);
  expect(before.map(({ mspId, isReady, differs }) => [mspId, isReady, differs])).toEqual(
    ['AMSP', 'BMSP', 'CMSP'].map((mspId) => [mspId, false, 'sequence 1 is approved, 2 is asked']),
  );
  await approveFor(context, 'AMSP', next);
  await expect(commitChaincode(context, next)).rejects.toMatchObject({
    code: 'CHAINCODE_NOT_READY',
    message: expect.stringMatching(/BMSP: sequence 1 is approved, 2 is asked; CMSP/) as string,
  });
  const other = { ...next, package: { ...next.package, version: 'another' } };
  const report = await readinessOf(context, other);
  expect(report.find(({ mspId }) => mspId === 'AMSP')?.differs).toBe(
    `version ${next.package.version} is approved, another is asked`,
  );
});

test('an upgrade happens while clients work: each call is answered, nothing is lost', async () => {
  const before = (await networkStatus(description)).flatMap(({ chaincode = [] }) => chaincode);
  const stop = new AbortController();
  const failures: LedgerFailure[] = [];
  let committed = 0;
  const work = async (ledger: Ledger, own: number): Promise<void> => {
    for (let i = 0; !stop.signal.aborted; i += 1) {
      const args = [`upgrade-${own}-${i}`, String(i)];
      const outcome = await ledger.submit({ name: 'probe:Put', args });
      if (outcome.ok) committed += 1;
      else failures.push(outcome.refusal);
    }
  };
  const working = ledgers.map(work);
  await bringUp(description);
  stop.abort();
  await Promise.all(working);
  expect(failures).toEqual([]);
  expect(committed).toBeGreaterThan(5);
  const after = (await networkStatus(description)).flatMap(({ chaincode = [] }) => chaincode);
  expect(new Set(after).size).toBe(1);
  expect(after).not.toContain(before[0]);
  expect((await chaincodeOf(context, 'probe')).sequence).toBe(2);
});
