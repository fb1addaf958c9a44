/** The identity of a member's node as its configuration names it: file wallet, key file, or key in a PKCS#11 token. */
import { readFile, stat } from 'node:fs/promises';
import type { OrganisationIdentity } from '../../network/index.js';
import {
  certificateIdentity,
  fileSigner,
  loadFabric,
  pkcs11Signer,
  PlatformFault,
  readCertificate,
} from '../../network/index.js';
import type { IdentityConfig, Pkcs11Config } from './config.js';

export interface OpenedIdentity extends AsyncDisposable {
  readonly identity: OrganisationIdentity;
}

/**
 * Opens the identity. Throws PlatformFault of the way it is kept, SECRET_EXPOSED when other users of the machine can
 * read a key or PIN, or IDENTITY_ORGANISATION when it is another organisation's.
 */
export async function openMemberIdentity(
  config: IdentityConfig,
  mspId: string,
): Promise<OpenedIdentity> {
  const { wallet, certificate = '', key, pkcs11 } = config;
  if (wallet !== undefined) return fromWallet(wallet, mspId);
  if (pkcs11) return fromToken(pkcs11, certificate, mspId);
  await refuseExposed(key ?? '');
  const signer = await fileSigner(key ?? '');
  return held(await certificateIdentity({ mspId, certificatePath: certificate, signer }));
}

async function fromWallet(file: string, mspId: string): Promise<OpenedIdentity> {
  await refuseExposed(file);
  const { readWalletIdentity } = await loadFabric();
  const identity = await readWalletIdentity(file);
  if (identity.mspId === mspId) return held(identity);
  throw new PlatformFault(
    'IDENTITY_ORGANISATION',
    `${file} is an identity of ${identity.mspId}, the node is of ${mspId}; give one of the own organisation`,
  );
}

async function fromToken(
  config: Pkcs11Config,
  certificatePath: string,
  mspId: string,
): Promise<OpenedIdentity> {
  const { library, token, slot = 0, keyLabel, sessions } = config;
  const certificate = await readCertificate(certificatePath);
  const signer = await pkcs11Signer({
    ...{ library, keyLabel, publicKey: certificate.publicKey, pin: () => readPin(config) },
    token: token === undefined ? { slot } : { label: token },
    ...(sessions === undefined ? {} : { sessions }),
  });
  try {
    const identity = await certificateIdentity({ mspId, certificatePath, signer });
    return { identity, [Symbol.asyncDispose]: () => signer[Symbol.asyncDispose]() };
  } catch (cause) {
    await signer[Symbol.asyncDispose]();
    throw cause;
  }
}

/** The PIN, from where the configuration says; no message holds it. */
async function readPin({ pinFile, pinEnv = '' }: Pkcs11Config): Promise<string> {
  if (pinFile === undefined) {
    const pin = process.env[pinEnv];
    if (pin) return pin;
    throw new PlatformFault(
      'PKCS11_PIN',
      `the environment variable ${pinEnv} holds no PIN; set it`,
    );
  }
  await refuseExposed(pinFile);
  const pin = (await readFile(pinFile, 'utf8')).trim();
  if (pin !== '') return pin;
  throw new PlatformFault('PKCS11_PIN', `${pinFile} is empty; write the PIN into it`);
}

/** Throws PlatformFault SECRET_UNREADABLE or SECRET_EXPOSED. */
async function refuseExposed(file: string): Promise<void> {
  let mode: number;
  try {
    ({ mode } = await stat(file));
  } catch (cause) {
    throw new PlatformFault(
      'SECRET_UNREADABLE',
      `${file} cannot be read; correct the path, or give it to the user that the node runs as`,
      cause,
    );
  }
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new PlatformFault(
    'SECRET_EXPOSED',
    `${file} can be read by other users of this machine: run chmod 600 on it`,
  );
}

function held(identity: OrganisationIdentity): OpenedIdentity {
  return { identity, [Symbol.asyncDispose]: async () => undefined };
}
