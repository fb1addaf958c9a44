/**
 * The way to a running channel as an organisation's administrator: blocks from its own peer or an ordering node (Fabric's
 * deliver services), updates to an ordering node (atomic broadcast). TLS everywhere; the connection ends with each call.
 */
import { randomBytes } from 'node:crypto';
import type { Client, ClientDuplexStream } from '@grpc/grpc-js';
import type {
  common,
  orderer as ordererMessages,
  peer as peerMessages,
} from '@hyperledger/fabric-protos';
import type { OrganisationIdentity } from '../../identity/organisation-identity.js';
import { derSignature } from '../der-signature.js';
import { ChannelRefused } from './channel-refusal.js';
import type { ChannelConfig } from './config-tree.js';
import { configOfBlock } from './config-tree.js';
import { protos, timestampOf } from './protos.js';
import { signatureHeader } from './update-signature.js';

/** A peer or an ordering node. */
export interface ChannelEndpoint {
  /** `host:port`. */
  readonly address: string;
  readonly tlsCaPem: string;
  /** The name in its certificate, where it differs from the host of the address. */
  readonly hostnameOverride?: string;
}

export interface ChannelAccess {
  readonly channel: string;
  /** An administrator, or any client that may read; who submits needs to be a writer of the channel. */
  readonly identity: OrganisationIdentity;
  /** The organisation's own peer. A newcomer has none yet. */
  readonly peer?: ChannelEndpoint;
  readonly orderer?: ChannelEndpoint;
}

type Where = 'newest' | number;
type Duplex<T> = ClientDuplexStream<common.Envelope, T>;

const DEADLINE_MS = 20_000;
const MESSAGE_LIMIT = 104_857_600;
const SUCCESS = 200;
const MESSAGE_TYPE = { configUpdate: 2, deliverSeekInfo: 5 };
const SIGNATURES = 0;
const LAST_CONFIG = 1;

/** The configuration in force, as the own peer has it; of the ordering node where there is no own peer. */
export async function fetchConfig(access: ChannelAccess): Promise<ChannelConfig> {
  return configOfBlock(await fetchConfigBlock(access));
}

/** The block with the configuration in force, encoded. */
export async function fetchConfigBlock(access: ChannelAccess): Promise<Uint8Array> {
  const newest = await fetchBlock(access, 'newest');
  const block = protos().common.Block.deserializeBinary(newest);
  const last = lastConfigOf(block);
  return last === block.getHeader()?.getNumber() ? newest : fetchBlock(access, last);
}

/** The channel's first block, with which a peer joins. */
export function fetchGenesisBlock(access: ChannelAccess): Promise<Uint8Array> {
  return fetchBlock(access, 0);
}

/** Sends an update with its signatures to the ordering node. Throws ChannelRefused ORDERING_REFUSED, CHANNEL_UNREACHABLE. */
export async function submitUpdate(
  access: ChannelAccess,
  update: Uint8Array,
  signatures: readonly Uint8Array[],
): Promise<void> {
  const { common: messages, orderer } = protos();
  const data = new messages.ConfigUpdateEnvelope();
  data.setConfigUpdate(update);
  data.setSignaturesList(signatures.map((one) => messages.ConfigSignature.deserializeBinary(one)));
  const envelope = await signedEnvelope(access, MESSAGE_TYPE.configUpdate, data.serializeBinary());
  const endpoint = required(access.orderer, 'ordering node');
  await calling(endpoint, async (client) => {
    const { path, ...codec } = orderer.AtomicBroadcastService.broadcast;
    const stream = client.makeBidiStreamRequest(
      path,
      codec.requestSerialize,
      codec.responseDeserialize,
      {
        deadline: Date.now() + DEADLINE_MS,
      },
    );
    const [answer] = await converse<ordererMessages.BroadcastResponse>(
      stream,
      envelope,
      () => true,
    );
    if ((answer?.getStatus() as number | undefined) === SUCCESS) return;
    throw new ChannelRefused(
      'ORDERING_REFUSED',
      `the ordering node ${endpoint.address} answers ${answer?.getStatus() ?? 'nothing'}: ${answer?.getInfo() ?? ''}`,
    );
  });
}

async function fetchBlock(access: ChannelAccess, where: Where): Promise<Uint8Array> {
  const { orderer, peer } = protos();
  const envelope = await signedEnvelope(access, MESSAGE_TYPE.deliverSeekInfo, seekInfo(where));
  const endpoint = required(access.peer ?? access.orderer, 'peer or ordering node');
  const service = access.peer ? peer.DeliverService : orderer.AtomicBroadcastService;
  return calling(endpoint, async (client) => {
    const { path, requestSerialize, responseDeserialize } = service.deliver;
    const stream = client.makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize as (bytes: Buffer) => peerMessages.DeliverResponse,
      { deadline: Date.now() + DEADLINE_MS },
    );
    const answers = await converse<peerMessages.DeliverResponse>(
      stream,
      envelope,
      (answer) => answer.getBlock() === undefined,
    );
    const block = answers.find((answer) => answer.getBlock() !== undefined)?.getBlock();
    if (block) return block.serializeBinary();
    const status = answers.at(-1)?.getStatus() ?? 'nothing';
    throw new ChannelRefused(
      'CHANNEL_UNREACHABLE',
      `${endpoint.address} gives no block of channel ${access.channel} to ${access.identity.mspId} (status ${status}; 403: it may not read the channel, 404: the channel is not there)`,
    );
  });
}

/** The number of the block with the configuration that the block was ordered under. */
function lastConfigOf(block: common.Block): number {
  const { common: messages } = protos();
  const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
  const valueOf = (index: number): Uint8Array =>
    messages.Metadata.deserializeBinary(metadata[index] ?? new Uint8Array()).getValue_asU8();
  const signed = valueOf(SIGNATURES);
  if (signed.length > 0) {
    const ordered = messages.OrdererBlockMetadata.deserializeBinary(signed);
    return ordered.getLastConfig()?.getIndex() ?? 0;
  }
  // The first block has no signatures; it is a configuration itself.
  const old = valueOf(LAST_CONFIG);
  return old.length > 0 ? messages.LastConfig.deserializeBinary(old).getIndex() : 0;
}

/** Asks for one block and no more, encoded. */
export function seekInfo(where: Where): Uint8Array {
  const { orderer } = protos();
  const position = new orderer.SeekPosition();
  if (where === 'newest') position.setNewest(new orderer.SeekNewest());
  else {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(where);
    position.setSpecified(specified);
  }
  const info = new orderer.SeekInfo();
  info.setStart(position);
  info.setStop(position);
  info.setBehavior(orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY);
  return info.serializeBinary();
}

async function signedEnvelope(
  { channel, identity }: ChannelAccess,
  type: number,
  data: Uint8Array,
): Promise<common.Envelope> {
  const { common: messages } = protos();
  const header = new messages.ChannelHeader();
  header.setType(type);
  header.setChannelId(channel);
  header.setTimestamp(timestampOf(Date.now()));
  header.setTxId(randomBytes(32).toString('hex'));
  const headers = new messages.Header();
  headers.setChannelHeader(header.serializeBinary());
  headers.setSignatureHeader(signatureHeader(identity.mspId, identity.certificatePem));
  const payload = new messages.Payload();
  payload.setHeader(headers);
  payload.setData(data);
  const bytes = payload.serializeBinary();
  const envelope = new messages.Envelope();
  envelope.setPayload(bytes);
  envelope.setSignature(derSignature(await identity.signer.sign(bytes)));
  return envelope;
}

/** Sends one message and takes the answers until the last one. */
function converse<T>(
  stream: Duplex<T>,
  message: common.Envelope,
  isLast: (answer: T) => boolean,
): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const answers: T[] = [];
    stream.on('data', (answer: T) => {
      answers.push(answer);
      if (isLast(answer)) stream.end();
    });
    stream.on('error', reject);
    stream.on('end', () => resolve(answers));
    stream.write(message);
  });
}

async function calling<T>(
  { address, tlsCaPem, hostnameOverride }: ChannelEndpoint,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const grpc = await import('@grpc/grpc-js');
  const client = new grpc.Client(address, grpc.credentials.createSsl(Buffer.from(tlsCaPem)), {
    ...(hostnameOverride ? { 'grpc.ssl_target_name_override': hostnameOverride } : {}),
    'grpc.max_receive_message_length': MESSAGE_LIMIT,
  });
  try {
    return await work(client);
  } catch (cause) {
    if (cause instanceof ChannelRefused) throw cause;
    const why = (cause as Error).message;
    throw new ChannelRefused('CHANNEL_UNREACHABLE', `${address} cannot be reached: ${why}`, cause);
  } finally {
    client.close();
  }
}

function required(endpoint: ChannelEndpoint | undefined, what: string): ChannelEndpoint {
  if (endpoint) return endpoint;
  throw new ChannelRefused('CHANNEL_UNREACHABLE', `no ${what} is named`);
}
