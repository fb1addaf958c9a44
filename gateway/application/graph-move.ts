/**
 * Takes a serving node's graph to another engine and back: rebuilds it there from the ledger while the node works on,
 * from where an interrupted move stopped, compares digests while events wait, and only then switches.
 */
import { rm } from 'node:fs/promises';
import { accepted, refused } from '../../chaincode/index.js';
import type { GraphStore, MovableGraph } from '../../graph/index.js';
import type { Position } from '../../network/index.js';
import { PlatformFault } from '../../network/index.js';
import type { UserOutcome } from '../application.js';
import type { GraphMoveView } from '../graph-views.js';
import type { GraphPlace } from '../graph-place.js';
import {
  describePlace,
  embeddedFolder,
  openGraphAt,
  rememberPlace,
  wantedPlace,
} from '../graph-place.js';
import type { Follower } from './follower.js';
import type { GraphSources } from './graph-sources.js';
import { positionKey } from './ledger-index.js';
import type { NodeParts } from './parts.js';
import { PendingChange } from './pending-change.js';
import { changeOf } from './projection.js';

export interface GraphMoverOptions {
  readonly parts: NodeParts;
  readonly follower: Follower;
  readonly sources: GraphSources;
  readonly graph: MovableGraph;
  /** Where the graph is at the start of the node. */
  readonly place: GraphPlace;
  /** The node's own folder. */
  readonly dir: string;
  readonly personSalt: string;
}

export class GraphMover implements AsyncDisposable {
  readonly #options: GraphMoverOptions;
  readonly #stop = new AbortController();
  #place: GraphPlace;
  #state: GraphMoveView;
  #moving: Promise<void> | undefined;

  constructor(options: GraphMoverOptions) {
    this.#options = options;
    this.#place = options.place;
    this.#state = { phase: 'idle', place: describePlace(options.place), block: 0, height: 0 };
  }

  /** Where the graph is, and how far a move is. */
  get state(): GraphMoveView {
    return this.#state;
  }

  /** Begins a move; how it goes on is told by `state`. Refused while one is under way, or when the graph is there already. */
  async begin(to: 'embedded' | 'neo4j'): Promise<UserOutcome<GraphMoveView>> {
    if (this.#moving)
      return refused({
        ...{ code: 'GRAPH_MOVE_UNDER_WAY', message: 'the graph is being moved already' },
        next: 'Wait until the move has ended: graphMove tells how far it is.',
      });
    const target = to === 'embedded' ? 'embedded' : await wantedPlace(this.#options.dir);
    if (target === undefined)
      return refused({
        ...{ code: 'GRAPH_TARGET_MISSING', message: 'nobody said where the graph is to go' },
        next: 'On the machine of the node: guanlian graph move --to URL --password-file FILE.',
      });
    if (samePlace(target, this.#place))
      return refused({
        ...{ code: 'GRAPH_ALREADY_THERE', message: `the graph is at ${describePlace(target)}` },
        next: 'Nothing needs to be done.',
      });
    this.#tell('opening', {});
    this.#moving = this.#move(target)
      .catch((cause: unknown) => this.#failed(cause))
      .finally(() => (this.#moving = undefined));
    return accepted(this.#state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the node stops'));
    await this.#moving;
  }

  async #move(target: GraphPlace): Promise<void> {
    const { dir, follower } = this.#options;
    const store = await openGraphAt(target, dir);
    try {
      // First beside the working node, then the rest while its events wait.
      await this.#replay(store, follower.position);
      await this.#options.sources.loadInto(store, { signal: this.#stop.signal });
      await follower.exclusively(async () => {
        await this.#replay(store, follower.position);
        this.#tell('verifying', {});
        const [here, there] = [await this.#options.graph.store.digest(), await store.digest()];
        if (here !== there) throw different(here, there);
        await this.#switch(store, target);
      });
    } catch (cause) {
      if (this.#options.graph.current !== store) await store.close();
      throw cause;
    }
  }

  async #replay(store: GraphStore, until: Position | undefined): Promise<void> {
    const { parts, personSalt } = this.#options;
    if (until === undefined) return;
    const after = await store.checkpoint();
    if (after && positionKey(after) >= positionKey(until)) return;
    this.#tell('replaying', { block: after?.block ?? 0, height: until.block });
    const pending = new PendingChange(store);
    const events = parts.ledger.events({ ...(after ? { after } : {}), signal: this.#stop.signal });
    for await (const event of events) {
      pending.add(await changeOf(parts, event, personSalt), event.position);
      const last = positionKey(event.position) >= positionKey(until);
      if (last || pending.isFull) {
        await pending.write();
        this.#tell('replaying', { block: event.position.block, height: until.block });
      }
      if (last) break;
    }
    this.#stop.signal.throwIfAborted();
  }

  async #switch(store: GraphStore, target: GraphPlace): Promise<void> {
    const { dir, graph } = this.#options;
    const before = this.#place;
    // What is left behind would keep data that is purged here later, so it goes; whenever the process ends, either the
    // old place is still the remembered one (and, emptied, is refilled from the ledger), or nothing is left there.
    if (typeof before === 'string') await rememberPlace(dir, target);
    const old = await graph.moveTo(store);
    this.#place = target;
    if (typeof before !== 'string') {
      await old.clear();
      await rememberPlace(dir, target);
    }
    await old.close();
    if (typeof target !== 'string') await rm(embeddedFolder(dir), { recursive: true, force: true });
    this.#tell('moved', { place: describePlace(target), digest: await store.digest() });
  }

  #failed(cause: unknown): void {
    const known = cause instanceof PlatformFault;
    const problem = known
      ? `${cause.code}: ${cause.message}`
      : 'the move failed; the log of the node says why. Begin it again: it goes on where it stopped';
    this.#options.parts.log.error({ err: cause }, 'moving the graph failed; it stays where it was');
    this.#tell('failed', { problem });
  }

  #tell(phase: GraphMoveView['phase'], more: Partial<GraphMoveView>): void {
    const { place, block, height } = this.#state;
    this.#state = { place, block, height, ...more, phase };
  }
}

function samePlace(a: GraphPlace, b: GraphPlace): boolean {
  const named = (place: GraphPlace): string =>
    place === 'grafeo' ? 'embedded' : describePlace(place);
  return named(a) === named(b);
}

function different(here: string, there: string): PlatformFault {
  return new PlatformFault(
    'GRAPH_MOVE_DIFFERENT',
    `the graph built there has the digest ${there.slice(0, 16)}…, the one here ${here.slice(0, 16)}…; run guanlian graph rebuild, give an empty database and move again`,
  );
}
