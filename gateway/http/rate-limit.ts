/** Token buckets by key: each key may spend its capacity at once and gets it back at a steady rate. */
import type { Clock } from '../../network/index.js';

export interface RateLimit {
  readonly capacity: number;
  readonly perSecond: number;
}

interface Bucket {
  level: number;
  at: number;
}

/** More keys than this at once are more than a node serves: the least recently used one is forgotten. */
const MAX_KEYS = 20_000;

export class TokenBuckets {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Takes `cost` from the key's bucket; false when it holds less. */
  take(key: string, cost = 1): boolean {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { level: this.#limit.capacity, at: now };
    const refill = (Math.max(0, now - bucket.at) / 1000) * this.#limit.perSecond;
    bucket.level = Math.min(this.#limit.capacity, bucket.level + refill);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forgetOldest();
    if (bucket.level < cost) return false;
    bucket.level -= cost;
    return true;
  }

  #forgetOldest(): void {
    if (this.#buckets.size <= MAX_KEYS) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
