/**
 * Which ledger a data folder belongs to. What the nodes keep (payloads, salts, cursors) means something on one ledger
 * only, so a folder that was used with one is never opened on another.
 */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PlatformFault } from '../network/index.js';

const MARK = z.strictObject({
  kind: z.enum(['embedded', 'fabric']),
  channel: z.string().min(1),
  /** Hash of the first block's header, hex: no two ledgers have the same. */
  firstBlock: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LedgerMark = z.infer<typeof MARK>;

/** What is known of a ledger before it is used; an embedded one that is new has no block yet. */
export type OpenedLedger = Omit<LedgerMark, 'firstBlock'> & { readonly firstBlock?: string };

const FILE = 'ledger.json';
const NAMES = { embedded: 'an embedded ledger', fabric: 'a Fabric network' } as const;
const SHOWN_DIGITS = 12;

/** Throws PlatformFault DATA_FOLDER_LEDGER before a ledger of another kind is opened, and makes files, in the folder. */
export async function refuseOtherKind(dir: string, kind: LedgerMark['kind']): Promise<void> {
  const known = await readMark(dir);
  if (known) {
    if (known.kind !== kind) throw otherLedger(dir, describe(known), NAMES[kind]);
    return;
  }
  // Folders of before this file existed are all of the embedded ledger.
  if (kind === 'fabric' && existsSync(join(dir, 'ledger'))) {
    throw otherLedger(dir, NAMES.embedded, NAMES.fabric);
  }
}

/** Throws PlatformFault DATA_FOLDER_LEDGER when the folder belongs to another ledger than the opened one. */
export async function refuseOtherLedger(dir: string, opened: OpenedLedger): Promise<void> {
  const known = await readMark(dir);
  if (known === undefined) return;
  const isSame =
    known.kind === opened.kind &&
    known.channel === opened.channel &&
    known.firstBlock === opened.firstBlock;
  if (!isSame) throw otherLedger(dir, describe(known), describe(opened));
}

/** Keeps the mark of the ledger that the folder is used with from now on. */
export async function rememberLedger(dir: string, mark: LedgerMark): Promise<void> {
  const file = join(dir, FILE);
  if (existsSync(file)) return;
  await writeFile(`${file}.new`, `${JSON.stringify(mark)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function readMark(dir: string): Promise<LedgerMark | undefined> {
  const file = join(dir, FILE);
  if (!existsSync(file)) return undefined;
  try {
    return MARK.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new PlatformFault(
      'DATA_FOLDER_DAMAGED',
      `${file} is unreadable; restore a backup with "guanlian restore", or move the folder away`,
      cause,
    );
  }
}

function otherLedger(dir: string, known: string, opened: string): PlatformFault {
  return new PlatformFault(
    'DATA_FOLDER_LEDGER',
    `${dir} belongs to ${known}, this is ${opened}; choose another folder with --data, or start with the ledger it belongs to`,
  );
}

function describe({ kind, channel, firstBlock }: OpenedLedger): string {
  const hash = firstBlock === undefined ? 'still empty' : firstBlock.slice(0, SHOWN_DIGITS);
  return `${NAMES[kind]}, channel ${channel} (first block ${hash})`;
}
