/** What a node tells of its graph: cheap for whoever only watches, one walk over the graph at a time, and honest about lag and memory. */
import { describe, expect, it } from 'vitest';
import { BYTES_PER_FACT, GraphMemory } from '../../../gateway/application/graph-memory.js';
import { GraphVitals } from '../../../gateway/application/graph-vitals.js';
import type { GraphVitalsOptions } from '../../../gateway/application/graph-vitals.js';
import type { GraphStore } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import { change, node, record } from '../../contracts/graph-store/facts.js';
import { createLog } from '../../../gateway/observe/log.js';

const BEGAN = Date.parse('2026-11-23T08:00:00Z');
const MB = 1_000_000;

interface Watched {
  readonly vitals: GraphVitals;
  readonly graph: GraphStore;
  readonly state: {
    now: number;
    height: number;
    seenHeight: number;
    fails: boolean;
    hasCaughtUp: boolean;
  };
  readonly asked: { counts: number; digest: number };
  readonly log: () => string;
}

/** A graph whose walks are counted, on a ledger of which only the height is known. */
async function watched(
  more: Partial<GraphVitalsOptions> & {
    readonly eventTime?: string;
    readonly engine?: 'neo4j';
    readonly emptied?: { readonly reason: string; readonly isEmptied: true };
  } = {},
): Promise<Watched> {
  const state = { now: BEGAN, height: 4, seenHeight: 4, fails: false, hasCaughtUp: true };
  const asked = { counts: 0, digest: 0 };
  const graph = await openGraphStore({ dir: '', engine: 'memory' });
  const counting = new Proxy(graph, {
    get(target, name) {
      if (name === 'describe' && more.engine)
        return () => ({ engine: more.engine, persistent: true });
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        if (name === 'counts' || name === 'digest') asked[name] += 1;
        if (name === 'counts' && state.fails) throw new Error('out of reach');
        return (await Reflect.apply(member, target, args)) as unknown;
      };
    },
  });
  const described = new Proxy(counting, {
    get: (target, name) =>
      name === 'describe' && !more.engine
        ? () => ({ ...graph.describe(), ...more.emptied })
        : (Reflect.get(target, name) as unknown),
  });
  let written = '';
  const parts = {
    graph: described,
    clock: { now: () => state.now },
    ledger: { info: async () => ({ height: state.height }) },
    log: createLog({ node: 'north', destination: { write: (line) => void (written += line) } }),
    store: {
      async *entries() {
        if (more.eventTime) yield ['', more.eventTime];
      },
    },
  } as unknown as GraphVitalsOptions['parts'];
  const follower = {
    get seenHeight() {
      return state.seenHeight;
    },
    get hasCaughtUp() {
      return state.hasCaughtUp;
    },
    position: more.eventTime ? { block: 1, tx: 0 } : undefined,
  };
  const vitals = new GraphVitals({ parts, follower, rebuilding: { isUnderWay: false }, ...more });
  return { vitals, graph, state, asked, log: () => written };
}

const company = (i: number) =>
  change(i, [record(`r${i}`, i, { nodes: [node(`Company:C${i}`, {})] })]);

describe('the vital signs of a graph', () => {
  it('are counted for a scrape at most once a minute, and the newer counts come with the next', async () => {
    const { vitals, graph, state, asked } = await watched();
    await graph.apply(company(1));
    expect((await vitals.readings()).entities).toBe(1);
    await graph.apply(company(2));
    state.now += 59_000;
    expect([(await vitals.readings()).entities, asked.counts]).toEqual([1, 1]);
    state.now += 1000;
    await Promise.all([vitals.readings(), vitals.readings(), vitals.readings()]);
    expect([(await vitals.readings()).entities, asked.counts]).toEqual([2, 2]);
  });

  it('are counted anew for people, and count for the next scrape too', async () => {
    const { vitals, graph, asked } = await watched();
    await graph.apply(company(1));
    await vitals.readings();
    await graph.apply(company(2));
    expect((await vitals.status()).nodes).toBe(2);
    expect([(await vitals.readings()).entities, asked.counts]).toEqual([2, 2]);
  });

  it('keep the last counts when the graph cannot be counted, and the log says so', async () => {
    const { vitals, graph, state, log } = await watched();
    await graph.apply(company(1));
    await vitals.readings();
    state.fails = true;
    state.now += 60_000;
    await vitals.readings();
    expect((await vitals.readings()).entities).toBe(1);
    expect(log()).toMatch(/could not be counted/);
  });

  it('make one digest at a time, which all get who ask meanwhile', async () => {
    const { vitals, asked } = await watched();
    const digests = await Promise.all([vitals.digest(), vitals.digest(), vitals.digest()]);
    expect([new Set(digests).size, asked.digest]).toEqual([1, 1]);
    await vitals.digest();
    expect(asked.digest).toBe(2);
  });

  it('tell the lag in blocks and as the age of what the graph shows', async () => {
    const eventTime = '2026-11-23T07:59:00Z';
    const { vitals, state } = await watched({ eventTime });
    state.height = 9;
    expect(await vitals.lag()).toEqual({ blocks: 5, seconds: 60 });
    state.seenHeight = 9;
    state.now += 3_600_000;
    expect(await vitals.lag()).toEqual({ blocks: 0, seconds: 0 });
    // Nothing happened for an hour: one new block does not make the graph an hour old.
    state.height = 10;
    state.now += 2000;
    expect(await vitals.lag()).toEqual({ blocks: 1, seconds: 2 });
  });

  it('tell of a graph that has seen nothing yet since when it is behind', async () => {
    const { vitals, state } = await watched();
    state.seenHeight = 0;
    state.now += 5000;
    expect(await vitals.lag()).toEqual({ blocks: 4, seconds: 5 });
  });

  it('say what happened at the start, and no more of it once the graph is in a Neo4j', async () => {
    const notice = { kind: 'damaged', text: 'the graph was damaged' } as const;
    const here = await watched({ notice });
    expect((await here.vitals.status()).reason).toMatch(/^the graph was damaged; /);
    expect((await here.vitals.readings()).wasDamaged).toBe(true);
    const moved = await watched({ notice, engine: 'neo4j' });
    expect(moved.vitals.reason()).toBeUndefined();
    expect((await moved.vitals.readings()).wasDamaged).toBe(false);
  });

  const gone = { kind: 'gone', text: 'the graph was gone' } as const;
  const emptied = { reason: 'the graph was emptied', isEmptied: true } as const;
  it.each([
    ['that was gone', { notice: gone }, 'the graph was gone'],
    ['that was emptied', { emptied }, 'the graph was emptied'],
  ])('of a graph %s say that it is built anew only while it is', async (_which, more, what) => {
    const { vitals, state } = await watched(more);
    state.hasCaughtUp = false;
    const from = 'built anew from the ledger and the imported lists';
    expect(vitals.reason()).toBe(`${what}; it is being ${from}`);
    state.hasCaughtUp = true;
    expect((await vitals.status()).reason).toBe(`${what}; it was ${from}`);
  });

  it('say nothing of a graph that follows the ledger from where it was', async () => {
    const { vitals, state } = await watched();
    state.hasCaughtUp = false;
    expect(vitals.reason()).toBeUndefined();
  });
});

describe('the limit on memory', () => {
  it.each([
    [799, 'fine', 'memory 799 of 1000 MB'],
    [800, 'high', 'memory 800 of 1000 MB; move the graph to a Neo4j (guanlian graph move)'],
    [1001, 'over', 'memory 1001 of 1000 MB; move the graph to a Neo4j (guanlian graph move)'],
  ])('with %i of 1000 MB in use is %s', (used, level, message) => {
    expect(new GraphMemory(1000, () => used * MB).state()).toMatchObject({ level, message });
  });

  it('refuses what would pass it and lets in what does not', () => {
    const memory = new GraphMemory(1000, () => 900 * MB);
    const room = (100 * MB) / BYTES_PER_FACT;
    expect(memory.refusalOf(Math.floor(room))).toBeUndefined();
    expect(memory.refusalOf(Math.ceil(room))).toMatchObject({
      code: 'GRAPH_MEMORY_LIMIT',
      next: expect.stringContaining('guanlian graph move') as unknown,
    });
  });

  it('is logged when it comes near and when it is passed, not at every scrape', async () => {
    let used = 100;
    const { vitals, log } = await watched({ memory: new GraphMemory(1000, () => used * MB) });
    for (const next of [100, 850, 860, 1100, 1200, 100]) {
      used = next;
      await vitals.readings();
    }
    expect(log().match(/"level":"warn"/g)).toHaveLength(2);
  });

  it('does not concern a graph in a Neo4j', async () => {
    const memory = new GraphMemory(1000, () => 2000 * MB);
    const { vitals } = await watched({ memory, engine: 'neo4j' });
    expect(vitals.memory()).toBeUndefined();
  });
});
