/** Opens a ledger's folder: checks format, channel and the newest block before anything is built on them. */
import { blockAddress, CHANNEL, HEAD, ORGANISATIONS, SCHEMA } from './addresses.js';
import type { Head } from './block.js';
import { blockDefect, NO_BLOCKS, readHeader } from './block.js';
import { PlatformFault } from '../fault.js';
import { damagedFault, versionFault } from './ledger-fault.js';
import { StateStore } from './state-store.js';

const FORMAT = '1';
/** LevelDB passes over damaged log records in silence; its logs (two of 4 MB at most) hold no more blocks than these. */
const LOGGED_BYTES = 12 * 1024 * 1024;

export interface LedgerFolder {
  readonly store: StateStore;
  readonly head: Head;
  readonly organisations: readonly string[];
}

/**
 * Opens or creates. Throws PlatformFault LEDGER_BUSY, LEDGER_DAMAGED, LEDGER_VERSION, LEDGER_CHANNEL, DISK_FULL.
 * A purge that a crash kept from reaching the files is finished first.
 */
export async function openFolder(
  dir: string,
  channel: string,
  organisations: readonly string[],
): Promise<LedgerFolder> {
  const store = await StateStore.open(dir);
  try {
    checkLabels(store, dir, channel);
    const head = readHead(store, dir);
    const known = JSON.parse(text(store, ORGANISATIONS) ?? '[]') as string[];
    const all = [...new Set([...known, ...organisations])].sort();
    await store.write([
      { key: SCHEMA, value: Buffer.from(FORMAT) },
      { key: CHANNEL, value: Buffer.from(channel) },
      { key: ORGANISATIONS, value: Buffer.from(JSON.stringify(all)) },
    ]);
    if (await store.isPurgePending()) await store.compact();
    return { store, head, organisations: all };
  } catch (cause) {
    await store.close();
    throw cause instanceof PlatformFault ? cause : damagedFault(dir, 'it cannot be read', cause);
  }
}

function checkLabels(store: StateStore, dir: string, channel: string): void {
  const format = text(store, SCHEMA);
  if (format !== undefined && format !== FORMAT) throw versionFault(dir, format, FORMAT);
  const found = text(store, CHANNEL);
  if (found === undefined || found === channel) return;
  throw new PlatformFault(
    'LEDGER_CHANNEL',
    `the ledger in ${dir} is of channel ${found}, not ${channel}; correct the channel's name, or choose another folder`,
  );
}

function readHead(store: StateStore, dir: string): Head {
  const stored = text(store, HEAD);
  if (stored === undefined) return NO_BLOCKS;
  const head = JSON.parse(stored) as Head;
  const number = head.height - 1;
  const bytes = store.latest.get(blockAddress(number));
  if (bytes === undefined) throw damagedFault(dir, `block ${number} is missing`);
  const { hash, previousHash } = readHeader(bytes);
  const defect = blockDefect({ height: number, hash: previousHash }, bytes);
  if (defect !== undefined) throw damagedFault(dir, `block ${number} is not whole: ${defect}`);
  if (hash !== head.hash) throw damagedFault(dir, `block ${number} is not the newest one`);
  checkNewestLinks(store, dir, head);
  return head;
}

/** A block is one batch: where a block is missing, its state is missing too. */
function checkNewestLinks(store: StateStore, dir: string, { height, hash }: Head): void {
  let expected = hash;
  let seen = 0;
  for (let number = height - 1; number >= 0 && seen < LOGGED_BYTES; number -= 1) {
    const bytes = store.latest.get(blockAddress(number));
    if (bytes === undefined) throw damagedFault(dir, `block ${number} is missing`);
    const header = readHeader(bytes);
    if (header.hash !== expected) throw damagedFault(dir, `block ${number} is not in its chain`);
    expected = header.previousHash;
    seen += bytes.byteLength;
  }
}

function text(store: StateStore, key: string): string | undefined {
  const bytes = store.latest.get(key);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}
