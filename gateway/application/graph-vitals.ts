/**
 * How the graph of a node is: its size, how far it is behind the ledger, its files and its memory. What costs a walk over the
 * whole graph runs once at a time, and counts are taken at most once a minute for whoever only watches.
 */
import type { GraphCounts } from '../../graph/index.js';
import type { GraphNotice } from '../graph-opening.js';
import type { GraphStatusView } from '../graph-views.js';
import type { GraphReadings } from '../observe/graph-gauges.js';
import type { Follower } from './follower.js';
import type { GraphMemory, MemoryState } from './graph-memory.js';
import { timeAt } from './ledger-places.js';
import { oneAtATime } from './one-at-a-time.js';
import type { Rebuilding } from './rebuilding.js';
import type { NodeParts } from './parts.js';

const COUNTED_EVERY_MS = 60_000;
const FROM = 'anew from the ledger and the imported lists';

export interface GraphVitalsOptions {
  readonly parts: NodeParts;
  readonly follower: Pick<Follower, 'seenHeight' | 'position' | 'hasCaughtUp'>;
  /** Absent when no limit is set. */
  readonly memory?: GraphMemory;
  /** What happened to the graph at this start. */
  readonly notice?: GraphNotice;
  readonly rebuilding: Pick<Rebuilding, 'isUnderWay'>;
}

/** How far the graph is behind the ledger. */
export interface ProjectionLag {
  readonly blocks: number;
  /** Age of what the graph shows; 0 when it is level. */
  readonly seconds: number;
}

export class GraphVitals {
  readonly #options: GraphVitalsOptions;
  /** Digest over the whole graph. */
  readonly digest: () => Promise<string>;
  readonly #count: () => Promise<GraphCounts>;
  #counted: { readonly at: number; readonly counts: GraphCounts } | undefined;
  readonly #beganAt: number;
  /** When the graph was last seen level with the ledger. */
  #levelAt: number | undefined;
  #warned: MemoryState['level'] = 'fine';

  constructor(options: GraphVitalsOptions) {
    this.#options = options;
    const { graph, clock } = options.parts;
    this.#beganAt = clock.now();
    this.digest = oneAtATime(() => graph.digest());
    this.#count = oneAtATime(async () => {
      const at = clock.now();
      const counts = await graph.counts();
      this.#counted = { at, counts };
      return counts;
    });
  }

  /** For people who ask: counted now. */
  async status(): Promise<GraphStatusView> {
    const { graph, store } = this.#options.parts;
    const { engine } = graph.describe();
    const { nodes, relationships } = await this.#count();
    const { fileBytes, erasing } = await graph.storage();
    const checkpoint = await graph.checkpoint();
    const time = checkpoint && (await timeAt(store, checkpoint));
    const { blocks: lagBlocks, seconds: lagSeconds } = await this.lag();
    const reason = this.reason();
    return {
      ...{ engine, nodes, relationships, erasing, lagBlocks, lagSeconds },
      ...(checkpoint ? { checkpoint: { ...checkpoint, ...(time ? { time } : {}) } } : {}),
      ...(fileBytes === undefined ? {} : { fileBytes }),
      ...(reason ? { reason } : {}),
    };
  }

  /** For a scrape: counts of the last minute. */
  async readings(): Promise<GraphReadings> {
    const { fileBytes, erasing, rewrittenAt } = await this.#options.parts.graph.storage();
    const { nodes, relationships } = await this.#recentCounts();
    const memory = this.memory();
    return {
      ...{ entities: nodes, relationships, lag: await this.lag() },
      wasDamaged: this.#notice()?.kind === 'damaged',
      ...(fileBytes === undefined ? {} : { file: { bytes: fileBytes, erasing } }),
      ...(rewrittenAt === undefined ? {} : { rewrittenAt }),
      ...(memory ? { memory } : {}),
    };
  }

  /** Why the graph is not as usual: its engine, and what happened at the start. */
  reason(): string | undefined {
    const { reason, isEmptied = false } = this.#options.parts.graph.describe();
    const notice = this.#notice();
    const { isUnderWay } = this.#options.rebuilding;
    const rebuilt = isUnderWay
      ? 'it is being rebuilt, and refuses questions until it is complete'
      : undefined;
    const refilled = notice || isEmptied ? this.#refilled() : undefined;
    const all = [reason, notice?.text, refilled, rebuilt];
    const said = all.filter((text) => text !== undefined);
    return said.length === 0 ? undefined : said.join('; ');
  }

  /** The memory of the process, when it has a limit and the graph is in it; the log is told when it gets short. */
  memory(): MemoryState | undefined {
    const { parts, memory } = this.#options;
    if (memory === undefined || parts.graph.describe().engine === 'neo4j') return undefined;
    const state = memory.state();
    if (state.level !== 'fine' && state.level !== this.#warned)
      parts.log.warn({ usedBytes: state.usedBytes, limitBytes: state.limitBytes }, state.message);
    this.#warned = state.level;
    return state;
  }

  /**
   * The ledger does not say when its newest block was made. What the graph shows is as old as the newest event in it, but not
   * older than the last time it was seen level: a ledger on which nothing happens does not make it old.
   */
  async lag(): Promise<ProjectionLag> {
    const { parts, follower } = this.#options;
    const { height } = await parts.ledger.info();
    const now = parts.clock.now();
    const blocks = Math.max(0, height - follower.seenHeight);
    if (blocks === 0) {
      this.#levelAt = now;
      return { blocks, seconds: 0 };
    }
    const { position } = follower;
    const time = position && (await timeAt(parts.store, position));
    const known = [this.#levelAt, time && Date.parse(time)].filter((at) => typeof at === 'number');
    const shown = known.length === 0 ? this.#beganAt : Math.max(...known);
    return { blocks, seconds: Math.max(0, now - shown) / 1000 };
  }

  /** The lists are in the graph before anybody can ask; the ledger's events come after. */
  #refilled(): string {
    return `it ${this.#options.follower.hasCaughtUp ? 'was' : 'is being'} built ${FROM}`;
  }

  #notice(): GraphNotice | undefined {
    const { parts, notice } = this.#options;
    // Moved away since, it is no longer the graph of the notice.
    return parts.graph.describe().engine === 'neo4j' ? undefined : notice;
  }

  /** The counts at hand; when they are older than a minute, new ones are taken meanwhile. */
  async #recentCounts(): Promise<GraphCounts> {
    const { clock, log } = this.#options.parts;
    if (this.#counted === undefined) return this.#count();
    if (clock.now() - this.#counted.at >= COUNTED_EVERY_MS)
      this.#count().catch((cause: unknown) =>
        log.error(
          { err: cause },
          'the graph could not be counted; the metrics keep the last counts',
        ),
      );
    return this.#counted.counts;
  }
}
