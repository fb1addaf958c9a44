/** The connections of all members to the network of this test run, for tests over the `Ledger` port. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateKey } from 'node:crypto';
import { connect, signers } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { Client, credentials } from '@grpc/grpc-js';
import type { FabricDescription, FabricLayout } from '../../network/fabric/index.js';
import { connectFabric } from '../../network/fabric/connect.js';
import type { FabricConnectOptions } from '../../network/fabric/connect.js';
import { readConnectionProfile } from '../../network/fabric/connection-profile.js';
import { readWalletIdentity } from '../../network/fabric/wallet.js';
import type { Ledger, OrganisationIdentity, Position } from '../../network/index.js';
import { writtenIn } from './block-writes.js';
import type { Side, Written } from './differential-sides.js';

const CHAINCODE = 'guanlian';

export interface Place {
  readonly description: Pick<FabricDescription, 'channel' | 'organisations'>;
  readonly layout: FabricLayout;
}

/** The identity of an organisation's node. */
export async function nodeIdentity(
  { layout }: Place,
  mspId: string,
): Promise<OrganisationIdentity> {
  return readWalletIdentity(join(layout.organisation(mspId).wallet, 'node.id'));
}

/** A connection of an organisation's node to its own peer; `address` leads there by another line. */
export async function connectMember(
  place: Place,
  mspId: string,
  { address, ...options }: Partial<FabricConnectOptions> & { readonly address?: string } = {},
): Promise<Ledger> {
  const file = place.layout.organisation(mspId).connectionProfile;
  const { channel } = place.description;
  const connection = await readConnectionProfile(file, { channel, chaincode: CHAINCODE, mspId });
  const peer = { ...connection.peer, ...(address ? { address } : {}) };
  const identity = await nodeIdentity(place, mspId);
  return connectFabric({ connection: { ...connection, peer }, identity, ...options });
}

/** The network as one side of the differential test. */
export async function fabricSide(
  place: Place,
  driver: NonNullable<FabricConnectOptions['driver']> = 'fabric-gateway',
): Promise<Side> {
  const ledgers = new Map<string, Ledger>();
  for (const { mspId } of place.description.organisations) {
    ledgers.set(mspId, await connectMember(place, mspId, { driver }));
  }
  const [first] = [...ledgers.keys()];
  return {
    name: driver,
    ledger: (mspId) => ledgers.get(mspId)!,
    written: (positions) => readWritten(place, first!, positions),
    [Symbol.asyncDispose]: async () => {
      for (const ledger of ledgers.values()) await ledger[Symbol.asyncDispose]();
    },
  };
}

/** Reads whole blocks through the peer's query chaincode, by the SDK itself: our own reader keeps no write sets. */
async function readWritten(
  { description, layout }: Place,
  mspId: string,
  positions: readonly Position[],
): Promise<readonly Written[]> {
  const { certificatePem } = await nodeIdentity({ description, layout }, mspId);
  const { dir, tlsCa } = layout.organisation(mspId);
  const { ports } = description.organisations.find((one) => one.mspId === mspId)!;
  const client = new Client(
    `127.0.0.1:${ports.peer}`,
    credentials.createSsl(await readFile(tlsCa)),
    { 'grpc.ssl_target_name_override': 'localhost' },
  );
  const gateway = connect({
    client,
    identity: { mspId, credentials: Buffer.from(certificatePem) },
    signer: signers.newPrivateKeySigner(
      createPrivateKey(await readFile(join(dir, 'node-key.pem'))),
    ),
  });
  try {
    const qscc = gateway.getNetwork(description.channel).getContract('qscc');
    const written: Written[] = [];
    for (const { block, tx } of positions) {
      const bytes = await qscc.evaluateTransaction(
        ...(['GetBlockByNumber', description.channel, String(block)] as const),
      );
      written.push(writtenIn(common.Block.deserializeBinary(bytes), tx, CHAINCODE));
    }
    return written;
  } finally {
    gateway.close();
    client.close();
  }
}
