/**
 * What a development network is: the one small description from which every file of it is generated.
 * Kept as `<dir>/network.json`; ports are chosen once, so that a network that is started again is found where it was.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMspId } from '../../chaincode/index.js';
import { PlatformFault } from '../fault.js';
import { writeWhole } from '../identity/pem-files.js';
import { freePorts } from './ports.js';

export interface OrganisationPorts {
  readonly peer: number;
  readonly chaincodeListen: number;
  readonly operations: number;
  readonly orderer: number;
  readonly ordererAdmin: number;
  readonly ordererOperations: number;
  /** By chaincode name. Two each, for the version that runs and the one that an upgrade starts beside it. */
  readonly chaincodes: Readonly<Record<string, readonly [number, number]>>;
}

export interface FabricOrganisation {
  readonly mspId: string;
  /** Short name for people, e.g. `north`. */
  readonly name: string;
  readonly ports: OrganisationPorts;
}

export interface ChaincodeDefinition {
  readonly name: string;
  /** Module that exports `createContracts(now)`; the contracts of this build when absent. */
  readonly contracts?: string;
}

/** When the ordering nodes cut a block: at whichever comes first. */
export interface BatchRules {
  readonly timeoutMs: number;
  readonly maxMessages: number;
  readonly absoluteMaxBytes: number;
  readonly preferredMaxBytes: number;
}

export interface FabricDescription {
  /** Absolute path of the network's folder. */
  readonly dir: string;
  readonly channel: string;
  readonly organisations: readonly FabricOrganisation[];
  /** MSP ids of the organisations that run an ordering node: one or three. */
  readonly orderers: readonly string[];
  readonly batch: BatchRules;
  readonly chaincodes: readonly ChaincodeDefinition[];
}

export interface NetworkWish {
  readonly dir: string;
  readonly channel?: string;
  readonly organisations: readonly { readonly mspId: string; readonly name: string }[];
  /** How many ordering nodes, held by the first organisations: 1 or 3. */
  readonly orderers?: number;
  readonly batch?: Partial<BatchRules>;
  readonly chaincodes?: readonly ChaincodeDefinition[];
  /** First port to try; ports that are taken are passed over. Any free ones when 0. */
  readonly firstPort?: number;
}

export const DEFAULT_BATCH: BatchRules = {
  timeoutMs: 100,
  maxMessages: 200,
  absoluteMaxBytes: 16 * 1024 * 1024,
  preferredMaxBytes: 2 * 1024 * 1024,
};

const FIRST_PORT = 7050;
const FIXED_PORTS = 6;
const CHAINCODE_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** Chooses ports and fills in the defaults. Throws PlatformFault NETWORK_DESCRIPTION. */
export async function describeNetwork(wish: NetworkWish): Promise<FabricDescription> {
  const chaincodes = wish.chaincodes ?? [{ name: 'guanlian' }];
  const orderers = wish.orderers ?? 1;
  checkWish(wish, orderers, chaincodes);
  const each = FIXED_PORTS + 2 * chaincodes.length;
  const ports = await freePorts(each * wish.organisations.length, wish.firstPort ?? FIRST_PORT);
  return {
    ...{ dir: wish.dir, channel: wish.channel ?? 'guanlian', chaincodes },
    batch: { ...DEFAULT_BATCH, ...wish.batch },
    orderers: wish.organisations.slice(0, orderers).map(({ mspId }) => mspId),
    organisations: wish.organisations.map(({ mspId, name }, i) => ({
      ...{ mspId, name },
      ports: assignPorts(ports.slice(i * each, (i + 1) * each), chaincodes),
    })),
  };
}

/** Takes a further organisation into the description, with ports of its own. */
export async function describeNewcomer(
  description: FabricDescription,
  newcomer: { readonly mspId: string; readonly name: string },
): Promise<FabricDescription> {
  if (description.organisations.some(({ mspId }) => mspId === newcomer.mspId)) return description;
  const count = FIXED_PORTS + 2 * description.chaincodes.length;
  const used = description.organisations.flatMap(({ ports }) => portsOf(ports));
  const free = await freePorts(count, Math.max(...used) + 1);
  const organisation = { ...newcomer, ports: assignPorts(free, description.chaincodes) };
  return { ...description, organisations: [...description.organisations, organisation] };
}

/** Reads `<dir>/network.json`; undefined when there is no network. Throws PlatformFault NETWORK_DESCRIPTION. */
export async function readDescription(dir: string): Promise<FabricDescription | undefined> {
  const file = join(dir, 'network.json');
  try {
    const description = JSON.parse(await readFile(file, 'utf8')) as FabricDescription;
    // The folder may have been moved since.
    return { ...description, dir };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalid(`${file} cannot be read; restore it, or remove the folder and start anew`, cause);
  }
}

/** Reads the description of a network that must be there. */
export async function requireDescription(dir: string): Promise<FabricDescription> {
  const description = await readDescription(dir);
  if (description) return description;
  throw invalid(
    `there is no network in ${dir}; make one with: guanlian fabric up --network ${dir}`,
  );
}

export async function writeDescription(description: FabricDescription): Promise<void> {
  const text = `${JSON.stringify(description, null, 1)}\n`;
  await writeWhole(join(description.dir, 'network.json'), text);
}

/** One organisation of the network. Throws PlatformFault UNKNOWN_ORGANISATION. */
export function organisationOf(description: FabricDescription, mspId: string): FabricOrganisation {
  const found = description.organisations.find((candidate) => candidate.mspId === mspId);
  if (found) return found;
  const known = description.organisations.map((one) => one.mspId).join(', ');
  throw new PlatformFault('UNKNOWN_ORGANISATION', `${mspId} is not in this network (${known})`);
}

function portsOf({ chaincodes, ...fixed }: OrganisationPorts): number[] {
  return [...Object.values(fixed), ...Object.values(chaincodes).flat()];
}

function assignPorts(
  free: readonly number[],
  chaincodes: readonly ChaincodeDefinition[],
): OrganisationPorts {
  const [peer, chaincodeListen, operations, orderer, ordererAdmin, ordererOperations] =
    free as readonly [number, number, number, number, number, number];
  const pairs = chaincodes.map(({ name }, i) => {
    const at = FIXED_PORTS + 2 * i;
    return [name, [free[at], free[at + 1]]] as [string, [number, number]];
  });
  return {
    ...{ peer, chaincodeListen, operations, orderer, ordererAdmin, ordererOperations },
    chaincodes: Object.fromEntries(pairs),
  };
}

function checkWish(
  { organisations }: NetworkWish,
  orderers: number,
  chaincodes: readonly ChaincodeDefinition[],
): void {
  const ids = new Set(organisations.map(({ mspId }) => mspId));
  if (ids.size !== organisations.length || organisations.length < 2) {
    throw invalid('a network needs two organisations or more, each named once');
  }
  const odd = organisations.find(({ mspId }) => !isMspId(mspId));
  if (odd) throw invalid(`${odd.mspId} is no MSP id: letters, digits, dots and dashes`);
  if (![1, 3].includes(orderers) || orderers > organisations.length) {
    throw invalid('ordering nodes: 1, or 3 when there are as many organisations');
  }
  const name = chaincodes.find((one) => !CHAINCODE_NAME.test(one.name))?.name;
  if (name !== undefined) throw invalid(`${name} is no chaincode name: small letters and digits`);
}

function invalid(message: string, cause?: unknown): PlatformFault {
  return new PlatformFault('NETWORK_DESCRIPTION', message, cause);
}
