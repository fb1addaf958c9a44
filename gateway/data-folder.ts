/**
 * The data folder: one process at a time, one schema version, paths of everything inside.
 * What is wrong with a folder is said in one sentence with the repair, before any engine touches it.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PlatformFault } from '../network/index.js';

/** Version of everything below the folder. A change of layout raises it and brings a migration. */
export const DATA_SCHEMA = 1;

const VERSION_FILE = 'guanlian.json';
const LOCK_FILE = 'guanlian.lock';

export class DataFolder implements AsyncDisposable {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Opens or creates the folder and takes its lock; throws PlatformFault with what to do otherwise. */
  static async open(path: string): Promise<DataFolder> {
    const folder = new DataFolder(resolve(path));
    try {
      await mkdir(folder.dir, { recursive: true, mode: 0o700 });
      await refuseWhenBusy(folder.dir);
      await checkVersion(folder.dir);
      await writeFile(folder.path(LOCK_FILE), String(process.pid), { mode: 0o600 });
    } catch (cause) {
      throw folderFault(folder.dir, cause);
    }
    return folder;
  }

  /** A path inside the folder. */
  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path(LOCK_FILE), { force: true });
  }
}

/** Refuses while a living process holds the folder; a lock left by a killed one is stale. */
export async function refuseWhenBusy(dir: string): Promise<void> {
  const file = join(dir, LOCK_FILE);
  if (!existsSync(file)) return;
  const pid = Number(await readFile(file, 'utf8'));
  if (!isAlive(pid)) return;
  throw new PlatformFault(
    'DATA_FOLDER_BUSY',
    `process ${pid} uses ${dir}; stop it first, or choose another folder with --data`,
  );
}

/** The schema version of an existing folder; undefined when it is new. */
export async function versionOf(dir: string): Promise<number | undefined> {
  const file = join(dir, VERSION_FILE);
  if (!existsSync(file)) return undefined;
  try {
    const { schema } = JSON.parse(await readFile(file, 'utf8')) as { schema?: unknown };
    if (typeof schema === 'number') return schema;
  } catch (cause) {
    throw damaged(dir, cause);
  }
  throw damaged(dir);
}

async function checkVersion(dir: string): Promise<void> {
  const schema = await versionOf(dir);
  if (schema === DATA_SCHEMA) return;
  if (schema === undefined) {
    await refuseForeign(dir);
    const content = { schema: DATA_SCHEMA, createdBy: 'guanlian' };
    await writeFile(join(dir, VERSION_FILE), `${JSON.stringify(content)}\n`, { mode: 0o600 });
    return;
  }
  const advice =
    schema > DATA_SCHEMA
      ? 'update this program'
      : 'start it once with the version that wrote it and back it up';
  throw new PlatformFault(
    'DATA_FOLDER_VERSION',
    `${dir} has schema ${schema}, this program reads ${DATA_SCHEMA}; ${advice}`,
  );
}

/** A folder with files of somebody else's is not made a data folder: they would be mixed for good. */
async function refuseForeign(dir: string): Promise<void> {
  const foreign = (await readdir(dir)).find((name) => name !== LOCK_FILE);
  if (foreign === undefined) return;
  throw new PlatformFault(
    'DATA_FOLDER_FOREIGN',
    `${dir} is no data folder of Guanlian and holds other files (${foreign}); choose a new or an empty one with --data`,
  );
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it lives, under another user. ESRCH: the lock is stale.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function damaged(dir: string, cause?: unknown): PlatformFault {
  const advice = 'restore a backup with "guanlian restore", or move the folder away';
  return new PlatformFault(
    'DATA_FOLDER_DAMAGED',
    `${join(dir, VERSION_FILE)} is unreadable; ${advice}`,
    cause,
  );
}

function folderFault(dir: string, cause: unknown): unknown {
  if (cause instanceof PlatformFault) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC') {
    return new PlatformFault(
      'DISK_FULL',
      `no space left for ${dir}; free some and start again`,
      cause,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new PlatformFault(
      'DATA_FOLDER_FORBIDDEN',
      `${dir} cannot be written; choose another with --data`,
      cause,
    );
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new PlatformFault(
      'DATA_FOLDER_FORBIDDEN',
      `${dir} is not a folder; choose another with --data`,
      cause,
    );
  }
  return cause;
}
