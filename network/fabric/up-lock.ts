/** One at a time works on a network's folder; a lock that a killed process left behind does not stay. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformFault } from '../fault.js';
import type { FabricLayout } from './layout.js';
import { startOf } from './processes.js';

/** Runs the work while holding the folder's lock. Throws PlatformFault NETWORK_BUSY. */
export async function withLock<T>(layout: FabricLayout, work: () => Promise<T>): Promise<T> {
  const file = join(layout.run, 'up.lock');
  await take(file);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<void> {
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) });
  for (;;) {
    try {
      return await writeFile(file, mine, { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      await removeIfLeft(file);
    }
  }
}

async function removeIfLeft(file: string): Promise<void> {
  const { pid, started } = await holderOf(file);
  const isHeld = started !== '' && (await startOf(pid)) === started;
  if (!isHeld) return rm(file, { force: true });
  throw new PlatformFault(
    'NETWORK_BUSY',
    `process ${pid} is at work on this network at the moment; wait for it`,
  );
}

/** A lock that cannot be read was cut off by a crash: nobody holds it. */
async function holderOf(file: string): Promise<{ pid: number; started: string }> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { pid: number; started: string };
  } catch {
    return { pid: 0, started: '' };
  }
}
