/**
 * The `Signer` port: signs bytes with an organisation's key, wherever the key lives (file, PKCS#11, remote).
 * ES256 only (RFC 7518): the signature is the 64-byte r‖s form, low-s.
 */
import type { JsonWebKey } from 'node:crypto';

/** The public half as it is published: `kid` is the RFC 7638 thumbprint. */
export interface PublicKey {
  readonly kid: string;
  readonly alg: 'ES256';
  readonly jwk: JsonWebKey;
}

export interface Signer {
  readonly key: PublicKey;
  /** Signs the bytes as given (hashing with SHA-256 inside); 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
