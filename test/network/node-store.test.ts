/** The node's own store: collections apart, batches whole, busy and damaged folders told apart, purges that are real. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeStore, PlatformFault } from '../../network/index.js';

let dir: string;
let store: NodeStore;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-blocks-'));
  store = await NodeStore.open(dir);
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

describe('collections', () => {
  it('give back JSON and bytes as they were put, after a restart too', async () => {
    await store.put('records', 'a', { goods: '茶', none: null });
    await store.put('raw', 'a', Uint8Array.of(0, 255, 10));
    await store.close();
    store = await NodeStore.open(dir);
    expect(await store.get('records', 'a')).toEqual({ goods: '茶', none: null });
    expect([...((await store.bytes('raw', 'a')) ?? [])]).toEqual([0, 255, 10]);
    expect(await store.get('records', 'b')).toBeUndefined();
  });

  it('do not see each other, even where one name begins with another', async () => {
    for (const name of ['rec', 'record', 'records', 'record-index'])
      await store.put(name, 'k', name);
    for (const name of ['rec', 'record', 'records', 'record-index']) {
      expect(await store.keys(name)).toEqual(['k']);
      expect(await read(name)).toEqual([['k', name]]);
      expect(await store.keys(name, { gte: 'k' })).toEqual(['k']);
      expect(await store.keys(name, { gt: 'k' })).toEqual([]);
      expect(await store.keys(name, { lt: '\uffff' })).toEqual(['k']);
    }
    await store.put('record', 'k', undefined);
    expect(await store.get('records', 'k')).toBe('records');
  });

  it.each([
    [{}, ['', 'a', 'a/1', 'a/2', 'b', '关']],
    [{ gte: 'a' }, ['a', 'a/1', 'a/2', 'b', '关']],
    [{ gt: 'a' }, ['a/1', 'a/2', 'b', '关']],
    [{ lt: 'b' }, ['', 'a', 'a/1', 'a/2']],
    [{ lte: 'b' }, ['', 'a', 'a/1', 'a/2', 'b']],
    [{ gte: 'a/', lt: 'a0' }, ['a/1', 'a/2']],
    [{ gt: 'a', lte: 'a/2' }, ['a/1', 'a/2']],
    [{ limit: 2 }, ['', 'a']],
    [{ reverse: true, limit: 2 }, ['关', 'b']],
    [{ gte: 'a/', lt: 'a0', reverse: true, limit: 1 }, ['a/2']],
    [{ gt: '关' }, []],
    [{ gte: 'c', lt: 'a' }, []],
  ])('answer the range %j', async (range, expected) => {
    for (const key of ['b', 'a/2', '关', '', 'a', 'a/1']) await store.put('lane', key, key);
    await store.put('lan', 'z', 1);
    await store.put('lane2', 'a', 1);
    expect(await store.keys('lane', range)).toEqual(expected);
    expect(await read('lane', range)).toEqual(expected.map((key) => [key, key]));
  });
});

describe('a batch', () => {
  it('puts and deletes together', async () => {
    await store.put('a', 'old', 1);
    await store.batch([
      { collection: 'a', key: 'old' },
      { collection: 'a', key: 'new', value: 2 },
      { collection: 'b', key: 'new', value: 3 },
    ]);
    expect([await store.keys('a'), await store.keys('b')]).toEqual([['new'], ['new']]);
  });

  it('leaves everything as it was when one value cannot be written', async () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const writes = [
      { collection: 'a', key: 'good', value: 1 },
      { collection: 'a', key: 'bad', value: circle },
    ];
    await expect(store.batch(writes)).rejects.toThrow(TypeError);
    expect(await store.keys('a')).toEqual([]);
  });
});

describe('a folder', () => {
  it('that is in use is busy, says so, and stays usable for the first', async () => {
    const fault = await faultOf(NodeStore.open(dir));
    expect(fault.code).toBe('STORE_BUSY');
    expect(fault.message).toContain(dir);
    expect(fault.cause).toBeInstanceOf(Error);
    await store.put('a', 'k', 1);
    expect(await store.get('a', 'k')).toBe(1);
  });

  it('that is damaged is not taken for busy, though its path holds the word block', async () => {
    await store.put('a', 'k', 1);
    await store.close();
    for (const file of await readdir(dir)) {
      if (/^(CURRENT|MANIFEST)/.test(file)) await writeFile(join(dir, file), 'no manifest\n');
    }
    const fault = await faultOf(NodeStore.open(dir));
    expect(fault.code).toBe('STORE_DAMAGED');
    expect(fault.message).toMatch(/restore a backup/);
  });

  it('that is a file is no store', async () => {
    const file = join(dir, 'block.txt');
    await writeFile(file, 'not a folder');
    expect((await faultOf(NodeStore.open(file))).code).toBe('STORE_DAMAGED');
  });
});

describe('compaction', () => {
  const SECRET = 'PASSENGER-LIN-MEI-E1234567';

  it.each([
    ['deleted at once', false, false],
    ['deleted after a compaction', true, false],
    ['deleted after a restart', false, true],
  ])('leaves no file with a value that was %s', async (_, compactFirst, restartFirst) => {
    await store.put('vault', 'kept', { goods: 'KEPT-VALUE' });
    await store.put('vault', 'gone', { name: SECRET });
    expect(await filesWith(SECRET)).not.toEqual([]);
    if (compactFirst) await store.compact();
    if (restartFirst) {
      await store.close();
      store = await NodeStore.open(dir);
    }
    await store.put('vault', 'gone', undefined);
    await store.compact();
    expect(await filesWith(SECRET)).toEqual([]);
    expect(await store.keys('vault')).toEqual(['kept']);
    expect(await filesWith('KEPT-VALUE')).not.toEqual([]);
  });

  it('leaves no file with a value that was overwritten, time and again', async () => {
    for (let round = 0; round < 3; round++) {
      await store.put('vault', 'k', { name: SECRET, round });
      await store.put('other', `filler${round}`, 'x'.repeat(50_000));
      await store.put('vault', 'k', { name: 'masked', round });
      await store.compact();
      expect(await filesWith(SECRET)).toEqual([]);
    }
    expect(await store.get('vault', 'k')).toEqual({ name: 'masked', round: 2 });
    expect(await store.keys('other')).toHaveLength(3);
  });
});

async function read(collection: string, range = {}): Promise<[string, unknown][]> {
  const entries: [string, unknown][] = [];
  for await (const entry of store.entries(collection, range)) entries.push(entry);
  return entries;
}

async function filesWith(text: string): Promise<string[]> {
  const files = await readdir(dir);
  const contents = await Promise.all(files.map((file) => readFile(join(dir, file))));
  return files.filter((_, i) => contents[i]?.includes(text));
}

async function faultOf(opening: Promise<NodeStore>): Promise<PlatformFault> {
  const outcome: unknown = await opening.then(
    (opened) => opened.close(),
    (fault: unknown) => fault,
  );
  if (outcome instanceof PlatformFault) return outcome;
  throw new Error('the store opened', { cause: outcome });
}
