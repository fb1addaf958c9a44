/** The common connection profile that a member's clients use (Fabric), written for each organisation of the network. */
import { readFile } from 'node:fs/promises';
import { writeWhole } from '../identity/pem-files.js';
import type { FabricDescription } from './description.js';
import type { FabricLayout } from './layout.js';

/** Writes `connection.json` of one organisation: its own peer first, the others' for clients that choose endorsers. */
export async function writeConnectionFile(
  layout: FabricLayout,
  { channel, organisations }: FabricDescription,
  mspId: string,
): Promise<void> {
  const peers: Record<string, unknown> = {};
  const members: Record<string, unknown> = {};
  for (const one of organisations) {
    const name = `peer.${one.name}`;
    const pem = await readFile(layout.organisation(one.mspId).tlsCa, 'utf8');
    const host = 'localhost';
    peers[name] = {
      url: `grpcs://127.0.0.1:${one.ports.peer}`,
      tlsCACerts: { pem },
      grpcOptions: { 'ssl-target-name-override': host, hostnameOverride: host },
    };
    members[one.mspId] = { mspid: one.mspId, peers: [name] };
  }
  const profile = {
    ...{ name: `guanlian-${channel}`, version: '1.0.0' },
    client: { organization: mspId, connection: { timeout: { peer: { endorser: '30' } } } },
    ...{ organizations: members, peers },
  };
  const file = layout.organisation(mspId).connectionProfile;
  await writeWhole(file, `${JSON.stringify(profile, null, 1)}\n`);
}
