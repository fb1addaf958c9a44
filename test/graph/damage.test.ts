/** What becomes of a graph's file that was damaged: it is refused, or it is whole, or an older whole that the ledger completes. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFile } from '../../graph/embedded/grafeo-file.js';
import { isMachines } from '../../graph/embedded/machine-error.js';
import { openFault } from '../../graph/embedded/open-fault.js';
import { openGraphStore } from '../../graph/index.js';
import type { PlatformFault } from '../../network/index.js';
import { change, link, node, record } from '../contracts/graph-store/facts.js';

const FILE = 'graph.grafeo';
/** Records before the last clean close, and after it in the log of a killed process. */
const [CLOSED, LOGGED] = [600, 60];

const company = (i: number) =>
  record(`r${i}`, i, {
    nodes: [node(`Company:C${i}`, { name: `Acme trading ${i}`, countryCode: 'CN' })],
    relationships: [link(`Company:C${i}`, 'HAS_PHONE', `Phone:${i % 50}`)],
  });

interface Left {
  readonly dir: string;
  readonly digest: string;
}

const file = (dir: string): string => join(dir, FILE);
const logs = (dir: string): string => `${file(dir)}.wal`;
const log = (dir: string): string => join(logs(dir), readdirSync(logs(dir))[0] ?? '');
const cut = (path: string, at: (size: number) => number): void => {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, at(bytes.length)));
};
const flip = (path: string, at: (size: number) => number): void => {
  const bytes = readFileSync(path);
  const index = at(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
};

/** From behind the headers to the end, whichever parts of it are in use. */
const overwrite = (path: string, byte: number): void => {
  writeFileSync(path, readFileSync(path).fill(byte, 16_384));
};

function faultOf(open: () => unknown): PlatformFault {
  try {
    open();
  } catch (cause) {
    return openFault('graph.grafeo', cause);
  }
  throw new Error('it opened');
}

describe('the file of a graph', () => {
  let base: string;
  let dir: string;
  let closed: Left;
  let killed: Left;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'guanlian-damage-'));
    const made = join(base, 'made');
    const first = await openGraphStore({ dir: made });
    const many = Array.from({ length: CLOSED }, (_, i) => company(i));
    // Two images in the file: the engine falls back to the earlier one when a header is damaged.
    await first.apply(change(CLOSED - 100, many.slice(0, CLOSED - 100)));
    await first.close();
    const again = await openGraphStore({ dir: made });
    await again.apply(change(CLOSED, many.slice(CLOSED - 100)));
    closed = { dir: join(base, 'closed'), digest: await again.digest() };
    await again.close();
    cpSync(made, closed.dir, { recursive: true });
    const running = await openGraphStore({ dir: made });
    for (let i = CLOSED; i < CLOSED + LOGGED; i++) await running.apply(change(i + 1, [company(i)]));
    killed = { dir: join(base, 'killed'), digest: await running.digest() };
    // What a kill leaves behind are the files as they are now.
    cpSync(made, killed.dir, { recursive: true });
    await running.close();
  });
  afterAll(() => rm(base, { recursive: true, force: true }));

  beforeEach(async () => {
    dir = await mkdtemp(join(base, 'damaged-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const damaged = (left: Left, damage: (dir: string) => void): void => {
    cpSync(left.dir, dir, { recursive: true });
    damage(dir);
  };

  const refused: readonly [string, 'closed' | 'killed', (dir: string) => void][] = [
    ['empty', 'closed', (dir) => writeFileSync(file(dir), '')],
    ['a text instead', 'closed', (dir) => writeFileSync(file(dir), 'not a graph\n'.repeat(9000))],
    [
      'a folder instead',
      'closed',
      (dir) => cpSync(closed.dir, `${file(dir)}-`, { recursive: true }),
    ],
    ['gone', 'closed', (dir) => rmSync(file(dir))],
    ['gone, with its log there', 'killed', (dir) => rmSync(file(dir))],
    ['cut to a few bytes', 'closed', (dir) => cut(file(dir), () => 10)],
    ['cut behind its headers', 'closed', (dir) => cut(file(dir), () => 12_288)],
    ['cut in half', 'closed', (dir) => cut(file(dir), (size) => size >> 1)],
    ['cut by its last page', 'closed', (dir) => cut(file(dir), (size) => size - 4096)],
    ['changed in its first byte', 'closed', (dir) => flip(file(dir), () => 0)],
    ['changed in the header of the last image', 'closed', (dir) => flip(file(dir), () => 8192)],
    ['changed in the header of the image before', 'closed', (dir) => flip(file(dir), () => 4096)],
    ['changed in its catalogue', 'closed', (dir) => flip(file(dir), () => 12_300)],
    ['changed in the middle of its data', 'closed', (dir) => overwrite(file(dir), 0x41)],
    ['changed in the header, with a log beside it', 'killed', (dir) => flip(file(dir), () => 20)],
    ['without the folder of its log', 'killed', (dir) => rmSync(logs(dir), { recursive: true })],
    ['without its log', 'killed', (dir) => rmSync(log(dir))],
    ['with a log that begins wrongly', 'killed', (dir) => flip(log(dir), () => 0)],
    ['with a log changed in the middle', 'killed', (dir) => flip(log(dir), (size) => size >> 1)],
  ];

  it.each(refused)('%s (%s) is refused as damaged', async (what, state, damage) => {
    damaged(state === 'closed' ? closed : killed, (at) => {
      damage(at);
      if (what !== 'a folder instead') return;
      rmSync(file(at));
      cpSync(`${file(at)}-`, file(at), { recursive: true });
    });
    await expect(openGraphStore({ dir })).rejects.toMatchObject({
      name: 'PlatformFault',
      code: 'GRAPH_DAMAGED',
      message: expect.stringContaining('sets the file aside and refills') as unknown,
    });
  });

  it.each<[string, 'closed' | 'killed', (dir: string) => void]>([
    ['left by a clean close', 'closed', () => undefined],
    ['left by a kill', 'killed', () => undefined],
    [
      'with something behind its end',
      'closed',
      (dir) => writeFileSync(file(dir), 'x', { flag: 'a' }),
    ],
    ['changed where nothing stands', 'closed', (dir) => flip(file(dir), (size) => size - 1)],
    ['without a mark, as of an older version', 'closed', (dir) => rmSync(`${file(dir)}.mark`)],
    [
      'with a mark that nobody can read',
      'killed',
      (dir) => writeFileSync(`${file(dir)}.mark`, '{'),
    ],
    [
      'with a mark that was not written to its end',
      'killed',
      (dir) => writeFileSync(`${file(dir)}.mark.next`, '{'),
    ],
    [
      'killed twice while it was opened',
      'closed',
      (dir) => writeFileSync(`${file(dir)}.opening`, '2'),
    ],
  ])('%s (%s) is the graph as it was', async (_what, state, damage) => {
    const left = state === 'closed' ? closed : killed;
    damaged(left, damage);
    await using store = await openGraphStore({ dir });
    expect(await store.digest()).toBe(left.digest);
  });

  // The very last entry is the engine's own in some runs (a mark of its time), with all changes before it.
  it.each<[string, number, (dir: string) => void]>([
    ['cut in its last entry', LOGGED, (dir) => cut(log(dir), (size) => size - 1)],
    ['cut in its last change', LOGGED - 1, (dir) => cut(log(dir), (size) => size - 100)],
    ['cut in half', LOGGED - 1, (dir) => cut(log(dir), (size) => size >> 1)],
    ['emptied', 0, (dir) => writeFileSync(log(dir), '')],
    ['changed in its last entry', LOGGED, (dir) => flip(log(dir), (size) => size - 10)],
  ])(
    'with a log %s is a whole that is older: the events since complete it',
    async (_what, most, damage) => {
      damaged(killed, damage);
      await using store = await openGraphStore({ dir });
      const reached = (await store.checkpoint())?.block ?? 0;
      expect(reached).toBeGreaterThanOrEqual(CLOSED);
      expect(reached).toBeLessThanOrEqual(CLOSED + most);
      for (let i = reached; i < CLOSED + LOGGED; i++)
        await store.apply(change(i + 1, [company(i)]));
      expect(await store.digest()).toBe(killed.digest);
    },
  );

  it('that three processes in a row died of is not opened a fourth time', async () => {
    damaged(closed, (at) => writeFileSync(`${file(at)}.opening`, '3'));
    await expect(openGraphStore({ dir })).rejects.toMatchObject({
      code: 'GRAPH_DAMAGED',
      message: expect.stringContaining('died of it') as unknown,
    });
  });

  it('is damaged when the engine breaks down over it', async () => {
    damaged(closed, () => undefined);
    const create = (): never => {
      throw new Error('panicked at crates/storage: index out of bounds');
    };
    expect(faultOf(() => openFile({ GrafeoDB: { create } }, file(dir))).code).toBe('GRAPH_DAMAGED');
    expect(existsSync(`${file(dir)}.opening`)).toBe(false);
  });

  it('is left alone when the machine refuses it, and not taken for damaged', async () => {
    damaged(closed, () => undefined);
    const create = (): never => {
      throw new Error('GRAFEO-X003: I/O error: Permission denied (os error 13)');
    };
    expect(faultOf(() => openFile({ GrafeoDB: { create } }, file(dir))).code).toBe(
      'GRAPH_UNREADABLE',
    );
    await using store = await openGraphStore({ dir });
    expect(await store.digest()).toBe(closed.digest);
  });

  it.each([
    ['No space left on device (os error 28)', 'linux', true],
    ['Cannot allocate memory (os error 12)', 'linux', true],
    ['Too many open files in system (os error 23)', 'linux', true],
    ['Disk quota exceeded (os error 122)', 'linux', true],
    ['Disc quota exceeded (os error 69)', 'darwin', true],
    ['Srmount error (os error 69)', 'linux', false],
    ['Not enough memory resources are available (os error 8)', 'win32', true],
    ['Input/output error (os error 5)', 'linux', false],
    ['Access is denied. (os error 5)', 'win32', true],
    ['EACCES: permission denied, open graph.grafeo.opening', 'linux', true],
    ['ENOMEM: not enough memory, read', 'linux', true],
    ['ENFILE: file table overflow, open graph.grafeo', 'linux', true],
    ['EDQUOT: disk quota exceeded, copyfile graph.grafeo', 'linux', true],
    ['fails its checksum', 'linux', false],
  ])('the machine’s "%s" on %s', (message, platform, isRefusal) => {
    expect(isMachines(new Error(message), platform)).toBe(isRefusal);
  });

  it('is smaller after a compaction, and the same', async () => {
    damaged(closed, () => undefined);
    await using store = await openGraphStore({ dir });
    const gone = Array.from({ length: CLOSED - 50 }, (_, i) => `r${i}`);
    await store.apply(change(CLOSED + 1, [], gone));
    const before = [await store.digest(), await store.storage()] as const;
    expect(before[1]).toMatchObject({ erasing: true });
    await store.compact();
    const { fileBytes = 0, erasing, rewrittenAt } = await store.storage();
    expect([await store.digest(), erasing]).toEqual([before[0], false]);
    expect(fileBytes).toBeLessThan((before[1].fileBytes ?? 0) / 3);
    expect(typeof rewrittenAt).toBe('number');
  });
});
