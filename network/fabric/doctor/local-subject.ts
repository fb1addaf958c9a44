/** A development network on this machine as the doctor's subject: every member with the files that `fabric up` wrote. */
import { join } from 'node:path';
import { systemClock } from '../../clock.js';
import { connectFabric } from '../connect.js';
import { readConnectionProfile } from '../connection-profile.js';
import { requireDescription } from '../description.js';
import { layoutOf } from '../layout.js';
import { readWalletIdentity } from '../wallet.js';
import type { MemberSubject, Subject } from './subject.js';

/** Throws PlatformFault NETWORK_DESCRIPTION when there is no network, and those of profile and wallet. */
export async function localSubject(dir: string): Promise<Subject> {
  const description = await requireDescription(dir);
  const layout = layoutOf(dir);
  const chaincode = description.chaincodes[0]!.name;
  const members = await Promise.all(
    description.organisations.map(async ({ mspId }): Promise<MemberSubject> => {
      const folder = layout.organisation(mspId);
      const choice = { channel: description.channel, chaincode };
      const connection = await readConnectionProfile(folder.connectionProfile, choice);
      const identity = await readWalletIdentity(join(folder.wallet, 'node.id'));
      const connect = () => connectFabric({ connection, identity });
      return { mspId, identity, peer: connection.peer, connect };
    }),
  );
  return { clock: systemClock, members, local: { description, layout }, folders: [dir] };
}
