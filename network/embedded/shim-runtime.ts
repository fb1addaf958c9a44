/**
 * Loads the genuine fabric-shim 2.5.8: its ChaincodeStub, its contract runtime and Fabric's protobufs.
 * Deep imports are deliberate (the package has no `exports` map; its version is pinned): nothing of the chaincode side
 * is imitated. They are CommonJS, heavy and talkative, therefore loaded on first use with logging off.
 */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import type { ChaincodeStub } from 'fabric-shim';
import type { Contract } from 'fabric-contract-api';
import type { PeerHandler } from './handler.js';

export type Protos = typeof FabricProtos;

/** What a chaincode answers. */
export interface ChaincodeResponse {
  readonly status: number;
  readonly message?: string;
  readonly payload?: Uint8Array;
}

export interface Chaincode {
  Invoke(stub: ChaincodeStub): Promise<ChaincodeResponse>;
}

interface ChaincodeEvent {
  getEventName(): string;
  getPayload_asU8(): Uint8Array;
}

/** The stub as this engine sees it: `getMspID` is set per instance, the event is read off after the call. */
export type RunningStub = ChaincodeStub & { chaincodeEvent?: ChaincodeEvent };

type SignedProposal = InstanceType<Protos['peer']['SignedProposal']>;
type ChaincodeInput = InstanceType<Protos['peer']['ChaincodeInput']>;

type StubConstructor = new (
  handler: PeerHandler,
  channel: string,
  txId: string,
  input: ChaincodeInput,
  proposal: SignedProposal,
) => RunningStub;

interface Timestamp {
  setSeconds(seconds: number): void;
  setNanos(nanos: number): void;
}

export interface ShimRuntime {
  readonly protos: Protos;
  readonly Stub: StubConstructor;
  readonly Timestamp: new () => Timestamp;
  /** A chaincode made of contract instances; the first one is the default contract. */
  chaincode(contracts: readonly Contract[]): Chaincode;
}

type RuntimeConstructor = new (classes: unknown[], serializers: unknown) => Chaincode;

/** Loads the runtime; Node caches the modules, so that a second call is cheap. */
export function loadShim(): ShimRuntime {
  process.env.CORE_CHAINCODE_LOGGING_LEVEL = 'critical';
  const require = createRequire(import.meta.url);
  const protos = require('@hyperledger/fabric-protos') as Protos;
  const ofProtos = createRequire(require.resolve('@hyperledger/fabric-protos'));
  const { Timestamp } = ofProtos('google-protobuf/google/protobuf/timestamp_pb.js') as {
    Timestamp: ShimRuntime['Timestamp'];
  };
  const Runtime =
    require('fabric-shim/lib/contract-spi/chaincodefromcontract.js') as RuntimeConstructor;
  const Stub = require('fabric-shim/lib/stub.js') as StubConstructor;
  silence(require);
  return {
    protos,
    Timestamp,
    Stub,
    chaincode: (contracts) => new Runtime(contracts.map(asClass), serializers(require)),
  };
}

/** The loggers on the way of every call, by package: a level alone would still have each message formatted. */
const LOGGERS: Readonly<Record<string, readonly string[]>> = {
  'fabric-shim/lib/logger.js': [
    'lib/stub.js',
    'lib/chaincode.js',
    'contracts-spi/chaincodefromcontract.js',
    'contracts-spi/datamarshall.js',
  ],
  'fabric-contract-api/lib/logger.js': ['./lib/contract.js', './lib/jsontransactionserializer.js'],
};

interface Loggers {
  getLogger(name: string): { silent: boolean };
}

/** Loggers may have been made before, with another level, by a static import in a contract. */
function silence(require: NodeJS.Require): void {
  for (const [path, names] of Object.entries(LOGGERS)) {
    const loggers = require(path) as Loggers;
    for (const name of names) loggers.getLogger(name).silent = true;
  }
}

/** The runtime calls `new` on what it is given; our contracts are instances, for they hold the endorser's clock. */
function asClass(contract: Contract): unknown {
  return function instance(): Contract {
    return contract;
  };
}

function serializers(require: NodeJS.Require): unknown {
  const { JSONSerializer } = require('fabric-contract-api') as { JSONSerializer: unknown };
  return { transaction: 'jsonSerializer', serializers: { jsonSerializer: JSONSerializer } };
}
