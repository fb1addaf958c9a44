/** `guanlian fabric up`: makes a network, or brings an existing one up again. */
import { isMspId } from '../../chaincode/index.js';
import type { FabricDescription, NetworkWish } from '../../network/index.js';
import { loadFabric } from '../../network/index.js';
import { wishedNetwork } from '../fabric-network.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { networkFolder } from './fabric-folder.js';
import { isWell, statusTable } from './fabric-status.js';
import { interruption } from './interruption.js';
import { answer, message } from './output.js';

const NOT_WELL = 1;
const CHOICES = ['organisations', 'orderers', 'channel', 'port'];

export const execute: Execute = async (input) => {
  const fabric = await loadFabric();
  const dir = networkFolder(input);
  const started = performance.now();
  const description =
    (await known(input, await fabric.readDescription(dir))) ??
    (await fabric.describeNetwork(wish(input, dir)));
  using interrupted = interruption(
    `what is up stays up: go on with guanlian fabric up --network ${dir}, or take it down with guanlian fabric down --network ${dir}`,
  );
  await fabric.bringUp(description, { progress: message, signal: interrupted.signal });
  const processes = await fabric.networkStatus(description);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { version } = await fabric.findBinaries();
  const { channel, organisations } = description;
  answer(input, { dir, channel, fabric: version, seconds: Number(seconds), processes }, [
    ...statusTable(processes),
    '',
    `Fabric ${version}: ${organisations.length} organisations on channel ${channel}, ready in ${seconds} s.`,
    `Run the nodes on it: npx guanlian up --ledger fabric --fabric ${dir}`,
    `It stays up; stop it: npx guanlian fabric down --network ${dir}    See it: npx guanlian fabric status --network ${dir}`,
  ]);
  return processes.every(isWell) ? 0 : NOT_WELL;
};

/** A network is made once: wishes that an existing one does not meet are told, not passed over. */
async function known(
  input: VerbInput,
  existing: FabricDescription | undefined,
): Promise<FabricDescription | undefined> {
  if (!existing) return undefined;
  const wished = wish(input, existing.dir);
  const differs =
    (input.text('organisations') !== undefined &&
      wished.organisations.map(({ mspId }) => mspId).join() !==
        existing.organisations.map(({ mspId }) => mspId).join()) ||
    (wished.orderers !== undefined && wished.orderers !== existing.orderers.length) ||
    (wished.channel !== undefined && wished.channel !== existing.channel);
  if (!differs) return existing;
  const given = CHOICES.filter((name) => input.text(name) !== undefined).map((name) => `--${name}`);
  throw new UsageError(
    `the network in ${existing.dir} was made with other ${given.join(', ')}: leave that out, or remove the network first (guanlian fabric reset --network ${existing.dir})`,
  );
}

function wish(input: VerbInput, dir: string): NetworkWish {
  const orderers = count(input, 'orderers', [1, 3]);
  const port = port16(input);
  const channel = input.text('channel');
  if (channel !== undefined && !/^[a-z][a-z0-9.-]{0,200}$/.test(channel)) {
    throw new UsageError('--channel takes small letters, digits, dots and dashes');
  }
  const mspIds = input
    .text('organisations')
    ?.split(',')
    .map((text) => text.trim());
  for (const text of mspIds ?? []) {
    if (!isMspId(text))
      throw new UsageError(`--organisations: "${String(text).slice(0, 40)}" is no MSP id`);
  }
  return wishedNetwork(dir, {
    ...(mspIds ? { mspIds } : {}),
    ...(orderers === undefined ? {} : { orderers }),
    ...(port === undefined ? {} : { firstPort: port }),
    ...(channel === undefined ? {} : { channel }),
  });
}

function count(input: VerbInput, name: string, among: readonly number[]): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  if (among.includes(Number(text))) return Number(text);
  throw new UsageError(`--${name} takes ${among.join(' or ')}`);
}

function port16(input: VerbInput): number | undefined {
  const text = input.text('port');
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && (port === 0 || (port >= 1024 && port <= 60_000))) return port;
  throw new UsageError('--port takes 0, or a number from 1024 to 60000');
}
