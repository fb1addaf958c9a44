/**
 * Looks for risk as the graph grows: scores each changed declaration at once, runs the typologies when the ledger
 * is quiet for a moment (they look at the whole graph, so once per burst is enough).
 */
import type { Position } from '../../network/index.js';
import type { AlertLog } from './alerts.js';
import { isAfter } from './ledger-index.js';
import type { NodeParts } from './parts.js';
import { scoreAlert, scoresOf, typologyAlerts } from './risk.js';

const QUIET_MS = 40;
/** Under a steady stream the typologies still run this often … */
const AT_MOST_MS = 1_000;
/** … unless they would take more than one part in so many of the time: a large graph is looked at less often. */
const PART_OF_TIME = 30;

export class RiskWatch implements AsyncDisposable {
  readonly #parts: NodeParts;
  readonly #alerts: AlertLog;
  #timer: NodeJS.Timeout | undefined;
  #dueSince: number | undefined;
  /** Before this time the typologies do not run again by themselves. */
  #restUntil = 0;
  #isDetecting = false;
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();
  #position: Position | undefined;

  constructor(parts: NodeParts, alerts: AlertLog) {
    this.#parts = parts;
    this.#alerts = alerts;
  }

  /** Looks at a graph that was there before: lists may have been imported, and networks generated, while the node was stopped. */
  begin(position: Position | undefined): void {
    if (position === undefined) return;
    this.#position = position;
    this.#schedule();
  }

  /** Scores what changed and schedules the typologies. */
  async changed(recordIds: readonly string[], position: Position): Promise<void> {
    this.#position = position;
    for (const recordId of recordIds) {
      const scores = await scoresOf(this.#parts, recordId);
      const alert = scores && scoreAlert(this.#parts, recordId, scores, position);
      if (alert) await this.#alerts.raise(alert);
    }
    if (recordIds.length > 0) this.#schedule();
  }

  /** Runs the typologies now, unless nothing changed since the last run. */
  async settle(): Promise<void> {
    if (this.#dueSince !== undefined) this.#detectSoon(0);
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    const now = Date.now();
    this.#dueSince ??= now;
    // What changes during a run is looked at by the next one, which the end of this one schedules.
    if (this.#isDetecting || this.#isStopped) return;
    const soon = Math.min(QUIET_MS, Math.max(0, this.#dueSince + AT_MOST_MS - now));
    this.#detectSoon(Math.max(soon, this.#restUntil - now));
  }

  #detectSoon(delay: number): void {
    clearTimeout(this.#timer);
    if (delay === 0) return this.#detect();
    this.#timer = setTimeout(() => this.#detect(), delay);
  }

  #detect(): void {
    this.#dueSince = undefined;
    const position = this.#position;
    if (!position) return;
    this.#running = this.#running.then(() => this.#raiseHits(position));
  }

  async #raiseHits(position: Position): Promise<void> {
    const started = Date.now();
    this.#isDetecting = true;
    try {
      // The graph may be ahead of what is scored.
      const checkpoint = await this.#parts.graph.checkpoint();
      const knownAt = checkpoint && isAfter(checkpoint, position) ? checkpoint : position;
      for (const alert of await typologyAlerts(this.#parts, knownAt))
        await this.#alerts.raise(alert);
    } catch (cause) {
      // Detection is repeated on the next change; the graph and the ledger are not touched by its failure.
      this.#parts.log.error({ err: cause }, 'typology detection failed');
    }
    const ended = Date.now();
    this.#restUntil = ended + PART_OF_TIME * (ended - started);
    this.#isDetecting = false;
    if (this.#dueSince !== undefined) this.#schedule();
  }
}
