/**
 * A block stream that is opened anew when it only seems to be open. gRPC for Node (1.14) can keep a connection for ready
 * that was reset while it was being made: calls on it are never answered. A silent stream is therefore compared with the
 * number of blocks that the peer has.
 */

/** Opens a peer's block stream at a block. */
export type Open<B> = (from: number, signal: AbortSignal) => AsyncIterable<B>;

const SILENT_MS = 15_000;

export interface LivelyOptions {
  /** Number of blocks of the peer. */
  readonly height: () => Promise<number>;
  /** How long a stream is silent before the peer is asked; 15 s when absent. */
  readonly silentMs?: number;
}

/** The same stream, cut off (it rejects) when the peer has blocks that it did not bring, or does not answer. */
export function lively<B extends { readonly number: number }>(
  open: Open<B>,
  options: LivelyOptions,
): Open<B> {
  return (from, signal) => guarded(open, options, { from, signal });
}

async function* guarded<B extends { readonly number: number }>(
  open: Open<B>,
  { height, silentMs = SILENT_MS }: LivelyOptions,
  { from, signal }: { readonly from: number; readonly signal: AbortSignal },
): AsyncGenerator<B> {
  const ending = new AbortController();
  let next = from;
  /** Undefined while the reader is busy with a block: then it is not the stream that is silent. */
  let waitingSince: number | undefined = Date.now();
  let isAsking = false;
  const check = async (): Promise<void> => {
    if (isAsking || waitingSince === undefined || Date.now() - waitingSince < silentMs) return;
    isAsking = true;
    const isBehind = await height().then(
      (blocks) => blocks > next,
      () => true,
    );
    isAsking = false;
    if (isBehind && waitingSince !== undefined) ending.abort(new Error('the stream fell silent'));
  };
  const timer = setInterval(() => void check(), silentMs / 2);
  try {
    for await (const block of open(from, AbortSignal.any([signal, ending.signal]))) {
      next = block.number + 1;
      waitingSince = undefined;
      yield block;
      waitingSince = Date.now();
    }
    ending.signal.throwIfAborted();
  } finally {
    clearInterval(timer);
  }
}
