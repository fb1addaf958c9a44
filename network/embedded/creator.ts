/** Whom a peer lets in: a certificate that is valid at the proposal's time, and the signature of its key. */
import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { verifyEs256 } from '../../chaincode/index.js';

/** A client's certificate, parsed once. */
export interface Creator {
  readonly certificatePem: string;
  /** SHA-256 of the certificate's DER, hex: how blocks refer to it. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  /** Validity, ms since the epoch. */
  readonly from: number;
  readonly until: number;
}

/** Throws when the text is no X.509 certificate. */
export function readCreator(certificatePem: string): Creator {
  const certificate = new X509Certificate(certificatePem);
  return {
    certificatePem,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    publicKey: certificate.publicKey,
    from: Date.parse(certificate.validFrom),
    until: Date.parse(certificate.validTo),
  };
}

/** What is wrong with a signed proposal's sender; undefined when nothing is. */
export function creatorDefect(
  creator: Creator,
  signed: { readonly bytes: Uint8Array; readonly signature: Uint8Array; readonly time: number },
): string | undefined {
  const { from, until, publicKey } = creator;
  if (signed.time < from || signed.time > until) {
    const [start, end] = [from, until].map((ms) => new Date(ms).toISOString());
    return `the client certificate is valid from ${start} to ${end} only`;
  }
  if (!verifyEs256(signed.bytes, signed.signature, publicKey)) {
    return 'the proposal is not signed with the key of its certificate';
  }
  return undefined;
}
