/**
 * The one file of an embedded graph. Grafeo writes its images in turn into free parts of the file, so removed text stays
 * readable in it; only a fresh copy put in its place is free of what was removed. Images and log carry the engine's own
 * checksums; what those cannot see, the mark beside the file tells (file-mark.ts).
 */
import type { GrafeoDB } from '@grafeo-db/js';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GrafeoBinding } from './binding.js';
import { logFolder, markClosed, markClosing, markOpen, refuseChanged } from './file-mark.js';
import { survived } from './opening-deaths.js';

/** Grafeo writes no checkpoint by itself unless told: without these the log would only grow. */
const CHECKPOINTS = { intervalMs: 60_000, walBytes: 64 * 1024 * 1024 };

/** Opens the file, new or existing; a copy that a killed rewrite left behind is dropped once the file is ours. */
export function openFile(binding: GrafeoBinding, file: string): GrafeoDB {
  const database = survived(file, () => {
    refuseChanged(file);
    return binding.GrafeoDB.create(file);
  });
  markOpen(file);
  database.setCheckpointTriggers(CHECKPOINTS);
  rmSync(freshName(file), { force: true });
  return database;
}

/** Closes the file and remembers how it was left. */
export function closeFile(database: GrafeoDB, file: string): void {
  markClosing(file);
  database.close();
  markClosed(file);
}

/** Writes a copy without removed data beside the file; blocks for about 1.2 ms per 1,000 statements. */
export function saveFresh(database: GrafeoDB, file: string): void {
  // Left by an attempt that failed, e.g. on a full disk: the engine does not write over it.
  rmSync(freshName(file), { force: true });
  database.save(freshName(file));
  sync(freshName(file));
}

/** Puts the copy in the place of the closed file. Killed before or after, one whole file is there. */
export function putInPlace(file: string): void {
  markClosing(file);
  renameSync(freshName(file), file);
  sync(dirname(file));
}

/** Bytes of the file and of its log. */
export async function fileBytes(file: string): Promise<number> {
  const logs = await readdir(logFolder(file)).catch(() => []);
  const paths = [file, ...logs.map((name) => join(logFolder(file), name))];
  // A log that a checkpoint removes meanwhile counts nothing.
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function freshName(file: string): string {
  return `${file}.fresh`;
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
