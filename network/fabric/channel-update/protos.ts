/** Fabric's protobuf messages, read so strictly that what is shown is what every other reader of the bytes sees. */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import { ChannelRefused } from './channel-refusal.js';

export type Protos = typeof FabricProtos;

interface Message {
  serializeBinary(): Uint8Array;
}

/** The generated classes; CommonJS, loaded at first use. */
export function protos(): Protos {
  return createRequire(import.meta.url)('@hyperledger/fabric-protos') as Protos;
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
