/** Lists and networks of a node by the command line: listed, and taken away again as if they had never been there. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GraphSources } from '../../gateway/application/graph-sources.js';
import { openGraphAt } from '../../gateway/graph-place.js';
import { NodeStore } from '../../network/index.js';
import { alertsOf, graphOf, isHonest, northIn, run, startOn } from './graph-operation.js';
import { OPERATOR } from './graph-move.js';
import { granted } from './running-federation.js';

describe('the lists and networks of a stopped node', () => {
  let base: string;
  let data: string;
  let list: string;
  let before: unknown;
  let alerts: readonly string[];
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const graph = (...words: readonly string[]): Promise<number> =>
    run('graph', ...words, '--node', 'north', '--data', data);
  const importList = (): Promise<number> =>
    graph('import', list, '--format', 'screening-csv', '--name', 'un-list');
  const printed = (): unknown => JSON.parse(String(out.mock.lastCall?.[0]));
  const complaint = (): string => err.mock.calls.map(([text]) => String(text)).join('');
  const started = async <T>(
    work: (federation: Awaited<ReturnType<typeof startOn>>) => Promise<T>,
  ): Promise<T> => {
    const federation = await startOn(data);
    try {
      return await work(federation);
    } finally {
      await federation[Symbol.asyncDispose]();
    }
  };
  const digest = async (): Promise<string> => {
    const stopped = await openGraphAt('embedded', northIn(data));
    const made = await stopped.digest();
    await stopped.close();
    return made;
  };
  /** Files of the node, its keys aside, in which the text stands. */
  const filesWith = (text: string): readonly string[] =>
    readdirSync(northIn(data), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(text));
  /** A removal that is killed before anything of it is in the graph. */
  const killedRemoval = async (name: string): Promise<void> => {
    const dir = northIn(data);
    const store = await NodeStore.open(join(dir, 'store'));
    const salt = { owner: 'NorthCustomsMSP', personSalt: 'not needed', clock: { now: () => 0 } };
    await new GraphSources({ store, dir, ...salt }).release(name);
    await store.close();
  };

  /** Runs a verb, and calls what it has listen to Ctrl-C as soon as it does. */
  const interrupted = async (verb: () => Promise<number>): Promise<number> => {
    const others = new Set(process.listeners('SIGINT'));
    const running = verb();
    running.catch(() => undefined);
    const listening = (): NodeJS.SignalsListener => {
      const [stop] = process.listeners('SIGINT').filter((listener) => !others.has(listener));
      if (stop === undefined) throw new Error('the verb does not listen to Ctrl-C');
      return stop;
    };
    const stop = await vi.waitFor(listening, { timeout: 10_000, interval: 10 });
    stop('SIGINT');
    return running;
  };

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'guanlian-lists-'));
    data = join(base, 'data');
    list = join(base, 'list.csv');
    await writeFile(list, 'full_name,nationality\nIda Lund,xb\nÅsa Ek,xc\n');
    await started(async (federation) => {
      before = await graphOf(federation);
      alerts = await alertsOf(federation);
    });
  });
  beforeEach(() => {
    out.mockClear();
    err.mockClear();
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await rm(base, { recursive: true, force: true });
  });

  test('are listed, and each goes without a trace in graph, files and rebuilt graphs', async () => {
    const empty = await digest();
    expect(await importList()).toBe(0);
    expect(await graph('generate', '--relationships', '2000', '--seed', '9')).toBe(0);
    expect(filesWith('Ida Lund').length).toBeGreaterThan(1);
    expect(await graph('lists', '--json')).toBe(0);
    expect(printed()).toMatchObject({
      lists: [
        { name: 'generated-9', kind: 'network', relationships: 2000, seed: 9 },
        { name: 'un-list', kind: 'list', format: 'screening-csv', records: 2 },
      ],
      leaving: [],
    });
    const raised = await started(alertsOf);
    expect(raised.length).toBeGreaterThan(alerts.length);
    expect(await graph('remove', 'un-list', '--json')).toBe(0);
    expect(printed()).toEqual({ name: 'un-list', removed: 2, isCopyMissing: false });
    expect(filesWith('Ida Lund')).toEqual([]);
    expect(await graph('remove', 'generated-9')).toBe(0);
    expect(await digest()).toBe(empty);
    await started(async (federation) => {
      expect(await graphOf(federation)).toEqual(before);
      expect(await isHonest(federation)).toBe(true);
      // What a person was told stays told, as when a newer edition has lost an entry.
      expect(await alertsOf(federation)).toEqual(raised);
      granted(await federation.node('north').application.rebuildGraph(OPERATOR));
      expect(await graphOf(federation)).toEqual(before);
    });
  });

  test('that are not there are refused, the second time too, with the names that are', async () => {
    expect(await importList()).toBe(0);
    expect(await graph('remove', 'other-list')).toBe(1);
    expect(complaint()).toContain(
      'GRAPH_SOURCE_UNKNOWN: the graph has no list or generated network with the name other-list\n  → Name one of those that it has: un-list.',
    );
    expect(await graph('remove', 'un-list')).toBe(0);
    expect(await graph('remove', 'un-list', '--json')).toBe(1);
    expect(printed()).toMatchObject({ refused: { code: 'GRAPH_SOURCE_UNKNOWN' } });
    expect(await graph('lists', '--json')).toBe(0);
    expect(printed()).toEqual({ lists: [], leaving: [] });
  });

  test('whose removal was interrupted are ended by the same command', async () => {
    expect(await importList()).toBe(0);
    await killedRemoval('un-list');
    expect(await graph('lists')).toBe(0);
    expect(String(out.mock.lastCall?.[0])).toContain('guanlian graph remove un-list ends it');
    expect(await graph('remove', 'un-list', '--json')).toBe(0);
    expect(printed()).toMatchObject({ name: 'un-list', removed: 2 });
    expect(await started(graphOf)).toEqual(before);
  });

  test('whose removal was interrupted are gone when the node starts, from its files as well', async () => {
    expect(await importList()).toBe(0);
    await killedRemoval('un-list');
    await started(async (federation) => {
      expect(await graphOf(federation)).toEqual(before);
      expect(await isHonest(federation)).toBe(true);
    });
    expect(filesWith('Ida Lund')).toEqual([]);
  });

  test('that are being put in or taken away stop at Ctrl-C, and leave nothing that the command cannot end', async () => {
    const stopped = { code: 'INTERRUPTED' };
    await expect(
      interrupted(() => graph('generate', '--relationships', '20000', '--seed', '4')),
    ).rejects.toMatchObject(stopped);
    expect(await graph('lists')).toBe(0);
    expect(String(out.mock.lastCall?.[0])).toMatch(/^generated-4 .* -  +interrupted /m);
    await expect(interrupted(() => graph('remove', 'generated-4'))).rejects.toMatchObject(stopped);
    expect(await graph('remove', 'generated-4')).toBe(0);
    expect(await started(graphOf)).toEqual(before);
  });
});
