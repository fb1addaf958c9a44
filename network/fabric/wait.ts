/** Waiting for a condition: asked again and again until it holds, with a limit and a reason when it does not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformFault } from '../fault.js';

export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  readonly withinMs?: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

const WITHIN_MS = 60_000;
const EVERY_MS = 100;

/**
 * Resolves when the check gives `undefined`; until then it gives the reason why not.
 * Throws PlatformFault NOT_READY with the last reason, or the signal's reason.
 */
export async function waitUntil(
  check: () => Promise<string | undefined>,
  { what, withinMs = WITHIN_MS, everyMs = EVERY_MS, signal }: WaitOptions,
): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const reason = await check();
    if (reason === undefined) return;
    if (Date.now() > until) {
      const seconds = Math.round(withinMs / 1000);
      throw new PlatformFault('NOT_READY', `${what} after ${seconds} s: ${reason}`);
    }
    await sleep(everyMs);
  }
}
