/**
 * Alerts of a node: kept in order, each once, streamed live after the backlog.
 * An alert's cursor is its number; the stream reads from the store, so a slow reader costs no memory.
 */
import { setMaxListeners } from 'node:events';
import type { NodeStore } from '../../network/index.js';
import type { Alert, Page, PageRequest } from '../application.js';
import { CursorRefused } from '../cursor-refused.js';
import { pageOf } from './page.js';

const ALERTS = 'alert';
const SEEN = 'alertSeen';
const SUPERSEDED = 'alertSuperseded';

interface Numbered {
  readonly node: Alert;
  readonly cursor: string;
}

export class AlertLog {
  readonly #store: NodeStore;
  readonly #bell = new EventTarget();
  #next: number;

  private constructor(store: NodeStore, next: number) {
    this.#store = store;
    this.#next = next;
    setMaxListeners(0, this.#bell);
  }

  static async open(store: NodeStore): Promise<AlertLog> {
    const [last] = await store.keys(ALERTS, { reverse: true, limit: 1 });
    return new AlertLog(store, last === undefined ? 1 : Number(last) + 1);
  }

  /**
   * Keeps an alert; says whether it is new. One with the same id, or about a part of a network that is known already,
   * is not; one about a network that has grown takes the place of the alerts about its parts.
   */
  async raise(alert: Alert): Promise<boolean> {
    if (await this.#store.get(SEEN, alert.id)) return false;
    const related = await this.#related(alert);
    if (related.some(({ node }) => covers(node, alert))) return false;
    const key = String(this.#next).padStart(12, '0');
    this.#next += 1;
    const parts = related.filter(({ node }) => covers(alert, node));
    await this.#store.batch([
      { collection: ALERTS, key, value: alert },
      { collection: SEEN, key: alert.id, value: key },
      ...parts.map(({ cursor }) => ({ collection: SUPERSEDED, key: cursor, value: alert.id })),
    ]);
    this.#bell.dispatchEvent(new Event('alert'));
    return true;
  }

  /** A page of alerts, newest first. */
  async page(request: PageRequest, filter: { typology?: string } = {}): Promise<Page<Alert>> {
    const page = await pageOf(this.#newestFirst(filter), request, {
      of: ({ cursor }) => cursor,
      mayHaveGiven: (cursor) => this.#hasGiven(cursor),
    });
    return { ...page, items: page.items.map(({ node }) => node) };
  }

  /**
   * Alerts after the cursor in the order they were raised, then live until the signal aborts. Throws CursorRefused at
   * once: a stream that waits for what comes after a cursor of nobody's would stay silent for ever.
   */
  stream(options: { after?: string; signal: AbortSignal }): AsyncGenerator<Numbered> {
    const { after } = options;
    if (after !== undefined && !this.#hasGiven(after)) throw new CursorRefused(after, 'unknown');
    return this.#stream(options);
  }

  async *#stream(options: { after?: string; signal: AbortSignal }): AsyncGenerator<Numbered> {
    let after = options.after;
    while (!options.signal.aborted) {
      // Listening before reading: an alert raised in between is not missed.
      const rung = this.#ring(options.signal);
      const range = after === undefined ? {} : { gt: after };
      for await (const [cursor, node] of this.#store.entries<Alert>(ALERTS, range)) {
        if (options.signal.aborted) return;
        yield { node, cursor };
        after = cursor;
      }
      await rung;
    }
  }

  /** Alerts are numbered without a gap and stay: what is a number that was given is a cursor. */
  #hasGiven(cursor: string): boolean {
    return /^\d{12}$/.test(cursor) && Number(cursor) >= 1 && Number(cursor) < this.#next;
  }

  async *#newestFirst(filter: { typology?: string }): AsyncGenerator<Numbered> {
    for await (const [cursor, node] of this.#store.entries<Alert>(ALERTS, { reverse: true })) {
      if (filter.typology !== undefined && node.typology !== filter.typology) continue;
      if (!(await this.#store.get(SUPERSEDED, cursor))) yield { node, cursor };
    }
  }

  /** Alerts of the same typology that still stand. */
  async #related(alert: Alert): Promise<Numbered[]> {
    const related: Numbered[] = [];
    // A lone member is no network: nothing to grow.
    if (alert.members.length < 2) return related;
    for await (const entry of this.#newestFirst({ typology: alert.typology })) related.push(entry);
    return related;
  }

  #ring(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#bell.removeEventListener('alert', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#bell.addEventListener('alert', done);
      signal.addEventListener('abort', done);
    });
  }
}

/** Whether the whole is about at least the members of the part. */
function covers(whole: Alert, part: Alert): boolean {
  const members = new Set(whole.members.map(({ label, key }) => `${label}:${key}`));
  return part.members.every(({ label, key }) => members.has(`${label}:${key}`));
}
