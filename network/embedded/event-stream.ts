/** Contract events read from the blocks themselves: the backlog first, then live, nothing buffered, nothing skipped. */
import type { EventOptions, LedgerEvent, Position } from '../ledger.js';
import type { Block, BlockTransaction } from './block.js';

/** Tells waiters that the chain has grown. */
export class HeightSignal {
  readonly #waiters = new Set<() => void>();

  /** Wakes all waiters: a block was written, a peer started, the network closes. */
  notify(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  /** Resolves at the next notice or when the signal aborts. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiters.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiters.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}

export interface EventSource {
  readonly height: () => number;
  readonly block: (number: number) => Block;
  readonly signal: HeightSignal;
  /** Whether the reader's own peer runs; events wait while it does not. */
  readonly isUp: () => boolean;
  readonly isClosed: () => boolean;
}

/** Events of valid transactions strictly after a position; ends when the signal aborts or the network closes. */
export async function* eventsOf(
  source: EventSource,
  { after, signal, onBlock }: EventOptions,
): AsyncGenerator<LedgerEvent> {
  let next = after === undefined ? 0 : after.block;
  const ended = (): boolean => signal?.aborted === true || source.isClosed();
  while (!ended()) {
    if (!source.isUp() || next >= source.height()) {
      await source.signal.next(signal);
      continue;
    }
    for (const event of eventsIn(source.block(next), after)) {
      if (ended()) return;
      yield event;
    }
    onBlock?.(next);
    next += 1;
  }
}

function eventsIn(block: Block, after: Position | undefined): LedgerEvent[] {
  return block.transactions.flatMap((transaction, tx) => {
    const isPast = after !== undefined && block.number === after.block && tx <= after.tx;
    return isPast ? [] : eventOf(block.number, tx, transaction);
  });
}

function eventOf(block: number, tx: number, transaction: BlockTransaction): LedgerEvent[] {
  const { txId, time, event, code } = transaction;
  if (event === null || code !== 'VALID') return [];
  return [{ position: { block, tx }, txId, time: new Date(time).toISOString(), ...event }];
}
