/**
 * The one file of an embedded graph. Grafeo writes its images in turn into free parts of the file, so removed text stays
 * readable in it; only a fresh copy put in its place is free of what was removed.
 */
import type { GrafeoDB } from '@grafeo-db/js';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { GrafeoBinding } from './binding.js';

/** Grafeo writes no checkpoint by itself unless told: without these the log would only grow. */
const CHECKPOINTS = { intervalMs: 60_000, walBytes: 64 * 1024 * 1024 };

/** Opens the file, new or existing; a copy that a killed rewrite left behind is dropped once the file is ours. */
export function openFile(binding: GrafeoBinding, file: string): GrafeoDB {
  const database = binding.GrafeoDB.create(file);
  database.setCheckpointTriggers(CHECKPOINTS);
  rmSync(freshName(file), { force: true });
  return database;
}

/** Writes a copy without removed data beside the file; blocks for about 1.2 ms per 1,000 statements. */
export function saveFresh(database: GrafeoDB, file: string): void {
  database.save(freshName(file));
  sync(freshName(file));
}

/** Puts the copy in the place of the closed file. Killed before or after, one whole file is there. */
export function putInPlace(file: string): void {
  renameSync(freshName(file), file);
  sync(dirname(file));
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
