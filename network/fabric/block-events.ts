/**
 * Contract events from the own peer's blocks, resumed by itself: after a cut stream or a restarted peer it goes on
 * behind the last event that was delivered, with no gap and no repeat.
 */
import { PlatformFault } from '../fault.js';
import type { EventOptions, LedgerEvent, Position } from '../ledger.js';
import type { FabricBlock } from './block.js';
import { pause } from './retry.js';

/** Opens the own peer's block stream at a block; it ends or throws when it is cut, or ended by the signal. */
export type OpenBlocks = (from: number, signal: AbortSignal) => AsyncIterable<FabricBlock>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3000;

/**
 * Events of valid transactions of this chaincode strictly after a position, live after the backlog. A cut stream is
 * taken up again; a PlatformFault of the stream (the peer refuses, a block cannot be read) is thrown.
 */
export async function* blockEvents(
  open: OpenBlocks,
  chaincode: string,
  { after, onBlock, signal = new AbortController().signal }: EventOptions,
): AsyncGenerator<LedgerEvent> {
  let next = after?.block ?? 0;
  let failures = 0;
  while (!signal.aborted) {
    const blocks = open(next, signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const block = await nextBlock(blocks);
        if (block === undefined) break;
        failures = 0;
        for (const event of eventsIn(block, chaincode, after)) {
          if (signal.aborted) return;
          yield event;
        }
        onBlock?.(block.number);
        next = block.number + 1;
      }
    } finally {
      await blocks.return?.();
    }
    if (signal.aborted) return;
    failures += 1;
    const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 8));
    await pause(ceiling * (0.5 + Math.random() / 2), signal).catch(() => undefined);
  }
}

/** Nothing when the stream was cut: why does not matter, the own peer is asked again until it answers. */
async function nextBlock(blocks: AsyncIterator<FabricBlock>): Promise<FabricBlock | undefined> {
  try {
    const step = await blocks.next();
    return step.done ? undefined : step.value;
  } catch (cause) {
    if (cause instanceof PlatformFault) throw cause;
    return undefined;
  }
}

function eventsIn(
  block: FabricBlock,
  chaincode: string,
  after: Position | undefined,
): LedgerEvent[] {
  return block.transactions.flatMap(({ index, code, event, txId, time, ...transaction }) => {
    const isPast = after !== undefined && block.number === after.block && index <= after.tx;
    if (isPast || code !== 0 || !event || transaction.chaincode !== chaincode) return [];
    return [{ position: { block: block.number, tx: index }, txId, time, ...event }];
  });
}
