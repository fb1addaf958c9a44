/**
 * Proposals as Fabric's clients make them: SignedProposal protobufs, txId = SHA-256(nonce ‖ creator).
 * The client signs the proposal without its transient inputs, the part that enters the block, so that every
 * transaction can be checked again from the chain alone.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { OrganisationIdentity } from '../identity/index.js';
import type { ContractCall } from '../ledger.js';
import type { Protos, ShimRuntime } from './shim-runtime.js';

const NONCE_BYTES = 24;
const ENDORSER_TRANSACTION = 3;

/** What a proposal says about its sender, as it enters the block. */
export interface ProposalHeader {
  readonly channel: string;
  readonly txId: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly nonce: Uint8Array;
  readonly mspId: string;
  readonly certificatePem: string;
}

export interface Proposal extends ProposalHeader {
  readonly name: string;
  readonly args: readonly string[];
  readonly signature: Uint8Array;
  /** What `signature` covers. */
  readonly bytes: Uint8Array;
  readonly input: InstanceType<Protos['peer']['ChaincodeInput']>;
  readonly signed: InstanceType<Protos['peer']['SignedProposal']>;
}

export interface ProposalOptions {
  readonly shim: ShimRuntime;
  readonly identity: OrganisationIdentity;
  readonly channel: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly call: ContractCall;
}

/** Makes and signs a proposal with a fresh nonce. */
export async function signProposal(options: ProposalOptions): Promise<Proposal> {
  const { shim, identity, channel, time, call } = options;
  const { mspId, certificatePem } = identity;
  const nonce = randomBytes(NONCE_BYTES);
  const creator = creatorBytes(shim, mspId, certificatePem);
  const txId = createHash('sha256').update(nonce).update(creator).digest('hex');
  const header: ProposalHeader = { channel, txId, time, nonce, mspId, certificatePem };
  const headerProto = headerBytes(shim, header, creator);
  const payload = payloadBytes(shim, call.name, call.args);
  const bytes = Buffer.concat([headerProto, payload]);
  const signature = await identity.signer.sign(bytes);
  const { peer } = shim.protos;
  const proposal = new peer.Proposal();
  proposal.setHeader(headerProto);
  proposal.setPayload(payloadBytes(shim, call.name, call.args, call.transient));
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  signed.setSignature(signature);
  const input = chaincodeInput(shim, call.name, call.args);
  return { ...header, name: call.name, args: call.args, signature, bytes, input, signed };
}

/** The bytes that the client signed, rebuilt from what the block keeps. */
export function signedBytes(
  shim: ShimRuntime,
  header: ProposalHeader,
  call: Pick<ContractCall, 'name' | 'args'>,
): Uint8Array {
  const creator = creatorBytes(shim, header.mspId, header.certificatePem);
  return Buffer.concat([
    headerBytes(shim, header, creator),
    payloadBytes(shim, call.name, call.args),
  ]);
}

/** The transaction id that belongs to a nonce and its creator. */
export function transactionId(
  shim: ShimRuntime,
  header: Pick<ProposalHeader, 'nonce' | 'mspId' | 'certificatePem'>,
): string {
  const creator = creatorBytes(shim, header.mspId, header.certificatePem);
  return createHash('sha256').update(header.nonce).update(creator).digest('hex');
}

function creatorBytes({ protos }: ShimRuntime, mspId: string, certificatePem: string): Uint8Array {
  const creator = new protos.msp.SerializedIdentity();
  creator.setMspid(mspId);
  creator.setIdBytes(Buffer.from(certificatePem));
  return creator.serializeBinary();
}

function headerBytes(shim: ShimRuntime, header: ProposalHeader, creator: Uint8Array): Uint8Array {
  const { common } = shim.protos;
  const timestamp = new shim.Timestamp();
  timestamp.setSeconds(Math.floor(header.time / 1000));
  timestamp.setNanos((header.time % 1000) * 1_000_000);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(ENDORSER_TRANSACTION);
  channelHeader.setChannelId(header.channel);
  channelHeader.setTxId(header.txId);
  channelHeader.setTimestamp(timestamp as Parameters<typeof channelHeader.setTimestamp>[0]);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator);
  signatureHeader.setNonce(header.nonce);
  const proto = new common.Header();
  proto.setChannelHeader(channelHeader.serializeBinary());
  proto.setSignatureHeader(signatureHeader.serializeBinary());
  return proto.serializeBinary();
}

function chaincodeInput(
  { protos }: ShimRuntime,
  name: string,
  args: readonly string[],
): InstanceType<Protos['peer']['ChaincodeInput']> {
  const input = new protos.peer.ChaincodeInput();
  input.setArgsList([name, ...args].map((arg) => Buffer.from(arg)));
  return input;
}

function payloadBytes(
  shim: ShimRuntime,
  name: string,
  args: readonly string[],
  transient: Readonly<Record<string, string>> = {},
): Uint8Array {
  const { peer } = shim.protos;
  const spec = new peer.ChaincodeSpec();
  spec.setInput(chaincodeInput(shim, name, args));
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  // google-protobuf brings no types of its own.
  const map = payload.getTransientmapMap() as unknown as Map<string, Uint8Array>;
  for (const [key, value] of Object.entries(transient)) map.set(key, Buffer.from(value));
  return payload.serializeBinary();
}
