/**
 * A development network of several organisations as plain processes on loopback: up, down, reset.
 * Every step may be repeated: what is there is kept, what is missing is made, every wait is for a condition.
 */
import { existsSync } from 'node:fs';
import { access, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { systemClock } from '../clock.js';
import { PlatformFault } from '../fault.js';
import { writeWhole } from '../identity/pem-files.js';
import { findBinaries } from './binaries.js';
import { deployChaincodes } from './chaincode/deployment.js';
import { writeBuilder } from './chaincode/external-builder.js';
import { channelConfiguration, PROFILE } from './channel-configuration.js';
import { writeConnectionFile } from './connection-file.js';
import { issueMaterial } from './crypto-material.js';
import type { FabricDescription, FabricOrganisation } from './description.js';
import { organisationOf, readDescription, writeDescription } from './description.js';
import type { FabricLayout } from './layout.js';
import { layoutOf } from './layout.js';
import { ordererConfiguration, peerConfiguration } from './node-configuration.js';
import { unhealthy } from './operations.js';
import { joinOrderer, missingLeader } from './ordering.js';
import type { AdministratorContext } from './peer-cli.js';
import { runPeer } from './peer-cli.js';
import { knownProcesses } from './process-list.js';
import { ordererProcess, peerProcess } from './process-specs.js';
import { lastLines, startProcess, stopProcess } from './processes.js';
import { runProgram } from './programs.js';
import type { Progress } from './steps.js';
import { step, together } from './steps.js';
import { withLock } from './up-lock.js';
import { waitUntil } from './wait.js';

export interface BringUpOptions {
  /** Told of each step and of the time it took. */
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

const silent: Progress = () => undefined;

/**
 * Brings the network up, or what of it is down, and resolves when every member can endorse.
 * Throws PlatformFault NETWORK_DESCRIPTION, FABRIC_MISSING, FABRIC_UNSUPPORTED, PORT_BUSY, NOT_READY, FABRIC_COMMAND, NETWORK_BUSY.
 */
export async function bringUp(
  description: FabricDescription,
  { progress = silent, signal, clock = systemClock }: BringUpOptions = {},
): Promise<void> {
  const layout = layoutOf(description.dir);
  await refuseForeign(description.dir);
  const binaries = await findBinaries();
  const context = { binaries, layout, description, ...(signal ? { signal } : {}) };
  await mkdir(layout.run, { recursive: true, mode: 0o700 });
  await withLock(layout, async () => {
    await step(progress, 'Keys, certificates and configuration', async () => {
      await writeDescription(description);
      for (const one of description.organisations) await prepare(context, one, clock);
      // After all keys are there, for each profile names every member's peer.
      for (const { mspId } of description.organisations) {
        await writeConnectionFile(layout, description, mspId);
      }
      await writeBuilder(layout);
      await makeGenesisBlock(context);
    });
    const { organisations, orderers } = description;
    const nodes = `peers: ${organisations.length}, ordering nodes: ${orderers.length}`;
    await step(progress, `Starting (${nodes})`, () => startNodes(context));
    await step(progress, 'Joining the channel', () => joinChannel(context));
    await deployChaincodes(context, progress);
  });
}

/** Stops every process of the network; its data stays. */
export async function takeDown(dir: string, progress: Progress = silent): Promise<void> {
  const layout = layoutOf(dir);
  const names = await knownProcesses(layout);
  await step(progress, `Stopping ${names.length} processes`, () =>
    together(names, (name) => stopProcess(layout, name)),
  );
}

/** Stops the network and removes its folder. Throws PlatformFault NETWORK_DESCRIPTION when it is no network's. */
export async function resetNetwork(dir: string, progress: Progress = silent): Promise<void> {
  if ((await readDescription(dir)) === undefined) {
    throw new PlatformFault(
      'NETWORK_DESCRIPTION',
      `there is no network in ${dir}; nothing is removed`,
    );
  }
  await takeDown(dir, progress);
  const own = [...OWN_ENTRIES].map((name) => rm(join(dir, name), { recursive: true, force: true }));
  await Promise.all(own);
  // What somebody else put there stays, and the folder with it.
  if ((await readdir(dir)).length === 0) await rmdir(dir);
}

/** What a network's folder holds. */
const OWN_ENTRIES: ReadonlySet<string> = new Set([
  ...['network.json', 'builder', 'channel', 'log', 'organisations', 'packages', 'run'],
]);

/** A folder with files of somebody else's is not made a network's: a reset would have to tell them apart. */
async function refuseForeign(dir: string): Promise<void> {
  if ((await readDescription(dir)) !== undefined || !existsSync(dir)) return;
  const foreign = (await readdir(dir)).find((name) => !OWN_ENTRIES.has(name));
  if (foreign === undefined) return;
  throw new PlatformFault(
    'NETWORK_DESCRIPTION',
    `${dir} holds other files (${foreign}); name a new or an empty folder`,
  );
}

/** Writes the keys and files of one organisation. */
export async function prepare(
  { layout, description }: AdministratorContext,
  organisation: FabricOrganisation,
  clock: Clock,
): Promise<void> {
  const { mspId } = organisation;
  const isOrderer = description.orderers.includes(mspId);
  const folder = layout.organisation(mspId);
  await issueMaterial({ organisations: layout.organisations, folder, mspId, isOrderer, clock });
  await writeWhole(join(folder.peer, 'core.yaml'), peerConfiguration(layout, organisation));
  if (!isOrderer) return;
  await writeWhole(
    join(folder.orderer, 'orderer.yaml'),
    ordererConfiguration(layout, organisation),
  );
}

/** Starts an organisation's peer and waits until it is healthy. */
export async function startPeer(context: AdministratorContext, mspId: string): Promise<void> {
  const organisation = organisationOf(context.description, mspId);
  const spec = peerProcess(context.binaries, context.layout, organisation);
  await startProcess(context.layout, spec);
  await healthy(context, spec.name, organisation.ports.operations);
}

/** Starts an organisation's ordering node and waits until it is healthy. */
export async function startOrderer(context: AdministratorContext, mspId: string): Promise<void> {
  const organisation = organisationOf(context.description, mspId);
  const spec = ordererProcess(context.binaries, context.layout, organisation);
  await startProcess(context.layout, spec);
  await healthy(context, spec.name, organisation.ports.ordererOperations);
}

/** Lets an organisation's peer join the channel from the block, unless it has. */
export async function joinPeer(
  context: AdministratorContext,
  mspId: string,
  block: string = context.layout.genesisBlock,
): Promise<void> {
  const listed = await runPeer(context, mspId, ['channel', 'list']);
  if (listed.split('\n').includes(context.description.channel)) return;
  await runPeer(context, mspId, ['channel', 'join', '--blockpath', block]);
}

async function makeGenesisBlock({
  binaries,
  layout,
  description,
}: AdministratorContext): Promise<void> {
  if (await isThere(layout.genesisBlock)) return;
  await mkdir(layout.channel, { recursive: true, mode: 0o700 });
  const configuration = channelConfiguration(layout, description);
  await writeWhole(join(layout.channel, 'configtx.yaml'), configuration);
  await runProgram(binaries.configtxgen, [
    ...['-profile', PROFILE, '-channelID', description.channel, '-configPath', layout.channel],
    ...['-outputBlock', layout.genesisBlock],
  ]);
}

async function startNodes(context: AdministratorContext): Promise<void> {
  const { organisations, orderers } = context.description;
  await together(orderers, (mspId) => startOrderer(context, mspId));
  await together(organisations, ({ mspId }) => startPeer(context, mspId));
}

async function joinChannel(context: AdministratorContext): Promise<void> {
  const { organisations, orderers } = context.description;
  await together(orderers, (mspId) => joinOrderer(context, mspId));
  const signal = context.signal ? { signal: context.signal } : {};
  await waitUntil(() => missingLeader(context), {
    what: 'no leader of the ordering nodes',
    ...signal,
  });
  await together(organisations, ({ mspId }) => joinPeer(context, mspId));
}

async function healthy(context: AdministratorContext, name: string, port: number): Promise<void> {
  const { layout, signal } = context;
  try {
    await waitUntil(() => unhealthy(port), {
      ...{ what: `${name} is not healthy`, withinMs: 30_000 },
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (!(cause instanceof PlatformFault)) throw cause;
    const log = await lastLines(layout, name);
    throw new PlatformFault(cause.code, `${cause.message}. Its log ends with:\n${log}`, cause);
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export type { FabricLayout };
