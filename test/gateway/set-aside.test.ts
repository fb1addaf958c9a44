/** Damaged graphs that were set aside: the newest, and for a week. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropSetAside, setAside } from '../../gateway/set-aside.js';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-11-23T08:00:00Z');
let dir: string;
const folder = (): string => join(dir, 'graph');

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-aside-'));
  for (const name of ['graph', 'store', 'other.damaged-1', `graph.damaged-${NOW - DAY}`])
    await mkdir(join(dir, name));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('a damaged graph takes the place of the one that was set aside before it', async () => {
  const now = await setAside(folder(), NOW);
  expect(now).toBe(`${folder()}.damaged-${NOW}`);
  const names = await readdir(dir);
  expect(names.sort()).toEqual([`graph.damaged-${NOW}`, 'other.damaged-1', 'store']);
});

it.each([
  ['after six days', 5 * DAY, true],
  ['after eight', 7 * DAY + 1, false],
])('%s it is there: %s ms, %s', async (_when, later, isThere) => {
  await dropSetAside(folder(), NOW + later);
  expect((await readdir(dir)).includes(`graph.damaged-${NOW - DAY}`)).toBe(isThere);
});
