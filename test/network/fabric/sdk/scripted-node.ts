/**
 * Peers and ordering nodes that do as a test says, over real gRPC and TLS: for what a real network cannot be made to do
 * at will (a peer that is a block behind, an ordering node that breaks off after it was given a transaction).
 */
import { generateKeyPairSync } from 'node:crypto';
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import protos from '@hyperledger/fabric-protos';
import { issueAuthority, issueServer } from '../../../../network/identity/certificate-authority.js';

export interface ScriptedNode extends AsyncDisposable {
  readonly mspId: string;
  readonly address: string;
  readonly tlsCaPem: string;
}

export type Answer = InstanceType<typeof protos.peer.ProposalResponse>;
export type Asked = { readonly txId: string; readonly chaincode: string; readonly args: string[] };

export type Order = (txId: string) => number | 'silent' | 'forgotten' | undefined;

export interface Script {
  /** Answers a proposal; throws an object with `code` and `details` to fail the call. */
  readonly endorse?: (asked: Asked) => Answer;
  /** Status of the ordering node; `forgotten` is a success that comes to nothing, undefined breaks the stream off. */
  readonly order?: Order;
  /** Transaction ids by block, as the filtered stream tells them; asked from a block on. */
  readonly filtered?: (from: number) => AsyncIterable<{ number: number; txIds: string[] }>;
  readonly discover?: () => InstanceType<typeof protos.discovery.Response>;
}

const { privateKey: authorityKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { privateKey: serverKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const HOST = 'node.example';

/** Starts a node on a free port; its certificate names `node.example`. */
export async function scriptedNode(mspId: string, script: Script): Promise<ScriptedNode> {
  const now = Date.now();
  const ca = await issueAuthority({ mspId, name: 'tls-ca', privateKey: authorityKey, now });
  const authority = { certificatePem: ca, privateKey: authorityKey };
  const cert = await issueServer(authority, { mspId, hosts: [HOST], publicKey, now });
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  for (const [definition, implementation] of servicesOf(script)) {
    server.addService(definition, implementation);
  }
  const pair = {
    private_key: Buffer.from(serverKey.export({ type: 'pkcs8', format: 'pem' })),
    cert_chain: Buffer.from(cert),
  };
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createSsl(null, [pair]);
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    ...{ mspId, address: `127.0.0.1:${port}`, tlsCaPem: ca },
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

export const OVERRIDE = HOST;

function servicesOf(script: Script): [ServiceDefinition, UntypedServiceImplementation][] {
  const { endorse, order, filtered, discover } = script;
  const all: [unknown, object | undefined][] = [
    [
      protos.peer.EndorserService,
      endorse && {
        processProposal: (call: { request: Message }, done: Done) => {
          try {
            done(null, endorse(askedBy(call.request)));
          } catch (error) {
            done(error);
          }
        },
      },
    ],
    [
      protos.discovery.DiscoveryService,
      discover && { discover: (_: unknown, done: Done) => done(null, discover()) },
    ],
    [
      protos.orderer.AtomicBroadcastService,
      order && { broadcast: broadcast(order), deliver: idle },
    ],
    [
      protos.peer.DeliverService,
      filtered && {
        deliver: idle,
        deliverFiltered: deliverFiltered(filtered),
        deliverWithPrivateData: idle,
      },
    ],
  ];
  return all.flatMap(([definition, implementation]) =>
    implementation
      ? [[definition as ServiceDefinition, implementation as UntypedServiceImplementation]]
      : [],
  );
}

type Message = InstanceType<typeof protos.peer.SignedProposal>;
type Envelope = InstanceType<typeof protos.common.Envelope>;
type Done = (error: unknown, answer?: unknown) => void;

interface Duplex {
  on(event: string, listener: (message: Envelope) => void): void;
  write(message: unknown): void;
  end(): void;
  emit(event: 'error', error: object): unknown;
  readonly cancelled: boolean;
}

const idle = (call: Duplex): void => call.on('error', () => undefined);

function askedBy(request: Message): Asked {
  const proposal = protos.peer.Proposal.deserializeBinary(request.getProposalBytes_asU8());
  const header = protos.common.Header.deserializeBinary(proposal.getHeader_asU8());
  const { peer } = protos;
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
  const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
  const spec = invocation.getChaincodeSpec()!;
  return {
    txId: txIdOf(header.getChannelHeader_asU8()),
    chaincode: spec.getChaincodeId()!.getName(),
    args: spec
      .getInput()!
      .getArgsList_asU8()
      .map((bytes) => Buffer.from(bytes).toString()),
  };
}

function txIdOf(channelHeader: Uint8Array): string {
  return protos.common.ChannelHeader.deserializeBinary(channelHeader).getTxId();
}

function broadcast(order: Order) {
  return (call: Duplex): void => {
    call.on('data', (envelope) => {
      const payload = protos.common.Payload.deserializeBinary(envelope.getPayload_asU8());
      const status = order(txIdOf(payload.getHeader()!.getChannelHeader_asU8()));
      if (status === 'silent') return;
      if (status === undefined) return void call.emit('error', { code: 14, details: 'broken off' });
      const response = new protos.orderer.BroadcastResponse();
      response.setStatus((status === 'forgotten' ? 200 : status) as never);
      call.write(response);
      call.end();
    });
  };
}

function deliverFiltered(blocks: NonNullable<Script['filtered']>) {
  return (call: Duplex): void => {
    call.on('error', () => undefined);
    call.on('data', (envelope) => {
      const payload = protos.common.Payload.deserializeBinary(envelope.getPayload_asU8());
      const seek = protos.orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
      const from = seek.getStart()!.getSpecified()!.getNumber();
      void tell(call, blocks(from));
    });
  };
}

async function tell(
  call: Duplex,
  blocks: AsyncIterable<{ number: number; txIds: string[] }>,
): Promise<void> {
  for await (const { number, txIds } of blocks) {
    if (call.cancelled) return;
    const block = new protos.peer.FilteredBlock();
    block.setNumber(number);
    for (const txId of txIds) {
      const transaction = new protos.peer.FilteredTransaction();
      transaction.setTxid(txId);
      transaction.setTxValidationCode(0);
      block.addFilteredTransactions(transaction);
    }
    const response = new protos.peer.DeliverResponse();
    response.setFilteredBlock(block);
    call.write(response);
  }
  call.end();
}
