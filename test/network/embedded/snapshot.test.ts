/** An erasure waits for readers of an older moment, for LevelDB keeps what they could still see. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SnapshotGate } from '../../../network/embedded/snapshot-gate.js';
import { StateStore } from '../../../network/embedded/state-store.js';
import { tempDir } from './embedded-world.js';

async function holds(dir: string, text: string): Promise<boolean> {
  for (const name of await readdir(dir)) {
    if ((await readFile(join(dir, name))).includes(text)) return true;
  }
  return false;
}

it('an open simulation sees its own moment, and the erasure follows it', async () => {
  const dir = await tempDir();
  const store = await StateStore.open(dir);
  const key = 'p/AirlineMSP/c/k';
  await store.write([{ key, value: Buffer.from('SECRET') }]);
  let end = (): void => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  const reader = store.atOneMoment(async (view) => {
    await held;
    return Buffer.from(view.get(key) ?? []).toString();
  });
  await new Promise((resolve) => setImmediate(resolve));
  await store.write([{ key }]);
  let isErased = false;
  const erasure = store.compact().then(() => (isErased = true));
  const next = store.atOneMoment(async (view) => view.get(key));
  await store.write([{ key: 's/other', value: Buffer.from('x') }]);
  expect(isErased).toBe(false);
  expect(await holds(dir, 'SECRET')).toBe(true);
  end();
  expect(await reader).toBe('SECRET');
  await erasure;
  expect(await next).toBeUndefined();
  expect(await holds(dir, 'SECRET')).toBe(false);
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

it('rewriters take turns, also when they come while readers are still there', async () => {
  const gate = new SnapshotGate();
  const order: string[] = [];
  await gate.enter();
  const turns = ['one', 'two'].map((name) =>
    gate.alone(async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  const reader = gate.enter().then(() => {
    order.push('reader');
    gate.leave();
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([]);
  gate.leave();
  await Promise.all(turns);
  await reader;
  expect(order.filter((each) => each !== 'reader')).toEqual([
    'one begins',
    'one ends',
    'two begins',
    'two ends',
  ]);
  expect(order).toContain('reader');
});
