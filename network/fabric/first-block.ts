/** The hash of a channel's first block: what tells one channel from every other one, its name notwithstanding. */
import { PlatformFault } from '../fault.js';
import { decodeBlock } from './block.js';
import type { FabricConnectOptions } from './connect.js';
import { sortEndorsement } from './failures.js';
import { pause } from './retry.js';

/** While a network that was just started finds itself: about eight seconds in all. */
const WAITS_MS = [250, 500, 1000, 2000, 4000];

/**
 * Asks the own peer (qscc GetBlockByNumber); hex. Throws PlatformFault LEDGER_NOT_READY with what to do.
 * It goes through the peer's gateway service whichever driver the node uses afterwards.
 */
export async function firstBlockHash({
  connection,
  identity,
}: FabricConnectOptions): Promise<string> {
  const { openGateway } = await import('./gateway/gateway-connection.js');
  const { fabricError } = await import('./gateway/gateway-error.js');
  const { channel, mspId, peer } = connection;
  const opened = openGateway({ peer, identity });
  const system = opened.gateway.getNetwork(channel).getContract('qscc');
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const question = { arguments: [channel, '0'], endorsingOrganizations: [mspId] };
        const block = decodeBlock(await system.evaluate('GetBlockByNumber', question));
        return block.headerHash;
      } catch (cause) {
        const { failure, again } = sortEndorsement(fabricError(cause), mspId);
        const wait = WAITS_MS[attempt];
        if (again === 'no' || wait === undefined) throw notReady(connection, failure);
        await pause(wait);
      }
    }
  } finally {
    opened.close();
  }
}

/** What an operator meets when connecting for the first time, in plain words with the repair. */
const FIRST_TROUBLES: readonly (readonly [engine: RegExp, words: string])[] = [
  [
    /could not get last config for channel|channel .* not found/i,
    'this peer has not joined the channel: correct its name, or let the peer join',
  ],
  [
    /altnames|does not match certificate/i,
    "the name in the peer's TLS certificate is another one: set grpcOptions.ssl-target-name-override of the peer in the connection profile",
  ],
  [
    /unable to verify|self.signed|unable to get (?:local )?issuer|certificate has expired/i,
    "the peer's TLS certificate is not under the authority of the connection profile: correct tlsCACerts of the peer there",
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT/,
    'nothing answers at this address: correct the url of the peer in the connection profile, or start the peer',
  ],
  [
    /creator org unknown|creator is malformed|access denied/i,
    'the channel does not know this identity: use one that the authority of this organisation on the channel issued',
  ],
];

function notReady(
  { channel, peer }: FabricConnectOptions['connection'],
  failure: { readonly message: string; readonly next: string; readonly cause?: unknown },
): PlatformFault {
  const said = `${failure.message} ${String(failure.cause)}`;
  const plain = FIRST_TROUBLES.find(([engine]) => engine.test(said))?.[1];
  return new PlatformFault(
    'LEDGER_NOT_READY',
    `channel ${channel} cannot be read on ${peer.address} of ${peer.mspId}: ${plain ?? `${failure.message}. ${failure.next}`}`,
    failure.cause,
  );
}
