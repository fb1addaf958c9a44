/**
 * The `Signer` whose key is a PEM file (PKCS#8, EC P-256), for trials and for members without an HSM.
 * ES256 (RFC 7518); low-s as Fabric's own MSP demands (BCCSP refuses the other half of the curve).
 */
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { jwkThumbprint } from '../../chaincode/index.js';
import { PlatformFault } from '../fault.js';
import type { Signer } from '../signer.js';

/** Order of the P-256 group (FIPS 186-5). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_BYTES = 32;

/** Opens the key file; throws PlatformFault KEY_UNREADABLE when it is missing or no P-256 key. */
export async function fileSigner(pemPath: string): Promise<Signer> {
  return keySigner(await readKey(pemPath));
}

/** Signs with a private key held in this process. */
export function keySigner(privateKey: KeyObject): Signer {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    key: { kid: jwkThumbprint(jwk), alg: 'ES256', jwk },
    sign: async (bytes) =>
      lowS(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  };
}

async function readKey(pemPath: string): Promise<KeyObject> {
  try {
    const key = createPrivateKey(await readFile(pemPath));
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch (cause) {
    throw unreadable(pemPath, cause);
  }
  throw unreadable(pemPath);
}

function unreadable(pemPath: string, cause?: unknown): PlatformFault {
  return new PlatformFault(
    'KEY_UNREADABLE',
    `${pemPath} is no readable P-256 key in PKCS#8 PEM; restore it from the backup of this organisation`,
    cause,
  );
}

/** Of the two valid signatures r‖s and r‖(n-s), the one with the smaller s. */
export function lowS(signature: Buffer): Uint8Array {
  const s = BigInt(`0x${signature.subarray(HALF_BYTES).toString('hex')}`);
  if (s <= ORDER / 2n) return signature;
  const other = (ORDER - s).toString(16).padStart(2 * HALF_BYTES, '0');
  return Buffer.concat([signature.subarray(0, HALF_BYTES), Buffer.from(other, 'hex')]);
}
