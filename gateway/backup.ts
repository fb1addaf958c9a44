/**
 * Backup and restore of a data folder as plain files with a manifest of their digests.
 * Taken while the node is stopped: the engines' files are only then consistent with one another.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlatformFault } from '../network/index.js';
import { DATA_SCHEMA, refuseWhenBusy, versionOf } from './data-folder.js';
import { embeddedFolder } from './graph-place.js';
import { isSetAside } from './set-aside.js';

const MANIFEST = 'backup.json';
const CONTENT = 'data';

export interface BackupManifest {
  readonly schema: number;
  readonly takenAt: string;
  /** The embedded graphs were left out; they are only projections. */
  readonly withoutGraph?: boolean;
  /** Path in the backup to SHA-256, hex. */
  readonly files: Readonly<Record<string, string>>;
}

export interface BackupReport {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  readonly withoutGraph: boolean;
}

export interface BackupOptions {
  /** ms since 1970. */
  readonly now: number;
  readonly withoutGraph?: boolean;
}

/** Copies a stopped data folder to a new folder. Keys are in it: guard it as the original. */
export async function backUp(
  dataDir: string,
  target: string,
  { now, withoutGraph = false }: BackupOptions,
): Promise<BackupReport> {
  const schema = await versionOf(dataDir);
  if (schema === undefined)
    throw new PlatformFault('NO_DATA_FOLDER', `${dataDir} holds no node data`);
  await refuseWhenBusy(dataDir);
  await refuseExisting(target);
  await mkdir(target, { recursive: true, mode: 0o700 });
  const filter = (path: string): boolean => isBackedUp(relative(dataDir, path), withoutGraph);
  await cp(dataDir, join(target, CONTENT), { recursive: true, filter });
  const { files, bytes } = await digestsOf(join(target, CONTENT));
  const takenAt = new Date(now).toISOString();
  const manifest: BackupManifest = { schema, takenAt, withoutGraph, files };
  await writeFile(join(target, MANIFEST), JSON.stringify(manifest, null, 1), { mode: 0o600 });
  return { folder: resolve(target), files: Object.keys(files).length, bytes, withoutGraph };
}

/** Checks every file of a backup against its manifest, then puts it in place of a data folder that must not exist. */
export async function restore(source: string, dataDir: string): Promise<BackupReport> {
  const manifest = await readManifest(source);
  if (manifest.schema > DATA_SCHEMA) {
    throw new PlatformFault(
      'DATA_FOLDER_VERSION',
      `the backup has schema ${manifest.schema}; update this program`,
    );
  }
  const { files, bytes } = await digestsOf(join(source, CONTENT));
  const names = new Set([...Object.keys(files), ...Object.keys(manifest.files)]);
  const wrong = [...names].find((name) => files[name] !== manifest.files[name]);
  if (wrong !== undefined) {
    throw new PlatformFault(
      'BACKUP_DAMAGED',
      `${wrong} differs from the backup's manifest; use another backup`,
    );
  }
  await refuseExisting(dataDir);
  // Copied beside and renamed: a broken restore never looks like a data folder.
  const staging = `${resolve(dataDir)}.restoring`;
  await cp(join(source, CONTENT), staging, { recursive: true, force: false, errorOnExist: true });
  await rename(staging, resolve(dataDir));
  const { withoutGraph = false } = manifest;
  return { folder: resolve(dataDir), files: names.size, bytes, withoutGraph };
}

/** Damaged graphs that were set aside are for the machine they are on, and would outlive purges. */
function isBackedUp(path: string, withoutGraph: boolean): boolean {
  const [nodes, , folder = ''] = path.split(sep);
  if (nodes !== 'nodes') return true;
  return !isSetAside(folder) && !(withoutGraph && folder === basename(embeddedFolder('')));
}

async function readManifest(source: string): Promise<BackupManifest> {
  try {
    return JSON.parse(await readFile(join(source, MANIFEST), 'utf8')) as BackupManifest;
  } catch (cause) {
    throw new PlatformFault(
      'NO_BACKUP',
      `${source} holds no backup (${MANIFEST} is missing)`,
      cause,
    );
  }
}

async function refuseExisting(dir: string): Promise<void> {
  if (!existsSync(dir) || (await readdir(dir)).length === 0) return;
  throw new PlatformFault('TARGET_EXISTS', `${dir} exists and is not empty; name a new folder`);
}

async function digestsOf(dir: string): Promise<{ files: Record<string, string>; bytes: number }> {
  const files: Record<string, string> = {};
  let bytes = 0;
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((e) => e.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[relative(dir, path).split(sep).join('/')] = await digestOf(path);
    bytes += (await stat(path)).size;
  }
  return { files, bytes };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
