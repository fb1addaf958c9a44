/** Repeating a submission that failed only by circumstance: overtaken by another one, or the network finds itself. */
import type { Outcome } from '../../chaincode/index.js';
import { refused } from '../../chaincode/index.js';
import type { Committed, LedgerFailure } from '../ledger.js';
import type { Sorted } from './failures.js';

export type Attempt<T> = Outcome<T, Sorted>;

export interface RetryRules {
  /** How often a call that was overtaken is simulated anew. */
  readonly conflicts: number;
  readonly signal?: AbortSignal;
}

/** Waits while the network finds itself: about six seconds in all. */
const WAITS_MS: readonly number[] = [200, 400, 800, 1600, 3000];
const JITTER_MS = 10;

/** The outcome of the last attempt. Each one is a new transaction, so that the contract sees what came first. */
export async function withRetries<T extends Committed | string>(
  attempt: () => Promise<Attempt<T>>,
  { conflicts, signal }: RetryRules,
): Promise<Outcome<T, LedgerFailure>> {
  let overtaken = 0;
  let waited = 0;
  for (;;) {
    signal?.throwIfAborted();
    const outcome = await attempt();
    if (outcome.ok) return outcome;
    const { failure, again } = outcome.refusal;
    if (again === 'fresh' && overtaken < conflicts) {
      await pause(Math.random() * JITTER_MS * 2 ** overtaken, signal);
      overtaken += 1;
    } else if (again === 'wait' && waited < WAITS_MS.length) {
      await pause(WAITS_MS[waited]! * (0.5 + Math.random() / 2), signal);
      waited += 1;
    } else {
      return refused(failure);
    }
  }
}

/** Resolves after the time; rejects with the signal's reason when it aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** The promise, or the signal's reason as soon as it aborts; what is under way ends unheard. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
