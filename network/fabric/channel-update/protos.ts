/** Fabric's protobuf messages, read so strictly that what is shown is what every other reader of the bytes sees. */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import { ChannelRefused } from './channel-refusal.js';

export type Protos = typeof FabricProtos;

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

/**
 * The generated classes; CommonJS, loaded at first use. Taken from the gateway client's own copy, the newest one: all
 * copies write their code to one global name, so that the one loaded last serves the messages of all others, and only the
 * newest messages have every field that any of them asks for.
 */
export function protos(): Protos {
  return ofGateway()('@hyperledger/fabric-protos') as Protos;
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
