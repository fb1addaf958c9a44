/** The way to a development network's channel as one of its organisations, newcomers included. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import { openIdentity } from '../../identity/organisation-identity.js';
import type { FabricDescription } from '../description.js';
import { organisationOf } from '../description.js';
import { layoutOf } from '../layout.js';
import type { ChannelAccess } from './channel-access.js';

const LOOPBACK = '127.0.0.1';
const SERVER_NAME = 'localhost';

/** The organisation's administrator, its own peer and the first ordering node. Throws PlatformFault UNKNOWN_ORGANISATION. */
export async function developmentAccess(
  description: FabricDescription,
  mspId: string,
  clock: Clock,
): Promise<Required<ChannelAccess>> {
  const layout = layoutOf(description.dir);
  const { ports } = organisationOf(description, mspId);
  const [ordering = ''] = description.orderers;
  const orderer = organisationOf(description, ordering);
  const ordererCa = join(layout.organisation(ordering).orderer, 'tls', 'ca.pem');
  const at = async (port: number, ca: string): Promise<Required<ChannelAccess>['peer']> => ({
    ...{ address: `${LOOPBACK}:${port}`, hostnameOverride: SERVER_NAME },
    tlsCaPem: await readFile(ca, 'utf8'),
  });
  return {
    channel: description.channel,
    identity: await openIdentity({
      ...{ dir: layout.organisations, mspId, name: 'admin', role: 'admin', clock },
    }),
    peer: await at(ports.peer, layout.organisation(mspId).tlsCa),
    orderer: await at(orderer.ports.orderer, ordererCa),
  };
}
