/** Remembers verified tokens by their SHA-256 for a short time: verification costs ten times a cache hit. */
import { createHash } from 'node:crypto';
import type { Caller } from '../application.js';

export interface VerifiedToken {
  readonly caller: Caller;
  /** When the token ends, milliseconds since the epoch. */
  readonly expiresAt: number;
}

interface Entry {
  readonly verified: VerifiedToken;
  readonly until: number;
}

/** A token is verified anew after at most this long, so that a withdrawn key takes effect. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_ENTRIES = 5000;

export class VerifiedTokenCache {
  readonly #entries = new Map<string, Entry>();

  /** The verified token, unless it is unknown, expired or older than five minutes. */
  get(token: string, now: number): VerifiedToken | undefined {
    const key = keyOf(token);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    if (entry.until <= now) return undefined;
    // Taken out and put back: a Map keeps insertion order, so the first entry is the least recently used.
    this.#entries.set(key, entry);
    return entry.verified;
  }

  put(token: string, verified: VerifiedToken, now: number): void {
    const until = Math.min(verified.expiresAt, now + MAX_AGE_MS);
    if (until <= now) return;
    this.#entries.set(keyOf(token), { verified, until });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Forgets everything, e.g. after a key was withdrawn. */
  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
