/** Sources that are taken away again: nothing of theirs stays, nothing of others goes, whenever a process ends. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GraphSources } from '../../gateway/application/graph-sources.js';
import type { GraphStore } from '../../graph/index.js';
import { openGraphStore } from '../../graph/index.js';
import { NodeStore } from '../../network/index.js';

const LIST = { name: 'some-list', format: 'screening-csv' as const };
/** Of so many records that their removal takes several changes. */
const NETWORK = { relationships: 24_000, seed: 9 };
const AT = '2026-11-23T08:00:00.000Z';

describe('a source of a node’s graph', () => {
  let dir: string;
  let store: NodeStore;
  let graph: GraphStore;
  let sources: GraphSources;
  let empty: string;
  const fresh = (): Promise<GraphStore> => openGraphStore({ dir: '', engine: 'memory' });
  const list = async (...lines: readonly string[]): Promise<string> => {
    const file = join(dir, 'list.csv');
    await writeFile(file, ['full_name,nationality', ...lines].join('\n'));
    return file;
  };
  const copies = (): readonly string[] => readdirSync(join(dir, 'sources'));
  const rebuilt = async (): Promise<string> => {
    const again = await fresh();
    await sources.loadInto(again);
    return again.digest();
  };
  const remove = async (name: string): Promise<number> => {
    expect(await sources.release(name)).toMatchObject({ ok: true });
    return (await sources.takeAway(graph, name)).removed;
  };
  /** The graph of a process that is killed at the change after so many. */
  const killedAfter = (changes: number): GraphStore => {
    let left = changes;
    return new Proxy(graph, {
      get: (behind, member) => {
        if (member === 'apply' && left-- <= 0) return () => Promise.reject(new Error('killed'));
        const value: unknown = Reflect.get(behind, member, behind);
        return typeof value === 'function' ? (value.bind(behind) as unknown) : value;
      },
    });
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-removal-'));
    store = await NodeStore.open(join(dir, 'store'));
    graph = await fresh();
    const clock = { now: () => Date.parse(AT) };
    sources = new GraphSources({ store, dir, owner: 'NorthCustomsMSP', personSalt: 'salt', clock });
    empty = await graph.digest();
  });
  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('is listed with what the node knows of it', async () => {
    await graph.apply({ facts: [], remove: [], checkpoint: { block: 4, tx: 0 } });
    await sources.addList(graph, { ...LIST, file: await list('Ida Lund,xb', 'Åsa Ek,xc') });
    await store.put('graphSources', 'of-an-older-version', {
      ...{ kind: 'list', format: 'ftm', position: { block: 1, tx: 0 } },
    });
    const known = { kind: 'list', format: 'screening-csv', records: 2, importedAt: AT };
    expect(await sources.list()).toMatchObject({
      held: [
        { name: 'of-an-older-version', source: { kind: 'list', format: 'ftm' } },
        { name: 'some-list', source: { ...known, position: { block: 4, tx: 0 } } },
      ],
      leaving: [],
    });
  });

  it('leaves the graph, the node’s copy and every later rebuild', async () => {
    await sources.addNetwork(graph, { relationships: 2000, seed: 3 });
    const before = await graph.digest();
    await sources.addList(graph, { ...LIST, file: await list('Ida Lund,xb', 'Åsa Ek,xc') });
    expect(await graph.digest()).not.toBe(before);
    expect(copies()).toHaveLength(1);
    expect(await remove('some-list')).toBe(2);
    expect([await graph.digest(), await rebuilt(), copies()]).toEqual([before, before, []]);
    expect(await remove('generated-3')).toBeGreaterThan(100);
    expect([await graph.digest(), await rebuilt()]).toEqual([empty, empty]);
    expect(await sources.list()).toEqual({ held: [], leaving: [] });
  });

  it('that an older version kept leaves as well, by its plain name', async () => {
    await sources.addList(graph, { ...LIST, file: await list('Ida Lund,xb') });
    const [copy = ''] = copies();
    await writeFile(join(dir, 'sources', 'some-list'), 'full_name,nationality\nIda Lund,xb\n');
    await rm(join(dir, 'sources', copy));
    await store.put('graphSources', 'some-list', {
      ...{ kind: 'list', format: 'screening-csv', position: { block: 0, tx: 0 } },
    });
    expect(await rebuilt()).toBe(await graph.digest());
    expect(await remove('some-list')).toBe(1);
    expect([await graph.digest(), copies()]).toEqual([empty, []]);
  });

  it('that others state as well stays with them', async () => {
    const spelled = 'full_name,first_name,last_name,date_of_birth\nIda Lund,Ida,Lund,1980-02-03';
    const file = join(dir, 'spelled.csv');
    await writeFile(file, spelled);
    await sources.addList(graph, { ...LIST, name: 'other-list', file });
    const before = await graph.digest();
    await writeFile(file, `${spelled}\nBo Dahl,Bo,Dahl,1981-02-03`);
    await sources.addList(graph, { ...LIST, file });
    const ids = async (text: string): Promise<readonly string[]> =>
      (await graph.search(text, 5)).flatMap(({ recordIds }) => recordIds);
    expect(await ids('Ida Lund')).toEqual(['other-list/row-0', 'some-list/row-0']);
    expect(await remove('some-list')).toBe(2);
    expect([await ids('Ida Lund'), await ids('Bo Dahl')]).toEqual([['other-list/row-0'], []]);
    expect(await graph.digest()).toBe(before);
  });

  it('that is not there, or no longer, is refused with the names that are', async () => {
    expect(await sources.release('some-list')).toMatchObject({
      ok: false,
      refusal: { code: 'GRAPH_SOURCE_UNKNOWN', next: expect.stringContaining('none') as string },
    });
    await sources.addList(graph, { ...LIST, file: await list('Ida Lund,xb') });
    await sources.addNetwork(graph, { relationships: 2000, seed: 3 });
    await remove('generated-3');
    const before = await graph.digest();
    for (const name of ['generated-3', 'some-lst', '../store'])
      expect(await sources.release(name)).toEqual({
        ok: false,
        refusal: {
          code: 'GRAPH_SOURCE_UNKNOWN',
          message: `the graph has no list or generated network with the name ${name}`,
          next: 'Name one of those that it has: some-list.',
        },
      });
    expect([await graph.digest(), await rebuilt()]).toEqual([before, before]);
  });

  it('whose removal was interrupted anywhere is gone after the same command, and never half rebuilt', async () => {
    for (let changes = 0, isEnded = false; !isEnded; changes++) {
      await sources.addNetwork(graph, NETWORK);
      expect(await sources.release('generated-9')).toMatchObject({ ok: true });
      isEnded = await sources.takeAway(killedAfter(changes), 'generated-9').then(
        () => true,
        () => false,
      );
      expect(await rebuilt()).toBe(empty);
      if (isEnded) expect(changes).toBeGreaterThan(2);
      else {
        expect(await sources.list()).toEqual({ held: [], leaving: ['generated-9'] });
        expect(await remove('generated-9')).toBeGreaterThan(2000);
      }
      expect(await graph.digest()).toBe(empty);
      expect((await sources.release('generated-9')).ok).toBe(false);
    }
  });

  it('that was stopped by its signal goes on, by the next start of the node too', async () => {
    await sources.addList(graph, { ...LIST, file: await list('Ida Lund,xb') });
    const before = await graph.digest();
    await sources.addNetwork(graph, NETWORK);
    await sources.release('generated-9');
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('stopped'));
    const stopped = sources.takeAway(graph, 'generated-9', { signal: stop.signal, onProgress });
    await expect(stopped).rejects.toThrow('stopped');
    expect(await graph.digest()).not.toBe(before);
    expect(await sources.takeAwayLeft(graph)).toMatchObject([{ name: 'generated-9' }]);
    expect(await graph.digest()).toBe(before);
    expect(await sources.takeAwayLeft(graph)).toEqual([]);
    expect(await sources.list()).toMatchObject({ held: [{ name: 'some-list' }], leaving: [] });
  });

  it('of which an import was interrupted leaves nothing of any edition', async () => {
    await sources.addList(graph, { ...LIST, file: await list('Ida Lund,xb', 'Bo Dahl,xb') });
    const next = { ...LIST, file: await list('Åsa Ek,xc') };
    await expect(sources.addList(killedAfter(0), next)).rejects.toThrow('killed');
    expect(copies()).toHaveLength(2);
    expect((await sources.list()).held).toMatchObject([{ source: { isLoading: true } }]);
    expect(await remove('some-list')).toBe(2);
    expect([await graph.digest(), copies()]).toEqual([empty, []]);
  });

  it('of which several imports were interrupted has only the last edition when one was not', async () => {
    await sources.addList(graph, {
      ...{ ...LIST, file: await list('Ida Lund,xb', 'Bo Dahl,xb', 'Ur Berg,xb') },
    });
    const shorter = { ...LIST, file: await list('Ida Lund,xb') };
    for (const changes of [0, 1, 0])
      await expect(sources.addList(killedAfter(changes), shorter)).rejects.toThrow('killed');
    const report = await sources.addList(graph, shorter);
    expect([report.records, report.removed, copies().length]).toEqual([1, 2, 1]);
    expect(await graph.digest()).toBe(await rebuilt());
    expect(await graph.search('Bo Dahl', 1)).toEqual([]);
  });

  it('that is imported again after an interrupted removal is there as if it had never left', async () => {
    const file = await list('Ida Lund,xb', 'Åsa Ek,xc');
    await sources.addList(graph, { ...LIST, file });
    const before = await graph.digest();
    await sources.release('some-list');
    await sources.addList(graph, { ...LIST, file });
    expect([await graph.digest(), await rebuilt()]).toEqual([before, before]);
    expect(await sources.list()).toMatchObject({ held: [{ name: 'some-list' }], leaving: [] });
  });

  it('of which the node’s copy is gone is forgotten, and the report says that its facts may be left', async () => {
    await sources.addList(graph, { ...LIST, file: await list('Ida Lund,xb') });
    await rm(join(dir, 'sources'), { recursive: true });
    await sources.release('some-list');
    expect(await sources.takeAway(graph, 'some-list')).toEqual({ removed: 0, isCopyMissing: true });
    expect(await rebuilt()).toBe(empty);
    expect(existsSync(join(dir, 'sources'))).toBe(false);
  });
});
