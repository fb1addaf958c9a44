/** The ledger as an organisation's client reaches it: a development network, or a connection profile and a wallet. */
import { resolve } from 'node:path';
import type { Ledger } from '../../network/index.js';
import { loadFabric } from '../../network/index.js';
import type { VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { accessTo, actsFor } from './channel-connection.js';
import { networkFolder } from './fabric-folder.js';

const CHAINCODE = 'guanlian';

/** A connection; whoever asked disposes of it. */
export async function ledgerOf(input: VerbInput): Promise<Ledger> {
  const fabric = await loadFabric();
  const [profile, wallet] = [input.text('profile'), input.text('wallet')];
  const chaincode = input.text('chaincode') ?? CHAINCODE;
  if (profile === undefined && wallet === undefined) {
    const mspId = actsFor(input);
    const { channel } = await fabric.requireDescription(networkFolder(input));
    const { connectionProfile } = fabric.layoutOf(networkFolder(input)).organisation(mspId);
    const connection = await fabric.readConnectionProfile(connectionProfile, {
      channel,
      chaincode,
      mspId,
    });
    return fabric.connectFabric({ connection, identity: (await accessTo(input)).identity });
  }
  if (profile === undefined || wallet === undefined) {
    throw new UsageError('--profile FILE and --wallet FILE go together');
  }
  const identity = await fabric.readWalletIdentity(resolve(wallet));
  const channel = input.text('channel') ?? 'guanlian';
  const choice = { channel, chaincode, mspId: identity.mspId };
  const connection = await fabric.readConnectionProfile(resolve(profile), choice);
  return fabric.connectFabric({ connection, identity });
}
