/**
 * The identity with which an organisation's node signs transactions: its own authority, one client certificate.
 * Folder: `<dir>/<mspId>/ca.pem, ca-key.pem, <name>.pem, <name>-key.pem`; keys are readable by the owner only.
 */
import { createPublicKey } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMspId } from '../../chaincode/index.js';
import type { Clock } from '../clock.js';
import { PlatformFault } from '../fault.js';
import type { Signer } from '../signer.js';
import type { Authority, ClientRole } from './certificate-authority.js';
import { issueAuthority, issueClient } from './certificate-authority.js';
import { keySigner } from './file-signer.js';
import { openCertificate, openKey } from './pem-files.js';

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

/**
 * Opens the identity, making what is missing; the same key every time.
 * Throws PlatformFault IDENTITY_INVALID (bad names), IDENTITY_DAMAGED (a certificate without its key).
 */
export async function openIdentity(options: IdentityOptions): Promise<OrganisationIdentity> {
  const { dir, mspId, name } = options;
  if (!isMspId(mspId) || !NAME.test(name) || ['ca', 'tls-ca'].includes(name)) {
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

/** Opens an organisation's authority: `ca` for identities, `tls-ca` for its servers. */
export async function openAuthority(
  folder: string,
  mspId: string,
  now: number,
  name: 'ca' | 'tls-ca' = 'ca',
): Promise<Authority> {
  const privateKey = await openKey(folder, name);
  const certificatePem = await openCertificate({ folder, name, now }, () =>
    issueAuthority({ mspId, name, privateKey, now }),
  );
  return { certificatePem, privateKey };
}
