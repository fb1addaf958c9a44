/** Searching by the list of names in memory: the same answers as the graph in memory gives, whatever happens meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCypherGraphStore } from '../../graph/cypher/cypher-graph-store.js';
import { searchEntities } from '../../graph/cypher/entities.js';
import type { CypherRunner, RunCypher } from '../../graph/cypher/runner.js';
import { SearchLines } from '../../graph/cypher/search-lines.js';
import { openGrafeo } from '../../graph/embedded/grafeo-runner.js';
import type { GraphStore } from '../../graph/index.js';
import { MemoryGraphStore } from '../../graph/memory/memory-graph-store.js';
import { change, node, record } from '../contracts/graph-store/facts.js';

const TEXTS = [
  ...['a', 'an', 'orchid', 'orch', 'orchid trading', 'trading orchid', 'c1', 'c', '东方', '方'],
  ...['orchid trading c1', 'maersk line', 'line', 'привет', 'trading', '1', 'zzz'],
];
const names = fc.constantFrom(
  ...['Orchid', 'Orchid Trading', 'Trading orchid', 'Anan', '东方海外', 'Привет', 'Maersk Line'],
  ...['', 'C1', 'line line', 'Orchíd-Trading'],
);

let dir: string;
let statements: number;
let runner: CypherRunner;
let store: GraphStore;

/** The engine, with the searches that reach it counted. */
async function counting(file: string): Promise<CypherRunner> {
  const engine = await openGrafeo(file);
  const counted =
    (run: RunCypher): RunCypher =>
    async (query, parameters) => {
      if (query.name === searchEntities.name) statements += 1;
      return run(query, parameters);
    };
  return new Proxy(engine, {
    get: (of, name: keyof CypherRunner) => {
      if (name === 'transaction')
        return (mode: 'read' | 'write', work: (run: RunCypher) => Promise<unknown>) =>
          of.transaction(mode, (run) => work(counted(run)));
      const value: unknown = of[name];
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });
}

beforeEach(async () => {
  statements = 0;
  dir = await mkdtemp(join(tmpdir(), 'guanlian-search-'));
  runner = await counting(join(dir, 'graph.grafeo'));
  store = await openCypherGraphStore(runner, { eraseAfterMs: 3_600_000 });
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

/** Searches until one is answered without a statement. */
async function listed(): Promise<void> {
  await expect
    .poll(async () => {
      const before = statements;
      await store.search('nothing like it', 1);
      return statements === before;
    })
    .toBe(true);
}

const company = (i: number, name: string, at: number) =>
  record(`r${i}`, at, { nodes: [node(`Company:C${i}`, name === '' ? {} : { name })] });

async function expectEqual(memory: GraphStore): Promise<void> {
  const before = statements;
  for (const text of TEXTS)
    for (const limit of [1, 3, 50])
      expect(await store.search(text, limit), text).toEqual(await memory.search(text, limit));
  expect(statements).toBe(before);
}

describe('a search by the list', () => {
  it('answers as the graph in memory does, through corrections, withdrawals and purges', async () => {
    await using memory = new MemoryGraphStore();
    const both = async (...of: Parameters<typeof change>): Promise<void> => {
      for (const one of [store, memory]) await one.apply(change(...of));
    };
    await both(1, [company(1, 'Orchid Trading', 1)]);
    await listed();
    let at = 1;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ i: fc.integer({ min: 1, max: 9 }), name: fc.option(names) }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (steps) => {
          for (const { i, name } of steps) {
            at += 1;
            if (name === null) await both(at, [], [`r${i}`]);
            else await both(at, [company(i, name, at)]);
          }
          await expectEqual(memory);
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it('finds what was written while the list was made', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => company(i, `Orchid ${i}`, 1));
    await store.apply(change(1, many));
    const searching = store.search('orchid 2999', 5);
    await store.apply(change(2, [company(5000, 'Late Orchid', 2)]));
    await searching;
    await listed();
    expect((await store.search('late', 5)).map(({ key }) => key)).toEqual(['C5000']);
    expect((await store.search('orchid 2999', 5)).map(({ key }) => key)).toEqual(['C2999']);
  });

  it('leaves kinds of nodes out before it cuts', async () => {
    const firms = Array.from({ length: 300 }, (_, i) => node(`Company:${i}`, { name: `Ida ${i}` }));
    const person = node('Person:9', { name: 'Ida of the sea' });
    await store.apply(change(1, [record('r', 1, { nodes: [...firms, person] })]));
    await listed();
    const before = statements;
    const found = await store.search('ida', 1, { without: [{ label: 'Company' }] });
    expect(found.map(({ name }) => name)).toEqual(['Ida of the sea']);
    expect(statements).toBe(before);
  });

  it('asks the engine again after the files were rewritten or the graph was emptied', async () => {
    await store.apply(change(1, [company(1, 'Orchid', 1)]));
    for (const forget of [() => store.compact(), () => store.clear()]) {
      await listed();
      await forget();
      const before = statements;
      await store.search('orchid', 5);
      expect(statements).toBe(before + 1);
    }
  });
});

describe('lines', () => {
  const line = (id: string, name: string) => ({ id, folded: name, search: `${name} ${id}`.trim() });
  const wanted = (whole: string) => {
    const words = whole.split(' ');
    const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
    return { whole, words, longest, isWithout: () => false };
  };

  it('that are many come best first, and say that they were cut', async () => {
    const lines = new SearchLines();
    const ids = Array.from({ length: 5000 }, (_, i) => `${10_000 + i}`);
    lines.fill(ids.slice(0, 2500).map((id) => line(id, `the orchid ${id}`)));
    lines.fill([
      ...ids.slice(2500).map((id) => line(id, `the orchid ${id}`)),
      line('99998', 'orchid'),
      line('99999', 'orchid two'),
    ]);
    lines.add([line('00001', 'an orchid')]);
    const { found, isCut } = await lines.find(wanted('orchid'), 10);
    expect(isCut).toBe(true);
    expect(found.slice(0, 4)).toEqual([
      { id: '99998', rank: 0 },
      { id: '99999', rank: 1 },
      { id: '00001', rank: 2 },
      { id: '10000', rank: 2 },
    ]);
    const key = await lines.find(wanted('14000'), 10);
    expect(key.found).toEqual([{ id: '14000', rank: 0 }]);
    expect(key.isCut).toBe(false);
  });
});
