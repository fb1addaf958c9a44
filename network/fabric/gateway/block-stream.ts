/** The own peer's blocks as the deliver service streams them, taken one by one: no faster than they are read. */
import type { Network } from '@hyperledger/fabric-gateway';
import { PlatformFault } from '../../fault.js';
import type { FabricBlock } from '../block.js';
import { readBlock } from '../block.js';
import { FINAL_CODES, fabricError, isGatewayError } from './gateway-error.js';

/** Status 403 of the deliver service, in the words of fabric-gateway. */
const FORBIDDEN = /status response: 403/;

/**
 * Blocks from a number on, until the stream is cut (throws) or the signal aborts. Throws PlatformFault EVENTS_REFUSED
 * when the peer does not accept the reader.
 */
export async function* blocksFrom(
  network: Network,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<FabricBlock> {
  const stream = await network.getBlockEvents({ startBlock: BigInt(from) });
  const close = (): void => stream.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    // Also when it is too late: a stream that is cancelled without a reader would throw at nobody.
    if (signal.aborted) close();
    for await (const block of stream) yield readBlock(block);
  } catch (cause) {
    throw isRefusal(cause) ? refusedFault(cause) : cause;
  } finally {
    signal.removeEventListener('abort', close);
    stream.close();
  }
}

function isRefusal(cause: unknown): boolean {
  if (isGatewayError(cause)) return FINAL_CODES.has(fabricError(cause).code);
  return cause instanceof Error && FORBIDDEN.test(cause.message);
}

function refusedFault(cause: unknown): PlatformFault {
  return new PlatformFault(
    'EVENTS_REFUSED',
    'the own peer does not give its blocks to this client; renew its certificate, or have the channel accept its organisation',
    cause,
  );
}
