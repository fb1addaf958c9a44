/** Fabric's protobuf messages, read so strictly that what is shown is what every other reader of the bytes sees. */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import { ChannelRefused } from './channel-refusal.js';

type Names<Files> = Extract<Files[keyof Files], readonly string[]>[number];
type Section<K extends keyof typeof FILES> = Pick<
  (typeof FabricProtos)[K],
  Names<(typeof FILES)[K]> & keyof (typeof FabricProtos)[K]
>;

/** The classes that are used here, by package. */
export interface Protos {
  readonly common: Section<'common'>;
  readonly msp: Section<'msp'>;
  readonly orderer: Section<'orderer'>;
  readonly peer: Section<'peer'>;
}

/** A map of a message, whose package brings no types. */
export interface MessageMap<T> {
  forEach(visit: (value: T, name: string) => void): void;
  set(name: string, value: T): unknown;
  getLength(): number;
}

interface Timestamp {
  setSeconds(seconds: number): void;
  setNanos(nanos: number): void;
}

interface Message {
  serializeBinary(): Uint8Array;
}

/** Which file defines which classes; only there they are surely those of their own package. */
const FILES = {
  common: {
    'common/common_pb.js': [
      ...['Block', 'BlockData', 'ChannelHeader', 'Envelope', 'Header', 'LastConfig', 'Metadata'],
      ...['OrdererBlockMetadata', 'Payload', 'SignatureHeader'],
    ],
    'common/configtx_pb.js': [
      ...['Config', 'ConfigEnvelope', 'ConfigGroup', 'ConfigPolicy', 'ConfigSignature'],
      ...['ConfigUpdate', 'ConfigUpdateEnvelope', 'ConfigValue'],
    ],
    'common/configuration_pb.js': ['Capabilities', 'Capability', 'OrdererAddresses'],
    'common/policies_pb.js': [
      ...['ImplicitMetaPolicy', 'Policy', 'SignaturePolicy', 'SignaturePolicyEnvelope'],
    ],
  },
  msp: {
    'msp/identities_pb.js': ['SerializedIdentity'],
    'msp/msp_config_pb.js': [
      ...['FabricCryptoConfig', 'FabricMSPConfig', 'FabricNodeOUs', 'FabricOUIdentifier'],
      ...['MSPConfig'],
    ],
    'msp/msp_principal_pb.js': ['MSPPrincipal', 'MSPRole'],
  },
  orderer: {
    'orderer/ab_grpc_pb.js': ['AtomicBroadcastService'],
    'orderer/ab_pb.js': ['SeekInfo', 'SeekNewest', 'SeekPosition', 'SeekSpecified'],
    'orderer/configuration_pb.js': ['BatchSize', 'BatchTimeout'],
  },
  peer: {
    'peer/configuration_pb.js': ['AnchorPeer', 'AnchorPeers'],
    'peer/events_grpc_pb.js': ['DeliverService'],
  },
} as const;

/**
 * The generated classes; CommonJS, loaded at first use. All copies of the package that are installed write their code to
 * one global name: the copy that was loaded last serves the messages of all others, and an index may hand out another
 * copy's classes. So they are taken from the files that define them, of the newest copy (the gateway client's own), whose
 * messages have every field that the code of any copy asks for.
 */
export function protos(): Protos {
  loaded ??= load();
  return loaded;
}

/** Kept, for Node keeps modules but looks their paths up each time. */
let loaded: Protos | undefined;

function load(): Protos {
  const require = ofGateway();
  const pick = (files: Readonly<Record<string, readonly string[]>>): object =>
    Object.fromEntries(
      Object.entries(files).flatMap(([file, names]) => {
        const defined = require(`@hyperledger/fabric-protos/lib/${file}`) as Record<
          string,
          unknown
        >;
        return names.map((name) => [name, defined[name]] as const);
      }),
    );
  return {
    common: pick(FILES.common),
    msp: pick(FILES.msp),
    orderer: pick(FILES.orderer),
    peer: pick(FILES.peer),
  } as Protos;
}

function ofGateway(): NodeJS.Require {
  const require = createRequire(import.meta.url);
  return createRequire(require.resolve('@hyperledger/fabric-gateway'));
}

/** The map that a message gives, with its type. */
export function mapOf<T>(map: unknown): MessageMap<T> {
  return map as MessageMap<T>;
}

/** A time as protobuf has it, from ms since the epoch. */
export function timestampOf(ms: number): Timestamp {
  // The class that the messages themselves use: its package is theirs, not ours.
  const ofProtos = createRequire(ofGateway().resolve('@hyperledger/fabric-protos'));
  const { Timestamp } = ofProtos('google-protobuf/google/protobuf/timestamp_pb.js') as {
    Timestamp: new () => Timestamp;
  };
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(ms / 1000));
  timestamp.setNanos((ms % 1000) * 1_000_000);
  return timestamp;
}

/**
 * Decodes bytes that somebody else made. Fields that are unknown, repeated or written in a longer form than needed are
 * read differently by different libraries (Go merges, JavaScript takes the last): they are refused, because then the
 * description would not be of what the network applies. Order plays no part: maps have none.
 */
export function decodeStrictly<T extends Message>(
  kind: { deserializeBinary(bytes: Uint8Array): T },
  bytes: Uint8Array,
  what: string,
): T {
  let message: T;
  let again: Uint8Array;
  try {
    message = kind.deserializeBinary(bytes);
    again = message.serializeBinary();
  } catch (cause) {
    throw new ChannelRefused('CHANNEL_UPDATE_INVALID', `${what} cannot be decoded`, cause);
  }
  if (again.length === bytes.length) return message;
  throw new ChannelRefused(
    'CHANNEL_UPDATE_INVALID',
    `${what} holds ${bytes.length - again.length} bytes that have no meaning in it, so that readers could differ about it`,
  );
}
