/** Erasures that meet other work: none is forgotten, and none is reported before the files are clean. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { purgeMark } from '../../../network/embedded/addresses.js';
import { StateStore } from '../../../network/embedded/state-store.js';
import { tempDir } from './embedded-world.js';

let dir: string;
let store: StateStore;
beforeEach(async () => {
  dir = await tempDir();
  store = await StateStore.open(dir);
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

async function holds(text: string): Promise<boolean> {
  for (const name of await readdir(dir)) {
    if ((await readFile(join(dir, name))).includes(text)) return true;
  }
  return false;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('an erasure', () => {
  it('keeps the mark of a purge that comes while it runs, until that one is erased too', async () => {
    let marked = 0;
    for (let i = 0; i < 30; i += 1) {
      const key = `p/AirlineMSP/c/k${i}`;
      await store.write([
        { key, value: Buffer.from(`SECRET-${i}-`) },
        { key: purgeMark(i), value: Buffer.from('1') },
      ]);
      const erasure = store.compact();
      for (let wait = 0; wait < i; wait += 1) await turn();
      // A block with a purge of its own, somewhere along the run.
      await store.write([{ key }, { key: purgeMark(1000 + i), value: Buffer.from('1') }]);
      await erasure;
      const isMarked = await store.isPurgePending();
      if (isMarked) marked += 1;
      expect(isMarked || !(await holds(`SECRET-${i}-`))).toBe(true);
      await store.compact();
      expect(await holds(`SECRET-${i}-`)).toBe(false);
      expect(await store.isPurgePending()).toBe(false);
    }
    expect(marked).toBeGreaterThan(0);
  });

  it('waits for a commit that is scanning, whose iterator would keep the old files', async () => {
    const key = 'p/AirlineMSP/c/k';
    await store.write([{ key, value: Buffer.from('SECRET') }]);
    await store.write(
      Array.from({ length: 20 }, (_, i) => ({ key: `s/${i}`, value: Buffer.from('x') })),
    );
    await store.compact();
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => (end = resolve));
    const commit = store.outsideErasure(async () => {
      for await (const [address] of store.latest.entries({ gte: 's/', lt: 's0' })) {
        if (address === 's/0') await held;
      }
    });
    await turn();
    await store.write([{ key }]);
    let isErased = false;
    const erasure = store.compact().then(() => (isErased = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isErased).toBe(false);
    end();
    await Promise.all([commit, erasure]);
    expect(await holds('SECRET')).toBe(false);
  });
});
