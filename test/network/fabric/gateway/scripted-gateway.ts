/**
 * A peer's gateway service that does as a test says, over real gRPC and TLS: for what a real network cannot be made to
 * do at will (an answer lost after the transaction was handed over, an ordering node that breaks off half way).
 */
import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import protos from '@hyperledger/fabric-protos';
import { issueAuthority, issueServer } from '../../../../network/identity/certificate-authority.js';
import type { BlockProto } from '../block-messages.js';
import { blockOf, envelopeOf } from '../block-messages.js';

/** What the client is told instead of an answer. */
export interface Fault {
  readonly code: number;
  readonly message: string;
  readonly details?: readonly { mspId: string; address?: string; message: string }[];
}

export interface Asked {
  readonly chaincode: string;
  readonly args: readonly string[];
  readonly transient: readonly string[];
  readonly organisations: readonly string[];
  /** MSP id of the client, and whether its signature over the proposal is right and has a low s. */
  readonly client: string;
  readonly isSigned: boolean;
}

export type Answer<T> = T | Fault | 'silent';

export interface Commit {
  readonly block: number;
  /** Fabric TxValidationCode. */
  readonly code: number;
}

export interface GatewayScript {
  /** Result of a contract call that is evaluated. */
  readonly evaluate?: (asked: Asked) => Answer<string>;
  readonly endorse?: (asked: Asked, attempt: number) => Answer<string>;
  readonly submit?: (txId: string, attempt: number) => Answer<'taken'>;
  readonly commit?: (txId: string, attempt: number) => Answer<Commit> | Promise<Answer<Commit>>;
  /** Blocks that the stream tells from a number on; the stream stays open behind them unless it is cut. */
  readonly blocks?: (from: number, attempt: number) => readonly BlockProto[] | Fault | number;
  /** The block that holds a transaction, as it is read after the commit. */
  readonly blockWith?: (number: number, attempt: number) => Answer<readonly string[]>;
}

export interface ScriptedGateway extends AsyncDisposable {
  readonly address: string;
  readonly tlsCaPem: string;
  /** Calls so far, by method. */
  readonly calls: Readonly<Record<Method, number>>;
}

type Method = 'evaluate' | 'endorse' | 'submit' | 'commit' | 'blocks' | 'blockWith';
type Done = (error: unknown, answer?: unknown) => void;

export const HOST = 'peer.example';
const FIRST_BLOCK: Commit = { block: 7, code: 0 };
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

const { privateKey: authorityKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { privateKey: serverKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Starts the peer on a free port, or on the given one; its certificate names `peer.example`. */
export async function scriptedGateway(script: GatewayScript, port = 0): Promise<ScriptedGateway> {
  const now = Date.now();
  const ca = await issueAuthority({ mspId: 'AMSP', name: 'tls-ca', privateKey: authorityKey, now });
  const authority = { certificatePem: ca, privateKey: authorityKey };
  const cert = await issueServer(authority, { mspId: 'AMSP', hosts: [HOST], publicKey, now });
  const calls = { evaluate: 0, endorse: 0, submit: 0, commit: 0, blocks: 0, blockWith: 0 };
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  const count = (method: Method): number => (calls[method] += 1);
  server.addService(service(protos.gateway.GatewayService), gatewayOf(script, count));
  server.addService(service(protos.peer.DeliverService), deliverOf(script, count));
  const pair = {
    private_key: Buffer.from(serverKey.export({ type: 'pkcs8', format: 'pem' })),
    cert_chain: Buffer.from(cert),
  };
  const bound = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createSsl(null, [pair]);
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, at) =>
      error ? reject(error) : resolve(at),
    );
  });
  const address = `127.0.0.1:${bound}`;
  return {
    ...{ address, tlsCaPem: ca, calls },
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

function service(definition: unknown): ServiceDefinition {
  return definition as ServiceDefinition;
}

function gatewayOf(
  script: GatewayScript,
  count: (method: Method) => number,
): UntypedServiceImplementation {
  const { gateway, peer } = protos;
  const methods = {
    evaluate: ({ request }: Unary<typeof gateway.EvaluateRequest>, done: Done): void => {
      const organisations = request.getTargetOrganizationsList();
      const asked = askedBy(request.getProposedTransaction()!, organisations);
      const answer = asked.chaincode === 'qscc' ? systemAnswer(script, asked, count) : undefined;
      if (answer === undefined) count('evaluate');
      reply(answer ?? script.evaluate?.(asked) ?? '', done, (result) => {
        const response = new peer.Response();
        response.setStatus(200);
        response.setPayload(Buffer.from(result));
        const message = new gateway.EvaluateResponse();
        message.setResult(response);
        return message;
      });
    },
    endorse: ({ request }: Unary<typeof gateway.EndorseRequest>, done: Done): void => {
      const organisations = request.getEndorsingOrganizationsList();
      const asked = askedBy(request.getProposedTransaction()!, organisations);
      const attempt = count('endorse');
      reply(script.endorse?.(asked, attempt) ?? '', done, (result) => {
        const message = new gateway.EndorseResponse();
        const txId = request.getTransactionId();
        message.setPreparedTransaction(envelopeOf({ txId, result: String(result) }));
        return message;
      });
    },
    submit: ({ request }: Unary<typeof gateway.SubmitRequest>, done: Done): void => {
      const attempt = count('submit');
      const answer = script.submit?.(request.getTransactionId(), attempt) ?? 'taken';
      reply(answer, done, () => new gateway.SubmitResponse());
    },
    commitStatus: (call: Unary<typeof gateway.SignedCommitStatusRequest>, done: Done): void => {
      const bytes = call.request.getRequest_asU8();
      const asked = gateway.CommitStatusRequest.deserializeBinary(bytes);
      const attempt = count('commit');
      const answer = script.commit?.(asked.getTransactionId(), attempt);
      void Promise.resolve(answer).then((commit) => reply(commit ?? FIRST_BLOCK, done, committed));
    },
    chaincodeEvents: (call: { end(): void }): void => call.end(),
  };
  return methods as unknown as UntypedServiceImplementation;
}

function committed({ block, code }: Commit): object {
  const message = new protos.gateway.CommitStatusResponse();
  message.setBlockNumber(block);
  message.setResult(code as never);
  return message;
}

/** What `qscc` says: the block after a commit, by default one that holds every transaction the peer was told of. */
function systemAnswer(
  script: GatewayScript,
  { args }: Asked,
  count: (method: Method) => number,
): Answer<Uint8Array> | undefined {
  if (args[0] !== 'GetBlockByNumber') return undefined;
  const number = Number(args[2]);
  const attempt = count('blockWith');
  const ids = script.blockWith?.(number, attempt);
  if (ids === undefined || ids === 'silent' || 'code' in ids) return ids;
  return blockOf(
    number,
    ids.map((txId) => ({ txId })),
  ).serializeBinary();
}

interface Unary<T extends new () => unknown> {
  readonly request: InstanceType<T>;
}

function reply<T>(answer: Answer<T>, done: Done, message: (value: T) => unknown): void {
  if (answer === 'silent') return;
  if (isFault(answer)) return done(errorOf(answer));
  done(null, message(answer as T));
}

function isFault(answer: unknown): answer is Fault {
  return typeof answer === 'object' && answer !== null && 'message' in answer;
}

/** google.protobuf.Any, which fabric-protos does not type. */
interface Any {
  pack(bytes: Uint8Array, name: string): void;
}

/** The error with its details as a peer packs them: google.rpc.Status in the trailer. */
function errorOf({ code, message, details = [] }: Fault): object {
  const status = new protos.google.rpc.Status();
  status.setCode(code);
  status.setMessage(message);
  for (const one of details) {
    const detail = new protos.gateway.ErrorDetail();
    detail.setMspId(one.mspId);
    detail.setAddress(one.address ?? '');
    detail.setMessage(one.message);
    const any = status.addDetails() as unknown as Any;
    any.pack(detail.serializeBinary(), 'gateway.ErrorDetail');
  }
  const metadata = new Metadata();
  if (details.length > 0) {
    metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  }
  return { code, details: message, metadata };
}

type SignedProposal = InstanceType<typeof protos.peer.SignedProposal>;

function askedBy(signed: SignedProposal, organisations: readonly string[]): Asked {
  const { common, msp, peer } = protos;
  const bytes = signed.getProposalBytes_asU8();
  const proposal = peer.Proposal.deserializeBinary(bytes);
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const creator = msp.SerializedIdentity.deserializeBinary(
    common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()).getCreator_asU8(),
  );
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
  const call = spec.getChaincodeSpec()!;
  const args = call.getInput()!.getArgsList_asU8();
  return {
    ...{ chaincode: call.getChaincodeId()!.getName(), organisations },
    args: args.map((one) => Buffer.from(one).toString()),
    transient: keysOf(payload.getTransientmapMap()),
    client: creator.getMspid(),
    isSigned: isSigned(bytes, signed.getSignature_asU8(), Buffer.from(creator.getIdBytes_asU8())),
  };
}

/** Keys of a google-protobuf Map, which fabric-protos does not type. */
function keysOf(map: unknown): string[] {
  const keys: string[] = [];
  (map as { forEach(take: (value: unknown, key: string) => void): void }).forEach((_, key) =>
    keys.push(key),
  );
  return keys;
}

/** As a peer checks it: ECDSA over SHA-256 in DER, s in the lower half. */
function isSigned(message: Uint8Array, der: Uint8Array, certificate: Buffer): boolean {
  const key = new X509Certificate(certificate).publicKey;
  return verify('sha256', message, key, der) && lowerHalf(der);
}

function lowerHalf(der: Uint8Array): boolean {
  const r = der[3]!;
  const s = der.subarray(4 + r + 2);
  return BigInt(`0x${Buffer.from(s).toString('hex')}`) <= HALF_ORDER;
}

interface Duplex {
  on(event: string, listener: (message: InstanceType<typeof protos.common.Envelope>) => void): void;
  write(message: unknown): void;
  end(): void;
  emit(event: 'error', error: object): unknown;
}

function deliverOf(
  script: GatewayScript,
  count: (method: Method) => number,
): UntypedServiceImplementation {
  const idle = (call: Duplex): void => call.on('error', () => undefined);
  const { common, orderer, peer } = protos;
  const deliver = (call: Duplex): void => {
    idle(call);
    call.on('data', (envelope) => {
      const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
      const seek = orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
      const from = seek.getStart()!.getSpecified()!.getNumber();
      const attempt = count('blocks');
      const told = script.blocks?.(from, attempt) ?? [];
      const response = new peer.DeliverResponse();
      if (typeof told === 'number') {
        response.setStatus(told as never);
        call.write(response);
        return call.end();
      }
      if (isFault(told)) return void call.emit('error', errorOf(told));
      for (const block of told as readonly BlockProto[]) {
        const one = new peer.DeliverResponse();
        one.setBlock(block);
        call.write(one);
      }
    });
  };
  return { deliver, deliverFiltered: idle, deliverWithPrivateData: idle };
}
