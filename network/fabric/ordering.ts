/** Ordering nodes: joining the channel through their admin endpoint, and whether there is a leader. */
import { join } from 'node:path';
import type { FabricOrganisation } from './description.js';
import { organisationOf } from './description.js';
import { channelMetric } from './operations.js';
import type { AdministratorContext } from './peer-cli.js';
import { accepts } from './ports.js';
import { runProgram } from './programs.js';
import { waitUntil } from './wait.js';

interface ChannelInfo {
  readonly name?: string;
  readonly status?: string;
}

/** Lets the ordering node join the channel, unless it has. */
export async function joinOrderer(context: AdministratorContext, mspId: string): Promise<void> {
  const { channel } = context.description;
  const { ports } = organisationOf(context.description, mspId);
  // Its admin endpoint opens a moment after the one for health.
  await waitUntil(async () => ((await accepts(ports.ordererAdmin)) ? undefined : 'not open'), {
    ...{ what: `the admin endpoint of the ordering node of ${mspId} is not open` },
    ...(context.signal ? { signal: context.signal } : {}),
  });
  const listed = await osnadmin(context, mspId, ['channel', 'list', '--channelID', channel]);
  if ((parse(listed).name ?? '') === channel) return;
  const block = ['--config-block', context.layout.genesisBlock];
  await osnadmin(context, mspId, ['channel', 'join', '--channelID', channel, ...block]);
}

/** Undefined when one of the ordering nodes leads, else what is missing. */
export async function missingLeader(context: AdministratorContext): Promise<string | undefined> {
  const { description } = context;
  const leads = description.orderers.map(async (mspId) => {
    const { ports } = organisationOf(description, mspId);
    return channelMetric(
      ports.ordererOperations,
      'consensus_etcdraft_is_leader',
      description.channel,
    );
  });
  const hasLeader = (await Promise.all(leads)).includes(1);
  return hasLeader ? undefined : 'the ordering nodes have elected no leader';
}

/** Which organisation's ordering node leads; undefined while there is none. */
export async function orderingLeader(
  organisations: readonly FabricOrganisation[],
  channel: string,
): Promise<string | undefined> {
  for (const { mspId, ports } of organisations) {
    const name = 'consensus_etcdraft_is_leader';
    if ((await channelMetric(ports.ordererOperations, name, channel)) === 1) return mspId;
  }
  return undefined;
}

function osnadmin(
  { binaries, layout, description, signal }: AdministratorContext,
  mspId: string,
  args: readonly string[],
): Promise<string> {
  const { ports } = organisationOf(description, mspId);
  const tls = (file: string): string => join(layout.organisation(mspId).orderer, 'tls', file);
  const flags = [
    ...['--orderer-address', `127.0.0.1:${ports.ordererAdmin}`, '--ca-file', tls('ca.pem')],
    ...['--client-cert', tls('server.pem'), '--client-key', tls('server-key.pem'), '--no-status'],
  ];
  return runProgram(binaries.osnadmin, [...args, ...flags], signal ? { signal } : {});
}

function parse(printed: string): ChannelInfo {
  return JSON.parse(printed.slice(printed.indexOf('{'))) as ChannelInfo;
}
