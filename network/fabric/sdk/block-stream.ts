/**
 * The own peer's block stream (Fabric deliver service), full or filtered. It goes below the SDK's block listener, which
 * signs by itself, buffers what is not taken at once, and tells a cut stream only in its log.
 */
import type { BlockMessage, FabricBlock } from '../block.js';
import { readBlock } from '../block.js';
import type { SdkConnection } from './sdk-connection.js';

/** A transaction as the filtered stream tells it, in the order of the block. */
export interface FilteredTransaction {
  readonly txid: string;
  /** Fabric TxValidationCode. */
  readonly tx_validation_code: number;
}

export interface FilteredBlock {
  readonly number: number;
  readonly transactions: readonly FilteredTransaction[];
}

/** The answers of the deliver service as the SDK decodes them; `Type` names the one that is there. */
type Delivered =
  | { readonly Type: 'status'; readonly status: number }
  | { readonly Type: 'block'; readonly block: SdkBlock }
  | {
      readonly Type: 'filtered_block';
      readonly filtered_block: {
        readonly number: unknown;
        readonly filtered_transactions: readonly FilteredTransaction[];
      };
    };

interface SdkBlock {
  readonly header: {
    readonly number: unknown;
    readonly previous_hash: Uint8Array;
    readonly data_hash: Uint8Array;
  };
  readonly data: { readonly data: Uint8Array[] };
  readonly metadata: { readonly metadata: Uint8Array[] };
}

interface DeliverStream extends AsyncIterable<Delivered> {
  on(event: 'error', listener: () => void): unknown;
  write(envelope: unknown): unknown;
  cancel(): void;
}

interface Streaming {
  readonly stream: DeliverStream;
  setStreamByType(kind: 'full' | 'filtered'): unknown;
}

/** Blocks from a number on, as they are committed, until the stream is cut (rejects) or the signal aborts. */
export async function* fullBlocks(
  connection: SdkConnection,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<FabricBlock> {
  for await (const delivered of deliver(connection, 'full', from, signal)) {
    if (delivered.Type === 'block') yield readBlock(blockMessage(delivered.block));
  }
}

/** The same without what the transactions hold. */
export async function* filteredBlocks(
  connection: SdkConnection,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<FilteredBlock> {
  for await (const delivered of deliver(connection, 'filtered', from, signal)) {
    if (delivered.Type !== 'filtered_block') continue;
    const { number, filtered_transactions: transactions } = delivered.filtered_block;
    yield { number: Number(number), transactions };
  }
}

async function* deliver(
  connection: SdkConnection,
  kind: 'full' | 'filtered',
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Delivered> {
  const { channel, identityContext } = connection;
  const service = channel.newEventService(`${kind} blocks`);
  const request = { startBlock: from, blockType: kind };
  await connection.sign(service, service.build(identityContext, request));
  if (signal.aborted) return;
  const eventer = connection.eventer();
  const streaming = eventer as unknown as Streaming;
  streaming.setStreamByType(kind);
  const { stream } = streaming;
  // A stream that is left while it waits still reports its end.
  stream.on('error', () => undefined);
  const stop = (): void => stream.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    stream.write(service.getSignedEnvelope());
    for await (const delivered of stream) {
      if (delivered.Type === 'status') {
        throw new Error(`the deliver service ended with status ${delivered.status}`);
      }
      yield delivered;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    connection.release(eventer);
  }
}

/** The SDK's plain object as the message that blocks are read from. */
export function blockMessage({ header, data, metadata }: SdkBlock): BlockMessage {
  return {
    getHeader: () => ({
      getNumber: () => Number(header.number),
      getPreviousHash_asU8: () => header.previous_hash,
      getDataHash_asU8: () => header.data_hash,
    }),
    getData: () => ({ getDataList_asU8: () => data.data }),
    getMetadata: () => ({ getMetadataList_asU8: () => metadata.metadata }),
  };
}
