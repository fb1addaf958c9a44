/**
 * The identity of a member who brings a certificate of the own authority and a signer for its key,
 * wherever the key is kept. Nothing is made here: what does not fit is refused.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { jwkThumbprint } from '../../chaincode/index.js';
import { PlatformFault } from '../fault.js';
import type { Signer } from '../signer.js';
import type { OrganisationIdentity } from './organisation-identity.js';

export interface CertificateIdentityOptions {
  readonly mspId: string;
  /** The certificate, PEM; the first one of a chain. */
  readonly certificatePath: string;
  readonly signer: Signer;
}

/** Reads a certificate; throws PlatformFault CERTIFICATE_UNREADABLE. */
export async function readCertificate(path: string): Promise<X509Certificate> {
  try {
    return new X509Certificate(await readFile(path));
  } catch (cause) {
    throw new PlatformFault(
      'CERTIFICATE_UNREADABLE',
      `${path} is no readable certificate in PEM; give the one that the organisation's authority issued`,
      cause,
    );
  }
}

/** The identity; throws PlatformFault CERTIFICATE_UNREADABLE, or KEY_MISMATCH when the signer has another key. */
export async function certificateIdentity({
  mspId,
  certificatePath,
  signer,
}: CertificateIdentityOptions): Promise<OrganisationIdentity> {
  const certificate = await readCertificate(certificatePath);
  const jwk = certificate.publicKey.export({ format: 'jwk' });
  if (jwk.crv !== 'P-256' || jwkThumbprint(jwk) !== signer.key.kid) {
    throw new PlatformFault(
      'KEY_MISMATCH',
      `the certificate ${certificatePath} is not of the key that signs; give the certificate and the key of one enrolment`,
    );
  }
  return { mspId, certificatePem: certificate.toString(), signer };
}
