/** The graph on disk: it survives restarts and kills, notices damage, forgets what was purged, and does without its engine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGrafeo } from '../../graph/embedded/binding.js';
import { openGraphStore } from '../../graph/index.js';
import { change, link, node, record, ref } from '../contracts/graph-store/facts.js';
import { killRecord } from './kill-record.js';

const FILE = 'graph.grafeo';

describe('a graph on Grafeo', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-graph-'));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  const company = (id: string, at: number, name: string) =>
    record(id, at, {
      nodes: [node('Company:ACME', { name })],
      relationships: [link('Company:ACME', 'HAS_PHONE', `Phone:${id}`)],
    });

  it('is there again after a restart, with its checkpoint', async () => {
    const first = await openGraphStore({ dir });
    expect(first.describe()).toEqual({ engine: 'grafeo', persistent: true });
    await first.apply(change(7, [company('r1', 7, 'Acme')]));
    const digest = await first.digest();
    await first.close();
    await using again = await openGraphStore({ dir, engine: 'grafeo' });
    expect(await again.digest()).toBe(digest);
    expect(await again.checkpoint()).toEqual({ block: 7, tx: 0 });
    expect((await again.search('acme', 5)).map(({ key }) => key)).toEqual(['ACME']);
  });

  it('leaves no plaintext of a purged or revised record in its files', async () => {
    const secret = 'ZOEBELEIN FARRUKH';
    const store = await openGraphStore({ dir, eraseAfterMs: 0 });
    await store.apply(change(1, [company('r1', 1, secret), company('r2', 2, 'Acme')]));
    await store.apply(change(2, [company('r3', 3, `${secret} TOO`)]));
    expect(await textInFiles(dir, secret)).toBe(true);
    await store.apply(change(3, [company('r3', 4, 'Acme')], ['r1']));
    expect(await textInFiles(dir, secret)).toBe(false);
    await store.close();
    expect(await textInFiles(dir, secret)).toBe(false);
  });

  it('leaves no id of a removed record in its files, not among those that first stated a hub either', async () => {
    const id = (i: number): string => `record-of-nobody-${String(i).padStart(2, '0')}`;
    const store = await openGraphStore({ dir, eraseAfterMs: 0 });
    const many = Array.from({ length: 40 }, (_, i) => company(id(i), i, 'Acme'));
    await store.apply(change(1, many));
    await store.apply(change(2, [], [id(3)]));
    expect([await textInFiles(dir, id(3)), await textInFiles(dir, id(4))]).toEqual([false, true]);
    const all = Array.from({ length: 40 }, (_, i) => id(i));
    await store.apply(change(3, [], all));
    expect(await textInFiles(dir, 'record-of-nobody')).toBe(false);
    await store.close();
  });

  it('gathers erasures, and does at the latest at closing what still waits', async () => {
    const secret = 'ZOEBELEIN FARRUKH';
    const store = await openGraphStore({ dir, eraseAfterMs: 3_600_000 });
    await store.apply(change(1, [company('r1', 1, secret)]));
    await store.apply(change(2, [], ['r1']));
    await store.apply(change(3, [company('r2', 3, 'Acme')]));
    expect(await textInFiles(dir, secret)).toBe(true);
    await store.close();
    expect(await textInFiles(dir, secret)).toBe(false);
  });

  it('goes on erasing after a restart what a killed process had not erased yet', async () => {
    const secret = 'ZOEBELEIN FARRUKH';
    const store = await openGraphStore({ dir, eraseAfterMs: 3_600_000 });
    await store.apply(change(1, [company('r1', 1, secret)]));
    await store.apply(change(2, [], ['r1']));
    await store.apply(change(3, [company('r2', 3, 'Acme')]));
    // What a kill leaves behind are the files as they are now.
    const left = join(dir, 'left-by-kill');
    await mkdir(left);
    for (const name of [FILE, `${FILE}.wal`])
      await cp(join(dir, name), join(left, name), { recursive: true });
    await store.close();
    expect(await textInFiles(left, secret)).toBe(true);
    const again = await openGraphStore({ dir: left, eraseAfterMs: 0 });
    await again.apply(change(4, []));
    expect(await textInFiles(left, secret)).toBe(false);
    expect(await again.counts()).toMatchObject({ nodes: 2 });
    await again.close();
  });

  it.each([
    ['cut in half', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['overwritten in the middle', (bytes: Buffer) => bytes.fill(0x41, bytes.length >> 1)],
    ['another kind of file', () => Buffer.from('not a graph')],
  ])('is refused as damaged when its file was %s', async (_how, damage) => {
    const store = await openGraphStore({ dir });
    const many = Array.from({ length: 200 }, (_, i) => company(`r${i}`, i, `Acme ${i}`));
    await store.apply(change(1, many));
    await store.close();
    await writeFile(join(dir, FILE), damage(await readFile(join(dir, FILE))));
    await expect(openGraphStore({ dir })).rejects.toMatchObject({
      name: 'PlatformFault',
      code: 'GRAPH_DAMAGED',
      message: expect.stringContaining('refills the graph from the ledger') as unknown,
      cause: expect.any(Error) as unknown,
    });
  });

  it('is refused while another process or store has it open', async () => {
    await using store = await openGraphStore({ dir });
    await expect(openGraphStore({ dir })).rejects.toMatchObject({ code: 'GRAPH_LOCKED' });
    expect(await store.counts()).toMatchObject({ nodes: 0 });
  });

  it('is emptied, with the reason, when another version wrote it', async () => {
    const store = await openGraphStore({ dir });
    await store.apply(change(1, [company('r1', 1, 'Acme')]));
    await store.close();
    const grafeo = await loadGrafeo();
    const database = grafeo.GrafeoDB.create(join(dir, FILE));
    await database.executeCypher('MATCH (c:Checkpoint) SET c.version = 0');
    database.close();
    // Older versions leave no mark beside the file.
    await rm(join(dir, `${FILE}.mark`));
    await using again = await openGraphStore({ dir });
    expect(again.describe()).toMatchObject({
      reason: expect.stringMatching(/version 0 and was emptied$/) as unknown,
      isEmptied: true,
    });
    expect(await again.checkpoint()).toBeUndefined();
    expect(await again.counts()).toMatchObject({ nodes: 0, relationships: 0 });
    await again.apply(change(1, [company('r1', 1, 'Acme')]));
    expect(await again.counts()).toMatchObject({ nodes: 2, relationships: 1 });
  });

  it('is kept in memory, with the reason, where the platform has no binary', async () => {
    const load = () => Promise.reject(new Error('Cannot find native binding.\nmore'));
    await using store = await openGraphStore({ dir, load });
    expect(store.describe()).toMatchObject({ engine: 'memory', persistent: false });
    expect(store.describe().reason).toMatch(/no usable binary.*Cannot find native binding\./);
    await store.apply(change(1, [company('r1', 1, 'Acme')]));
    expect(await readdir(dir)).toEqual([]);
    expect((await store.entity(ref('Company:ACME')))?.name).toBe('Acme');
  });

  it('loses nothing acknowledged and keeps nothing half done when the process is killed', async () => {
    let acknowledged = -1;
    for (let round = 0; round < 4; round++) {
      acknowledged = Math.max(acknowledged, await writeUntilKilled(dir, 25 + round * 15));
      await using store = await openGraphStore({ dir });
      const reached = (await store.checkpoint())?.block ?? -1;
      expect(reached).toBeGreaterThanOrEqual(acknowledged);
      const { byLabel, relationships } = await store.counts();
      // Each change brings one declaration with its importer; half a change would break this balance.
      expect(byLabel['Declaration']).toBe(reached + 1);
      expect(relationships).toBe(reached + 1);
      await using fresh = await openGraphStore({ dir: '', engine: 'memory' });
      for (let i = 0; i <= reached; i++) await fresh.apply(change(i, [killRecord(i)]));
      expect(await store.digest()).toBe(await fresh.digest());
    }
    expect(acknowledged).toBeGreaterThan(50);
  });
});

/** Runs a writer that continues from the checkpoint, kills it after some acknowledgements, and answers the last one. */
async function writeUntilKilled(dir: string, changes: number): Promise<number> {
  const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const loader = path('../network/embedded/typescript-loader.mjs');
  const child = spawn(process.execPath, ['--import', loader, path('killed-writer.ts'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, GUANLIAN_TS_CACHE: join(dir, 'translated') },
  });
  const exited = once(child, 'exit');
  let last = -1;
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (++heard === changes) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return last;
}

async function textInFiles(dir: string, text: string): Promise<boolean> {
  for (const file of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = await readFile(join(file.parentPath, file.name));
    if (bytes.includes(text) || bytes.includes(text.toLowerCase())) return true;
  }
  return false;
}
