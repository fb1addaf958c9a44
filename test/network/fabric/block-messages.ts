/** Blocks as peers send them (common.Block), made of transactions that a test describes in words. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import protos from '@hyperledger/fabric-protos';

export interface TransactionStory {
  readonly txId: string;
  readonly mspId?: string;
  /** Milliseconds since 1970, and the nanoseconds beyond them. */
  readonly at?: number;
  readonly nanos?: number;
  /** Fabric TxValidationCode. */
  readonly code?: number;
  readonly chaincode?: string;
  readonly event?: { readonly name: string; readonly payload: string };
  readonly result?: string;
  /** Channel header type: 3 is a contract call, 1 a configuration. */
  readonly type?: number;
}

export type BlockProto = InstanceType<typeof protos.common.Block>;
export type EnvelopeProto = InstanceType<typeof protos.common.Envelope>;

const ENDORSER_TRANSACTION = 3;

/** fabric-protos' own copy of google-protobuf, which brings no types. */
const { Timestamp } = createRequire(
  createRequire(import.meta.url).resolve('@hyperledger/fabric-protos'),
)('google-protobuf/google/protobuf/timestamp_pb.js') as {
  Timestamp: new () => { setSeconds(value: number): void; setNanos(value: number): void };
};

/** A transaction as its sender signs it. */
export function envelopeOf(story: TransactionStory): EnvelopeProto {
  const header = new protos.common.Header();
  header.setChannelHeader(channelHeader(story).serializeBinary());
  header.setSignatureHeader(signatureHeader(story).serializeBinary());
  const payload = new protos.common.Payload();
  payload.setHeader(header);
  const isCall = (story.type ?? ENDORSER_TRANSACTION) === ENDORSER_TRANSACTION;
  payload.setData(isCall ? transactionOf(story).serializeBinary() : Buffer.from('configuration'));
  const envelope = new protos.common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(Buffer.from('signature'));
  return envelope;
}

function channelHeader({ txId, type, at = 0, nanos = 0 }: TransactionStory) {
  const header = new protos.common.ChannelHeader();
  header.setType(type ?? ENDORSER_TRANSACTION);
  header.setChannelId('customs');
  header.setTxId(txId);
  const time = new Timestamp();
  time.setSeconds(Math.floor(at / 1000));
  time.setNanos((at % 1000) * 1e6 + nanos);
  header.setTimestamp(time as Parameters<typeof header.setTimestamp>[0]);
  return header;
}

function signatureHeader({ mspId }: TransactionStory) {
  const creator = new protos.msp.SerializedIdentity();
  creator.setMspid(mspId ?? 'AMSP');
  creator.setIdBytes(Buffer.from('certificate'));
  const header = new protos.common.SignatureHeader();
  header.setCreator(creator.serializeBinary());
  return header;
}

function transactionOf({ txId, chaincode, event, result }: TransactionStory) {
  const { peer } = protos;
  const id = new peer.ChaincodeID();
  id.setName(chaincode ?? 'guanlian');
  const response = new peer.Response();
  response.setStatus(200);
  response.setPayload(Buffer.from(result ?? ''));
  const action = new peer.ChaincodeAction();
  action.setChaincodeId(id);
  action.setResponse(response);
  if (event) action.setEvents(eventOf(txId, event).serializeBinary());
  const answer = new peer.ProposalResponsePayload();
  answer.setExtension$(action.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(answer.serializeBinary());
  const payload = new peer.ChaincodeActionPayload();
  payload.setAction(endorsed);
  const one = new peer.TransactionAction();
  one.setPayload(payload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.addActions(one);
  return transaction;
}

function eventOf(txId: string, { name, payload }: { name: string; payload: string }) {
  const event = new protos.peer.ChaincodeEvent();
  event.setTxId(txId);
  event.setEventName(name);
  event.setPayload(Buffer.from(payload));
  return event;
}

/** A block of these transactions, with the validation codes in its metadata. */
export function blockOf(
  number: number,
  stories: readonly TransactionStory[],
  previous: Uint8Array = new Uint8Array(32),
): BlockProto {
  const data = new protos.common.BlockData();
  for (const story of stories) data.addData(envelopeOf(story).serializeBinary());
  const header = new protos.common.BlockHeader();
  header.setNumber(number);
  header.setPreviousHash(previous);
  header.setDataHash(createHash('sha256').update(data.serializeBinary()).digest());
  const metadata = new protos.common.BlockMetadata();
  const filter = Uint8Array.from(stories, ({ code }) => code ?? 0);
  metadata.setMetadataList([new Uint8Array(), new Uint8Array(), filter, new Uint8Array()]);
  const block = new protos.common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return block;
}
