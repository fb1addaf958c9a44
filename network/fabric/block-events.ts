/**
 * Contract events from the own peer's blocks, resumed by itself: after a cut stream or a restarted peer it goes on
 * behind the last event that was delivered, with no gap and no repeat.
 */
import type { EventOptions, LedgerEvent, Position } from '../ledger.js';
import type { FabricBlock } from './block.js';
import { pause } from './retry.js';

/** Opens the own peer's block stream at a block; it ends or throws when it is cut, or ended by the signal. */
export type OpenBlocks = (from: number, signal: AbortSignal) => AsyncIterable<FabricBlock>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3000;

/** Events of valid transactions of this chaincode strictly after a position, live after the backlog. */
export async function* blockEvents(
  open: OpenBlocks,
  chaincode: string,
  { after, onBlock, signal = new AbortController().signal }: EventOptions,
): AsyncGenerator<LedgerEvent> {
  let next = after?.block ?? 0;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const block of open(next, signal)) {
        failures = 0;
        for (const event of eventsIn(block, chaincode, after)) {
          if (signal.aborted) return;
          yield event;
        }
        onBlock?.(block.number);
        next = block.number + 1;
      }
    } catch {
      // Why it was cut does not matter: the own peer is asked again until it answers.
      failures += 1;
    }
    if (signal.aborted) return;
    const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 8));
    await pause(ceiling * (0.5 + Math.random() / 2), signal).catch(() => undefined);
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
