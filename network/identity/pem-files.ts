/** Keys and certificates of an organisation as PEM files: made when missing, renewed for the same key, never half written. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformFault } from '../fault.js';
import { certificateExpiry } from './certificate-authority.js';

const OWNER_ONLY = 0o600;
/** Certificates are issued anew, for the same key, when less than this is left. */
const RENEW_MS = 30 * 86_400_000;

/** Opens `<folder>/<name>-key.pem`, making it when missing. Throws PlatformFault IDENTITY_DAMAGED. */
export async function openKey(folder: string, name: string): Promise<KeyObject> {
  const path = join(folder, `${name}-key.pem`);
  const known = await readIfThere(path);
  if (known !== undefined) return parseKey(path, known);
  if ((await readIfThere(join(folder, `${name}.pem`))) !== undefined) throw damaged(path);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeWhole(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return privateKey;
}

/** Opens `<folder>/<name>.pem`, issuing it when missing or near its end. `now` in ms since the epoch. */
export async function openCertificate(
  place: { readonly folder: string; readonly name: string; readonly now: number },
  issue: () => Promise<string>,
): Promise<string> {
  const path = join(place.folder, `${place.name}.pem`);
  const known = await readIfThere(path);
  if (known !== undefined && Date.parse(certificateExpiry(known)) - place.now > RENEW_MS) {
    return known;
  }
  const pem = await issue();
  await writeWhole(path, pem);
  return pem;
}

/** Text of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Whole or not at all: a crash never leaves half a file. Readable by the owner only. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: OWNER_ONLY });
  await rename(`${path}.new`, path);
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function damaged(path: string, cause?: unknown): PlatformFault {
  return new PlatformFault(
    'IDENTITY_DAMAGED',
    `${path} is missing or unreadable while its certificate exists; restore it from a backup, or move the folder away and have the new keys admitted`,
    cause,
  );
}
