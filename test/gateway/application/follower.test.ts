/** Following a ledger through stops, faults of the graph and rebuilds: the graph ends as the ledger says, and nothing is left unscored. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AfterEvents } from '../../../gateway/application/after-events.js';
import { Follower } from '../../../gateway/application/follower.js';
import { rebuildGraph } from '../../../gateway/application/graph-operations.js';
import { Rebuilding } from '../../../gateway/application/rebuilding.js';
import { GraphSources } from '../../../gateway/application/graph-sources.js';
import { positionKey } from '../../../gateway/application/ledger-index.js';
import type { NodeParts } from '../../../gateway/application/parts.js';
import { changeOf, replay } from '../../../gateway/application/projection.js';
import type { GraphStore } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import type { EventOptions, Ledger, LedgerEvent, Position } from '../../../network/index.js';
import { NodeStore } from '../../../network/index.js';
import type { Step } from './ledger-story.js';
import { LedgerStory, OWN, steps } from './ledger-story.js';

const SALT = 'salt of this node';
/** What happens between two steps of the story. */
const HAPPENINGS = ['nothing', 'a stop', 'a rebuild', 'a fault', 'a rebuild that fails'] as const;
type Happening = (typeof HAPPENINGS)[number];

let root: string;
let opened = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'guanlian-follower-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

/** The story as a ledger that goes on telling. */
function live(story: LedgerStory): Ledger {
  const events = async function* ({
    after,
    onBlock,
    signal,
  }: EventOptions = {}): AsyncGenerator<LedgerEvent> {
    const key = after === undefined ? '' : positionKey(after);
    for (let i = 0; signal?.aborted !== true;) {
      const event = story.events[i];
      if (event === undefined) {
        await sleep(1);
        continue;
      }
      i += 1;
      if (positionKey(event.position) > key) yield event;
      onBlock?.(event.position.block);
    }
  };
  const told = {
    events,
    info: async () => ({ height: story.events.length + 1 }),
    evaluate: (call: Parameters<Ledger['evaluate']>[0]) => story.ledger().evaluate(call),
  };
  return told as unknown as Ledger;
}

/** A node that follows; it may stop and begin again over the same store and graph. */
class FollowingNode {
  readonly story = new LedgerStory();
  readonly seen = new Set<string>();
  isScorerIll = false;
  readonly parts: NodeParts;
  readonly sources: GraphSources;
  readonly #store: NodeStore;
  #faults = 0;
  #after!: AfterEvents;
  #follower!: Follower;

  constructor(store: NodeStore, graph: GraphStore, dir: string) {
    this.#store = store;
    const faulty = new Proxy(graph, {
      get: (target, name) => {
        const member = Reflect.get(target, name, target) as unknown;
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (name === 'apply' && this.#faults > 0) {
            this.#faults -= 1;
            return Promise.reject(new Error('the graph is not well'));
          }
          return Reflect.apply(member, target, args) as unknown;
        };
      },
    });
    const identity = { mspId: OWN, name: 'north', displayName: '', countryCode: 'XB', roles: [] };
    const log = pino({ level: 'silent' });
    const known = { identity, store, graph: faulty, log, ledger: live(this.story) };
    this.parts = known as unknown as NodeParts;
    this.sources = new GraphSources({
      store,
      dir,
      owner: OWN,
      personSalt: SALT,
      clock: { now: () => 0 },
    });
  }

  async start(): Promise<void> {
    const work = async (_ids: readonly string[], position: Position): Promise<void> => {
      await sleep(0);
      if (this.isScorerIll) throw new Error('the scorer is not well');
      this.seen.add(positionKey(position));
    };
    this.#after = new AfterEvents({ store: this.#store, log: this.parts.log, work });
    this.#follower = new Follower({
      ...{ parts: this.parts, personSalt: SALT, after: this.#after },
      onApplied: () => undefined,
    });
    await this.#follower.start();
  }

  async stop(): Promise<void> {
    await this.#follower[Symbol.asyncDispose]();
    await this.#after[Symbol.asyncDispose]();
  }

  async happen(what: Happening): Promise<void> {
    if (what === 'a fault') this.#faults += 1;
    if (what === 'a stop') {
      await this.stop();
      await this.start();
    }
    if (what === 'a rebuild that fails') this.#faults += 1;
    if (what.startsWith('a rebuild'))
      await rebuildGraph(this.parts, this.#follower, {
        personSalt: SALT,
        sources: this.sources,
        rebuilding: new Rebuilding(),
      }).catch((cause: unknown) => expect(cause).toMatchObject({ message: /not well/ }));
  }

  get isHealthy(): boolean {
    return this.#follower.healthy;
  }

  get hasCaughtUp(): boolean {
    return this.#follower.hasCaughtUp;
  }

  /** Waits until all is in the graph. */
  async inGraph(): Promise<void> {
    const last = this.story.events.at(-1);
    if (last) await this.#follower.passed(last.position.block);
  }

  /** Waits until the graph waits for the work after events. */
  async behind(): Promise<void> {
    while (this.isHealthy || this.#follower.seenHeight < 1_000) await sleep(5);
  }

  /** Waits until all is taken up and worked on. */
  async level(): Promise<void> {
    await this.inGraph();
    await this.#after.idle();
  }
}

interface Opened extends AsyncDisposable {
  readonly node: FollowingNode;
  readonly graph: GraphStore;
}

async function opening(): Promise<Opened> {
  const dir = join(root, String(opened++));
  const store = await NodeStore.open(join(dir, 'store'));
  const graph = await openGraphStore({ dir: '', engine: 'memory' });
  const node = new FollowingNode(store, graph, dir);
  await node.start();
  const close = async (): Promise<void> => {
    await node.stop();
    await store.close();
  };
  return { node, graph, [Symbol.asyncDispose]: close };
}

/** The graph is that of the ledger, and the newest of each record is scored. */
async function expectWhole({ node, graph }: Opened): Promise<void> {
  await node.level();
  await using again = await openGraphStore({ dir: '', engine: 'memory' });
  const { events } = node.story;
  const parts = { ...node.parts, ledger: node.story.ledger() as Ledger };
  const last = events.at(-1);
  if (last) await replay(parts, again, last.position, SALT);
  expect(await graph.digest()).toBe(await again.digest());
  for (const [, position] of await newestOfEachRecord(parts, events))
    expect(node.seen).toContain(positionKey(position));
}

const step = (kind: Step['kind'], record = 0): Step => ({
  ...{ kind, record, parts: ['/id', '/importer'], name: 'Acme' },
});

describe('a node that follows the ledger', () => {
  it('has the graph that the ledger tells, with everything scored, whatever happens on the way', async () => {
    const happenings = fc.array(fc.constantFrom(...HAPPENINGS), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, happenings, async (said, between) => {
        await using subject = await opening();
        for (const [i, one] of said.entries()) {
          subject.node.story.tell(one);
          if (i % 3 === 0) await sleep(i % 2);
          await subject.node.happen(between[i % between.length] ?? 'nothing');
        }
        await expectWhole(subject);
      }),
      { numRuns: 12 },
    );
  });

  it('has caught up once all is in the graph that the ledger held when it began', async () => {
    await using subject = await opening();
    const { node } = subject;
    await node.stop();
    for (const kind of ['commit', 'release'] as const) node.story.tell(step(kind));
    await node.happen('a fault');
    await node.start();
    expect(node.hasCaughtUp).toBe(false);
    await node.inGraph();
    expect(node.hasCaughtUp).toBe(true);
    // What comes later is followed, and nothing is built anew.
    node.story.tell(step('commit', 1));
    expect(node.hasCaughtUp).toBe(true);
  });

  it('that is rebuilt right after a start loses nothing of what waits to be scored', async () => {
    await using subject = await opening();
    const { node } = subject;
    node.story.tell(step('commit', 0));
    await node.level();
    node.isScorerIll = true;
    node.story.tell(step('commit', 1));
    for (const record of [0, 1]) node.story.tell(step('release', record));
    await node.inGraph();
    await node.stop();
    node.isScorerIll = false;
    await node.start();
    await node.happen('a rebuild');
    await expectWhole(subject);
    expect((await subject.graph.counts()).byLabel).toMatchObject({ Declaration: 2 });
  });

  it('whose rebuild failed half way follows from where the graph was left', async () => {
    await using subject = await opening();
    const { node } = subject;
    for (const record of [0, 1]) node.story.tell(step('commit', record));
    for (const record of [0, 1]) node.story.tell(step('release', record));
    await node.level();
    await node.happen('a rebuild that fails');
    node.story.tell(step('commit', 2));
    node.story.tell(step('release', 2));
    await expectWhole(subject);
    expect((await subject.graph.counts()).byLabel).toMatchObject({ Declaration: 3 });
  });

  it('stops while its scorer is not well and very much waits for it, and says that it is behind', async () => {
    await using subject = await opening();
    const { node } = subject;
    node.isScorerIll = true;
    node.story.tell(step('commit'));
    node.story.tell(step('release'));
    for (let i = 0; i < 1_200; i++) node.story.tell(step('agree', i % 3));
    await node.behind();
    expect(node.isHealthy).toBe(false);
  });
});

async function newestOfEachRecord(
  parts: NodeParts,
  events: readonly LedgerEvent[],
): Promise<ReadonlyMap<string, Position>> {
  const newest = new Map<string, Position>();
  for (const event of events) {
    const { recordId } = await changeOf(parts, event, SALT);
    if (recordId !== undefined) newest.set(recordId, event.position);
  }
  return newest;
}
