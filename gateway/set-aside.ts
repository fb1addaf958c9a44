/**
 * Damaged graphs that were set aside, for whoever wants to know why. They hold data that may be purged elsewhere meanwhile,
 * so only the newest stays, and it not for long.
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const NAME = /^(.+)\.damaged-(\d+)$/;

/** Moves a folder aside and removes those that were set aside before; answers where it is now. */
export async function setAside(folder: string, now: number): Promise<string> {
  const target = `${folder}.damaged-${now}`;
  await rename(folder, target);
  await removeWhere(folder, (since) => since !== now);
  return target;
}

/** Removes what was set aside longer than a week ago. */
export async function dropSetAside(folder: string, now: number): Promise<void> {
  await removeWhere(folder, (since) => now - since > KEPT_MS);
}

/** Whether a folder of this name was set aside; backups leave it out. */
export function isSetAside(name: string): boolean {
  return NAME.test(name);
}

async function removeWhere(folder: string, isOver: (since: number) => boolean): Promise<void> {
  for (const name of await readdir(dirname(folder)).catch(() => [])) {
    const [, of, since] = NAME.exec(name) ?? [];
    if (of !== basename(folder) || !isOver(Number(since))) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}
