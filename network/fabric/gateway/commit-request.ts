/** The gateway's question after a transaction's commit (gateway.SignedCommitStatusRequest), not signed yet. */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';

const require = createRequire(import.meta.url);

export interface CommitQuestion {
  readonly channel: string;
  readonly txId: string;
  /** Who asks. */
  readonly creator: { readonly mspId: string; readonly certificatePem: string };
}

/** Its bytes, as `Gateway.newCommit` takes them. */
export function commitRequest({ channel, txId, creator }: CommitQuestion): Uint8Array {
  const { gateway, msp } = require('@hyperledger/fabric-protos') as typeof FabricProtos;
  const identity = new msp.SerializedIdentity();
  identity.setMspid(creator.mspId);
  identity.setIdBytes(Buffer.from(creator.certificatePem));
  const request = new gateway.CommitStatusRequest();
  request.setChannelId(channel);
  request.setTransactionId(txId);
  request.setIdentity(identity.serializeBinary());
  const signed = new gateway.SignedCommitStatusRequest();
  signed.setRequest(request.serializeBinary());
  return signed.serializeBinary();
}
