/** The doctor on a real network that is broken in one way after another: it names what, where and the repair. */
import { afterAll, expect, test } from 'vitest';
import type { DoctorFinding } from '../../network/index.js';
import { examine, localSubject } from '../../network/fabric/index.js';
import { runningNetwork } from './running-network.js';

const network = await runningNetwork();
const [first, second] = network.description.organisations.map(({ mspId }) => mspId);
afterAll(() => network.heal());

async function troubles(): Promise<DoctorFinding[]> {
  const findings = await examine(await localSubject(network.description.dir));
  return findings.filter(({ level }) => level === 'error');
}

const about = (findings: readonly DoctorFinding[], check: string): string[] =>
  findings.filter((one) => one.check === check).map(({ where, what }) => `${where}: ${what}`);

test('a healthy network has no error, and every check has something to say', async () => {
  const findings = await examine(await localSubject(network.description.dir));
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  const checks = new Set(findings.map(({ check }) => check));
  for (const name of [
    'programs',
    'disk',
    'processes',
    'tls',
    'msp',
    'certificates',
    'leader',
    'heights',
  ]) {
    expect(checks).toContain(name);
  }
  for (const name of ['private data settings', 'chaincode version', 'discovery', 'clock']) {
    expect(checks).toContain(name);
  }
});

test('a chaincode server that was killed is named, with what it stops', async () => {
  await network.killChaincode(second!, 'guanlian');
  const found = await troubles();
  expect(about(found, 'processes').join()).toMatch(
    new RegExp(`chaincode\\.${second}\\.guanlian_.*crashed or was killed`),
  );
  expect(about(found, 'chaincode answers').join()).toMatch(
    new RegExp(`${second} at .*UNREACHABLE`),
  );
  await network.startChaincode(second!, 'guanlian');
  expect(about(await troubles(), 'processes')).toEqual([]);
});

test('a peer that was killed is named by process, TLS and the members that miss it', async () => {
  await network.killPeer(first!);
  const found = await troubles();
  expect(about(found, 'processes').join()).toContain(`peer.${first}`);
  expect(about(found, 'tls').join()).toMatch(/nothing listens there/);
  expect(about(found, 'discovery').length).toBeGreaterThan(1);
  for (const { why, repair } of found) expect([why, repair].every(Boolean)).toBe(true);
  await network.startPeer(first!);
});

test('ordering nodes without a majority are told from a slow network', async () => {
  const [one, two] = network.description.orderers;
  await network.killOrderer(one!);
  await network.killOrderer(two!);
  await expect
    .poll(async () => about(await troubles(), 'leader'), { timeout: 60_000, interval: 1000 })
    .toEqual(['ordering: no leader']);
  await network.startOrderer(one!);
  await network.startOrderer(two!);
  await network.heal();
  expect(about(await troubles(), 'leader')).toEqual([]);
});
