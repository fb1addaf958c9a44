/** One at a time works on a network's folder; a lock that a killed process left behind does not stay. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformFault } from '../fault.js';
import type { FabricLayout } from './layout.js';

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
  for (;;) {
    try {
      return await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (isAlive(holder)) {
        throw new PlatformFault(
          'NETWORK_BUSY',
          `process ${holder} is bringing this network up at the moment; wait for it`,
          cause,
        );
      }
      await rm(file, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
