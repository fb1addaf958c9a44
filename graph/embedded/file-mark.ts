/**
 * What is known of a graph's file while nobody has it open. The engine checks its images and its log, but it cannot see that
 * a log is gone, or that a damaged header made it take the image before the last one: it opens an older graph and says
 * nothing. The mark beside the file tells both, and that the file itself is gone. A killed process leaves a mark that fits.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
} from 'node:fs';
import { readFileSync, writeSync } from 'node:fs';

/**
 * `open`: a process has it or was killed, so there is a log. `closing`: about to be closed or replaced, nothing is said.
 * `closed`: the headers, which name the image to read, have this SHA-256 (hex).
 */
type Mark =
  | { readonly state: 'open' }
  | { readonly state: 'closing' }
  | { readonly state: 'closed'; readonly headers: string };

/** The file's header and the two that name images in turn: a page each (Grafeo 0.6). */
const HEADERS_BYTES = 3 * 4096;

/** Where the engine keeps the log of changes that are in no image yet; absent while the file is closed. */
export function logFolder(file: string): string {
  return `${file}.wal`;
}

/** Throws what is wrong when the file is not the one that was left. */
export function refuseChanged(file: string): void {
  const mark = readMark(file);
  if (mark === undefined) return;
  if (!existsSync(file)) throw new Error('the file is gone');
  if (mark.state === 'closing' || hasLog(file)) return;
  if (mark.state === 'open') throw new Error('the log of its latest changes is gone');
  if (mark.headers !== headersOf(file))
    throw new Error('its headers are not those it was closed with');
}

/** A process has it from now on. */
export function markOpen(file: string): void {
  writeMark(file, { state: 'open' });
}

/** Whatever happens next leaves a whole file, with a log or without. */
export function markClosing(file: string): void {
  writeMark(file, { state: 'closing' });
}

/** It is closed and stays as it is. */
export function markClosed(file: string): void {
  writeMark(file, { state: 'closed', headers: headersOf(file) });
}

function hasLog(file: string): boolean {
  const folder = logFolder(file);
  // Anything else in its place is the engine's to judge.
  return existsSync(folder) && !isEmptyFolder(folder);
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

function headersOf(file: string): string {
  const bytes = Buffer.alloc(HEADERS_BYTES);
  const handle = openSync(file, 'r');
  try {
    const count = readSync(handle, bytes, 0, HEADERS_BYTES, 0);
    return createHash('sha256').update(bytes.subarray(0, count)).digest('hex');
  } finally {
    closeSync(handle);
  }
}

/** Folders of before marks have none, and an unreadable one says nothing about the file. */
function readMark(file: string): Mark | undefined {
  try {
    const { state, headers } = JSON.parse(readFileSync(nameOf(file), 'utf8')) as Record<
      string,
      unknown
    >;
    if (state === 'open' || state === 'closing') return { state };
    return state === 'closed' && typeof headers === 'string' ? { state, headers } : undefined;
  } catch {
    return undefined;
  }
}

function writeMark(file: string, mark: Mark): void {
  const next = `${nameOf(file)}.next`;
  const handle = openSync(next, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(mark));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(next, nameOf(file));
}

function nameOf(file: string): string {
  return `${file}.mark`;
}
