/** A Fabric block (protobuf common.Block) read as far as a node needs it: its transactions, their codes and events. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import { PlatformFault } from '../fault.js';

export interface FabricTransaction {
  /** Index in the block, from 0. */
  readonly index: number;
  readonly txId: string;
  /** Time that the client put into the transaction, ISO 8601 UTC. */
  readonly time: string;
  /** Validation code (Fabric TxValidationCode); 0 is valid. */
  readonly code: number;
  /** Whose client sent it. */
  readonly mspId: string;
  readonly chaincode?: string;
  readonly event?: { readonly name: string; readonly payload: string };
}

export interface FabricBlock {
  readonly number: number;
  /** Hash of the header, hex: what the next block names as its previous one. */
  readonly headerHash: string;
  readonly transactions: readonly FabricTransaction[];
}

const ENDORSER_TRANSACTION = 3;
const TRANSACTIONS_FILTER = 2;
/** What Fabric calls a transaction without a code; a peer gives out none. */
const NOT_VALIDATED = 254;

type Protos = typeof FabricProtos;

/** google-protobuf brings no types of its own. */
interface Timestamp {
  getSeconds(): number;
  getNanos(): number;
}

/** The message as a driver's own copy of the protobuf classes gives it. */
export interface BlockMessage {
  getHeader(): HeaderMessage | undefined;
  getData(): { getDataList_asU8(): Uint8Array[] } | undefined;
  getMetadata(): { getMetadataList_asU8(): Uint8Array[] } | undefined;
}

interface HeaderMessage {
  getNumber(): number;
  getPreviousHash_asU8(): Uint8Array;
  getDataHash_asU8(): Uint8Array;
}

/** Reads a block from its bytes. Throws PlatformFault BLOCK_UNREADABLE. */
export function decodeBlock(bytes: Uint8Array): FabricBlock {
  return readBlock(readable(() => protos().common.Block.deserializeBinary(bytes)));
}

/** Ids of a block's transactions in their order, without reading more of them. Throws PlatformFault BLOCK_UNREADABLE. */
export function transactionIds(bytes: Uint8Array): readonly string[] {
  return readable(() =>
    envelopesOf(protos().common.Block.deserializeBinary(bytes)).map((envelope) =>
      channelHeaderOf(payloadOf(envelope)).getTxId(),
    ),
  );
}

/** Reads a block from its message. Throws PlatformFault BLOCK_UNREADABLE. */
export function readBlock(block: BlockMessage): FabricBlock {
  const filter = block.getMetadata()?.getMetadataList_asU8()[TRANSACTIONS_FILTER];
  const envelopes = readable(() => envelopesOf(block));
  return {
    number: block.getHeader()?.getNumber() ?? 0,
    headerHash: headerHash(block),
    transactions: envelopes.map((envelope, index) =>
      readable(() => decodeTransaction(envelope, index, filter?.[index] ?? NOT_VALIDATED)),
    ),
  };
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const text =
      'a block of the own peer is no common.Block; compare the versions of Fabric and of this node';
    throw new PlatformFault('BLOCK_UNREADABLE', text, cause);
  }
}

function envelopesOf(block: BlockMessage): readonly Uint8Array[] {
  const data = block.getData();
  if (!block.getHeader() || !data) throw new Error('header or data is missing');
  return data.getDataList_asU8();
}

type Payload = InstanceType<Protos['common']['Payload']>;
type ChannelHeader = InstanceType<Protos['common']['ChannelHeader']>;

function payloadOf(envelope: Uint8Array): Payload {
  const { common } = protos();
  const signed = common.Envelope.deserializeBinary(envelope);
  return common.Payload.deserializeBinary(signed.getPayload_asU8());
}

function channelHeaderOf(payload: Payload): ChannelHeader {
  const bytes = payload.getHeader()?.getChannelHeader_asU8();
  return protos().common.ChannelHeader.deserializeBinary(bytes ?? new Uint8Array());
}

function decodeTransaction(envelope: Uint8Array, index: number, code: number): FabricTransaction {
  const { common, msp } = protos();
  const payload = payloadOf(envelope);
  const header = payload.getHeader();
  const channelHeader = channelHeaderOf(payload);
  const creator = common.SignatureHeader.deserializeBinary(
    header?.getSignatureHeader_asU8() ?? new Uint8Array(),
  ).getCreator_asU8();
  const ms = milliseconds(channelHeader.getTimestamp() as Timestamp | undefined);
  const base = {
    ...{ index, txId: channelHeader.getTxId(), code, time: new Date(ms).toISOString() },
    mspId: msp.SerializedIdentity.deserializeBinary(creator).getMspid(),
  };
  if (channelHeader.getType() !== ENDORSER_TRANSACTION) return base;
  return { ...base, ...chaincodeAction(payload.getData_asU8()) };
}

function milliseconds(timestamp: Timestamp | undefined): number {
  if (timestamp === undefined) return 0;
  return timestamp.getSeconds() * 1000 + Math.floor(timestamp.getNanos() / 1e6);
}

/** Name of the chaincode and its event, from the action that the endorsers signed. */
function chaincodeAction(data: Uint8Array): Pick<FabricTransaction, 'chaincode' | 'event'> {
  const { peer } = protos();
  const [action] = peer.Transaction.deserializeBinary(data).getActionsList();
  if (action === undefined) return {};
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const response = endorsed.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array();
  const extension = peer.ProposalResponsePayload.deserializeBinary(response).getExtension_asU8();
  const result = peer.ChaincodeAction.deserializeBinary(extension);
  const chaincode = result.getChaincodeId()?.getName() ?? '';
  const event = peer.ChaincodeEvent.deserializeBinary(result.getEvents_asU8());
  if (event.getEventName() === '') return { chaincode };
  const payload = Buffer.from(event.getPayload_asU8()).toString();
  return { chaincode, event: { name: event.getEventName(), payload } };
}

/** SHA-256 over the header as ASN.1 DER: SEQUENCE of INTEGER number, OCTET STRING previous, OCTET STRING data. */
function headerHash(block: BlockMessage): string {
  const header = block.getHeader();
  const body = Buffer.concat([
    derNumber(header?.getNumber() ?? 0),
    derOctets(header?.getPreviousHash_asU8() ?? new Uint8Array()),
    derOctets(header?.getDataHash_asU8() ?? new Uint8Array()),
  ]);
  const der = Buffer.concat([Buffer.of(0x30, body.length), body]);
  return createHash('sha256').update(der).digest('hex');
}

function derNumber(value: number): Buffer {
  const hex = value.toString(16);
  const digits = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  const body = digits[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  return Buffer.concat([Buffer.of(0x02, body.length), body]);
}

function derOctets(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0x04, bytes.length), bytes]);
}

/** CommonJS and heavy: loaded with the first block. One `require` for all, for each new one resolves the path anew. */
const require = createRequire(import.meta.url);

function protos(): Protos {
  return require('@hyperledger/fabric-protos') as Protos;
}
