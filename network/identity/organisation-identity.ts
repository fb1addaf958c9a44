/**
 * The identity with which an organisation's node signs transactions: its own authority, one client certificate.
 * Folder: `<dir>/<mspId>/ca.pem, ca-key.pem, <name>.pem, <name>-key.pem`; keys are readable by the owner only.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMspId } from '../../chaincode/index.js';
import type { Clock } from '../clock.js';
import { PlatformFault } from '../fault.js';
import type { Signer } from '../signer.js';
import type { Authority, ClientRole } from './certificate-authority.js';
import { certificateExpiry, issueAuthority, issueClient } from './certificate-authority.js';
import { keySigner } from './file-signer.js';

export interface OrganisationIdentity {
  readonly mspId: string;
  readonly certificatePem: string;
  readonly signer: Signer;
}

export interface IdentityOptions {
  readonly dir: string;
  readonly mspId: string;
  /** Name of the client, e.g. `node`; becomes the certificate's CN. */
  readonly name: string;
  readonly clock: Clock;
  /** Node OU; `client` when absent. Counts when the certificate is issued. */
  readonly role?: ClientRole;
  /** Attributes for access rules in contracts. Count when the certificate is issued. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const OWNER_ONLY = 0o600;
/** Certificates are issued anew, for the same key, when less than this is left. */
const RENEW_MS = 30 * 86_400_000;

/**
 * Opens the identity, making what is missing; the same key every time.
 * Throws PlatformFault IDENTITY_INVALID (bad names), IDENTITY_DAMAGED (a certificate without its key).
 */
export async function openIdentity(options: IdentityOptions): Promise<OrganisationIdentity> {
  const { dir, mspId, name } = options;
  if (!isMspId(mspId) || !NAME.test(name) || name === 'ca') {
    throw new PlatformFault(
      'IDENTITY_INVALID',
      'mspId and name must be plain names of letters, digits, dots and dashes',
    );
  }
  const folder = join(dir, mspId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const now = options.clock.now();
  const authority = await openAuthority(folder, mspId, now);
  const privateKey = await openKey(folder, name);
  const certificatePem = await openCertificate({ folder, name, now }, () =>
    issueClient(authority, {
      ...{ mspId, name, now },
      role: options.role ?? 'client',
      attributes: options.attributes ?? {},
      publicKey: createPublicKey(privateKey),
    }),
  );
  return { mspId, certificatePem, signer: keySigner(privateKey) };
}

async function openAuthority(folder: string, mspId: string, now: number): Promise<Authority> {
  const privateKey = await openKey(folder, 'ca');
  const certificatePem = await openCertificate({ folder, name: 'ca', now }, () =>
    issueAuthority(mspId, privateKey, now),
  );
  return { certificatePem, privateKey };
}

async function openKey(folder: string, name: string): Promise<KeyObject> {
  const path = join(folder, `${name}-key.pem`);
  const known = await readIfThere(path);
  if (known !== undefined) return parseKey(path, known);
  if ((await readIfThere(join(folder, `${name}.pem`))) !== undefined) throw damaged(path);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeWhole(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return privateKey;
}

async function openCertificate(
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

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Whole or not at all: a crash never leaves half a key. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: OWNER_ONLY });
  await rename(`${path}.new`, path);
}
