/**
 * A further organisation of a development network: its keys, files and ports are made first, apart from the members';
 * its peer and chaincode start once the channel has it. Leaving is the same backwards: its folder stays its own.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Organisation } from '../../../chaincode/index.js';
import type { Clock } from '../../clock.js';
import { systemClock } from '../../clock.js';
import { PlatformFault } from '../../fault.js';
import { readIfThere, writeWhole } from '../../identity/pem-files.js';
import { findBinaries } from '../binaries.js';
import { approveFor, chaincodeOf, startChaincode } from '../chaincode/deployment.js';
import { committedChaincode } from '../chaincode/lifecycle.js';
import { writeConnectionFile } from '../connection-file.js';
import type { FabricDescription, FabricOrganisation } from '../description.js';
import {
  describeNewcomer,
  organisationOf,
  requireDescription,
  writeDescription,
} from '../description.js';
import { missingEndorsers } from '../discovery.js';
import { layoutOf, processName } from '../layout.js';
import { joinPeer, prepare, startPeer } from '../network.js';
import type { AdministratorContext } from '../peer-cli.js';
import { knownProcesses } from '../process-list.js';
import { stopProcess } from '../processes.js';
import type { Progress } from '../steps.js';
import { step, together } from '../steps.js';
import { withLock } from '../up-lock.js';
import { waitUntil } from '../wait.js';
import { fetchConfig, fetchGenesisBlock } from './channel-access.js';
import { ChannelRefused } from './channel-refusal.js';
import { developmentAccess } from './development-access.js';
import { definitionOfMsp } from './msp-folder.js';
import type { OrganisationDefinition } from './organisation-definition.js';
import { membersOf } from './proposal.js';

export interface Newcomer {
  readonly mspId: string;
  /** Short name for people, e.g. `island`. */
  readonly name: string;
  /** The directory entry that members will vote on, without keys: the node's key is put in. */
  readonly entry?: Omit<Organisation, 'mspId' | 'keys' | 'status'>;
}

export interface NewcomerOptions {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

const FILE = 'newcomer.json';
const LOOPBACK = '127.0.0.1';
const silent: Progress = () => undefined;

/**
 * Makes keys, certificates, configuration and ports of a further organisation, and its definition for the members.
 * Safe to repeat: what is there is kept. The organisation is no member by this.
 */
export async function addOrganisation(
  dir: string,
  { mspId, name, entry }: Newcomer,
  { clock = systemClock }: NewcomerOptions = {},
): Promise<OrganisationDefinition> {
  const description = await requireDescription(dir);
  if (description.organisations.some((one) => one.mspId === mspId)) {
    throw new ChannelRefused('ALREADY_MEMBER', `${mspId} is in the network in ${dir}`);
  }
  const layout = layoutOf(dir);
  return withLock(layout, async () => {
    const { dir: folder, msp } = layout.organisation(mspId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const known = await readIfThere(join(folder, FILE));
    const organisation =
      known === undefined
        ? await withPorts(description, { mspId, name })
        : (JSON.parse(known) as FabricOrganisation);
    await writeWhole(join(folder, FILE), `${JSON.stringify(organisation, null, 1)}\n`);
    const context = { binaries: await findBinaries(), layout, description };
    await prepare(context, organisation, clock);
    return definitionOfMsp(msp, {
      mspId,
      anchorPeers: [{ host: LOOPBACK, port: organisation.ports.peer }],
      ...(entry ? { entry, nodeCertificate: join(folder, 'node.pem') } : {}),
    });
  });
}

/**
 * The organisation's peer joins the channel, its chaincode servers start, its approval of each committed definition is
 * given; resolves when its peer can have all members endorse. Throws ChannelRefused NOT_MEMBER while the channel lacks it.
 */
export async function startOrganisation(
  dir: string,
  mspId: string,
  { progress = silent, signal, clock = systemClock }: NewcomerOptions = {},
): Promise<FabricDescription> {
  const layout = layoutOf(dir);
  const description = await withNewcomer(await requireDescription(dir), mspId);
  const organisation = organisationOf(description, mspId);
  const access = await developmentAccess(description, mspId, clock);
  // A newcomer reads from the ordering node: its own peer has no channel yet.
  const { peer, ...byOrderer } = access;
  void peer;
  const members = membersOf((await readableConfig(byOrderer, mspId)).root);
  if (!members.includes(mspId)) throw notMember(mspId, description.channel);
  const binaries = await findBinaries();
  const context = { binaries, layout, description, ...(signal ? { signal } : {}) };
  await withLock(layout, async () => {
    await prepare(context, organisation, clock);
    await step(progress, `Starting the peer of ${mspId}`, () => startPeer(context, mspId));
    await step(progress, 'Joining the channel', async () => {
      const block = join(layout.organisation(mspId).dir, 'first.block');
      await writeFile(block, await fetchGenesisBlock(byOrderer));
      await joinPeer(context, mspId, block);
    });
    await step(progress, 'Chaincode: install, approve, serve', () => deploy(context, organisation));
    await writeDescription(description);
    await rm(join(layout.organisation(mspId).dir, FILE), { force: true });
    for (const one of description.organisations) {
      await writeConnectionFile(layout, description, one.mspId);
    }
    await step(progress, 'Waiting until all members find each other', () =>
      awaitOthers(context, organisation),
    );
  });
  return description;
}

/**
 * Ends an organisation's part in the network: its processes stop, the others' connection files no longer name it. Its
 * folder with keys and data stays, for it is the organisation's own. Throws ChannelRefused STILL_MEMBER while the
 * channel has it, ORDERING_MEMBER.
 */
export async function removeOrganisation(
  dir: string,
  mspId: string,
  { progress = silent, clock = systemClock }: NewcomerOptions = {},
): Promise<FabricDescription> {
  const description = await requireDescription(dir);
  organisationOf(description, mspId);
  if (description.orderers.includes(mspId)) {
    throw new ChannelRefused('ORDERING_MEMBER', `${mspId} runs an ordering node of the network`);
  }
  const remaining = description.organisations.filter((one) => one.mspId !== mspId);
  const [asker] = remaining;
  if (!asker) throw new ChannelRefused('TOO_FEW_MEMBERS', `${mspId} is the only organisation`);
  const access = await developmentAccess(description, asker.mspId, clock);
  if (membersOf((await fetchConfig(access)).root).includes(mspId)) {
    throw new ChannelRefused('STILL_MEMBER', `${mspId} is in channel ${description.channel}`);
  }
  const layout = layoutOf(dir);
  const after = { ...description, organisations: remaining };
  await withLock(layout, async () => {
    await step(progress, `Stopping the processes of ${mspId}`, async () => {
      const own = (await knownProcesses(layout)).filter(
        (name) => name === processName.peer(mspId) || name.startsWith(`chaincode.${mspId}.`),
      );
      await together(own, (name) => stopProcess(layout, name));
    });
    await writeDescription(after);
    for (const one of remaining) await writeConnectionFile(layout, after, one.mspId);
  });
  return after;
}

/** The description with the organisation in it, whether it is a member already or was prepared as a newcomer. */
export async function withNewcomer(
  description: FabricDescription,
  mspId: string,
): Promise<FabricDescription> {
  if (description.organisations.some((one) => one.mspId === mspId)) return description;
  const file = join(layoutOf(description.dir).organisation(mspId).dir, FILE);
  const text = await readIfThere(file);
  if (text === undefined) return description;
  const organisation = JSON.parse(text) as FabricOrganisation;
  return { ...description, organisations: [...description.organisations, organisation] };
}

/** Ports that no member has and no other newcomer was given. */
async function withPorts(
  description: FabricDescription,
  newcomer: { readonly mspId: string; readonly name: string },
): Promise<FabricOrganisation> {
  const { organisations } = layoutOf(description.dir);
  let known = description;
  for (const mspId of await readdir(organisations)) known = await withNewcomer(known, mspId);
  return organisationOf(await describeNewcomer(known, newcomer), newcomer.mspId);
}

async function deploy(
  context: AdministratorContext,
  organisation: FabricOrganisation,
): Promise<void> {
  const { mspId } = organisation;
  for (const { name } of context.description.chaincodes) {
    const chaincode = await chaincodeOf(context, name);
    const committed = await committedOnceSeen(context, mspId, name);
    if (committed?.sequence !== chaincode.sequence) {
      throw new PlatformFault(
        'CHAINCODE_DIFFERS',
        `the channel has ${name} ${committed?.version ?? '(none)'}, this build is ${chaincode.package.version}: run the build of the other members`,
      );
    }
    await startChaincode(context, organisation, chaincode);
    await approveFor(context, mspId, chaincode);
  }
}

/** The newcomer's peer reads the channel from its first block: it is done when it knows the definition in force. */
async function committedOnceSeen(
  context: AdministratorContext,
  mspId: string,
  name: string,
): Promise<{ readonly version: string; readonly sequence: number } | undefined> {
  const [other] = context.description.organisations.filter((one) => one.mspId !== mspId);
  const wanted = other && (await committedChaincode(context, other.mspId, name));
  const { signal } = context;
  await waitUntil(
    async () => {
      const seen = await committedChaincode(context, mspId, name);
      return seen?.sequence === wanted?.sequence ? undefined : `sequence ${seen?.sequence ?? 0}`;
    },
    { what: `the peer of ${mspId} has not caught up with ${name}`, ...(signal ? { signal } : {}) },
  );
  return wanted;
}

async function awaitOthers(
  { layout, description, signal }: AdministratorContext,
  organisation: FabricOrganisation,
): Promise<void> {
  for (const { name } of description.chaincodes) {
    await waitUntil(() => missingEndorsers(layout, description, organisation, name), {
      ...{ what: `${name} is not endorsed by all members`, everyMs: 300 },
      ...(signal ? { signal } : {}),
    });
  }
}

async function readableConfig(
  access: Parameters<typeof fetchConfig>[0],
  mspId: string,
): ReturnType<typeof fetchConfig> {
  try {
    return await fetchConfig(access);
  } catch (cause) {
    const isClosed = cause instanceof ChannelRefused && cause.message.includes('status 403');
    throw isClosed ? notMember(mspId, access.channel) : cause;
  }
}

function notMember(mspId: string, channel: string): ChannelRefused {
  return new ChannelRefused(
    'NOT_MEMBER',
    `${mspId} is not in channel ${channel} yet: its members sign and submit the proposal first`,
  );
}
