/**
 * With which organisation and which nodes a verb of `guanlian channel` works: a development network's folder, or
 * addresses, TLS authorities and an MSP folder of one's own.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FabricLayer, OrganisationIdentity } from '../../network/index.js';
import { loadFabric, PlatformFault, systemClock } from '../../network/index.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { networkFolder } from './fabric-folder.js';
import { answer, message } from './output.js';

export type ChannelUpdate = FabricLayer['channelUpdate'];
type Access = Parameters<ChannelUpdate['fetchConfig']>[0];
type Endpoint = NonNullable<Access['peer']>;

const REFUSED = 1;

/** Joining and leaving, loaded when a verb runs. */
export async function loadChannel(): Promise<ChannelUpdate> {
  return (await loadFabric()).channelUpdate;
}

/** The organisation that the verb acts for. */
export function actsFor(input: VerbInput): string {
  const mspId = input.text('as');
  if (mspId !== undefined) return mspId;
  throw new UsageError('--as MSPID says for which organisation this is done');
}

/** Whether nodes are named one by one, instead of by a development network's folder. */
function isElsewhere(input: VerbInput): boolean {
  return ['msp', 'peer', 'orderer'].some((name) => input.text(name) !== undefined);
}

/** The administrator who signs. */
export async function administrator(input: VerbInput): Promise<OrganisationIdentity> {
  const channel = await loadChannel();
  const msp = input.text('msp');
  if (msp !== undefined) return channel.identityOfMsp(actsFor(input), resolve(msp));
  return (await developmentAccess(input)).identity;
}

/** The way to the channel. */
export async function accessTo(input: VerbInput): Promise<Access> {
  if (!isElsewhere(input)) return developmentAccess(input);
  const [peer, orderer] = [await endpoint(input, 'peer'), await endpoint(input, 'orderer')];
  if (!peer && !orderer) throw new UsageError('name --peer HOST:PORT or --orderer HOST:PORT');
  if (input.text('msp') === undefined) {
    throw new UsageError('--msp DIR is the MSP folder of the administrator who asks');
  }
  return {
    channel: input.text('channel') ?? 'guanlian',
    identity: await administrator(input),
    ...(peer ? { peer } : {}),
    ...(orderer ? { orderer } : {}),
  };
}

/** Whether the verb can ask a running channel. */
export function isConnected(input: VerbInput): boolean {
  return ['network', 'peer', 'orderer'].some((name) => input.text(name) !== undefined);
}

/** A refusal is an answer: its code, what is wrong and what to do next; exit code 1. */
export function refusing(execute: Execute): Execute {
  return async (input) => {
    try {
      return await execute(input);
    } catch (cause) {
      if (!(cause instanceof PlatformFault) || !('refusal' in cause)) throw cause;
      const { code, message: text, next } = cause.refusal as Record<string, string>;
      if (input.flag('json')) answer(input, { refused: { code, message: text, next } }, []);
      else message(`Refused: ${text} (${code}). ${next}`);
      return REFUSED;
    }
  };
}

async function developmentAccess(input: VerbInput): Promise<Required<Access>> {
  const { requireDescription, channelUpdate } = await loadFabric();
  const mspId = actsFor(input);
  const description = await requireDescription(networkFolder(input));
  const known = await channelUpdate.withNewcomer(description, mspId);
  const members = known.organisations.map((one) => one.mspId);
  if (!members.includes(mspId)) {
    throw new UsageError(`--as ${mspId} is not in this network; there are ${members.join(', ')}`);
  }
  return channelUpdate.developmentAccess(known, mspId, systemClock);
}

async function endpoint(input: VerbInput, kind: 'peer' | 'orderer'): Promise<Endpoint | undefined> {
  const address = input.text(kind);
  if (address === undefined) return undefined;
  if (!/^[^\s/]+:\d{1,5}$/.test(address)) throw new UsageError(`--${kind} takes HOST:PORT`);
  const ca = input.text(`${kind}-tls-ca`);
  if (ca === undefined)
    throw new UsageError(`--${kind}-tls-ca FILE is the TLS authority of --${kind}`);
  const hostnameOverride = input.text('tls-name');
  return {
    address,
    tlsCaPem: await readFile(resolve(ca), 'utf8'),
    ...(hostnameOverride === undefined ? {} : { hostnameOverride }),
  };
}
