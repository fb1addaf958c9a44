/** The development network itself: resumes after any process is killed, keeps its data, upgrades its chaincode. */
import { expect, test } from 'vitest';
import { networkStatus, stopProcess } from '../../network/fabric/index.js';
import { knownProcesses } from '../../network/fabric/process-list.js';
import { killProcess } from '../../network/fabric/processes.js';
import { runningNetwork } from './running-network.js';

test('has a peer, a chaincode server and its place in the channel for every organisation', async () => {
  const { description } = await runningNetwork();
  const status = await networkStatus(description);
  expect(status.filter(({ trouble }) => trouble !== undefined)).toEqual([]);
  expect(status.every(({ state }) => state === 'running')).toBe(true);
  const count = description.organisations.length;
  expect(status.filter(({ kind }) => kind === 'peer')).toHaveLength(count);
  expect(status.filter(({ kind }) => kind === 'chaincode')).toHaveLength(
    count * description.chaincodes.length,
  );
  // A suite before this one may have stopped the ordering nodes: an election takes seconds.
  await expect
    .poll(async () => (await networkStatus(description)).filter(({ leads }) => leads).length, {
      timeout: 60_000,
    })
    .toBe(1);
});

test('comes back after every process was killed, with the blocks it had', async () => {
  const { description, layout, heal } = await runningNetwork();
  const heights = async (): Promise<(number | undefined)[]> =>
    (await networkStatus(description))
      .filter(({ kind }) => kind === 'peer')
      .map((one) => one.height);
  const before = await heights();
  for (const name of await knownProcesses(layout)) await killProcess(layout, name);
  const dead = await networkStatus(description);
  expect(dead.every(({ state }) => state === 'died')).toBe(true);
  await heal();
  expect(await heights()).toEqual(before);
});

test('comes back after one process of each kind was stopped, and a second start changes nothing', async () => {
  const { description, layout, heal } = await runningNetwork();
  const names = await knownProcesses(layout);
  for (const kind of ['peer.', 'orderer.', 'chaincode.']) {
    await stopProcess(
      layout,
      names.find((name) => name.startsWith(kind))!,
    );
  }
  await heal();
  const pids = async (): Promise<unknown> =>
    (await networkStatus(description)).map(({ name, pid }) => [name, pid]);
  const once = await pids();
  await heal();
  expect(await pids()).toEqual(once);
});
