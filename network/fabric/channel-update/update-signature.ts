/**
 * An administrator's signature on a configuration update (common.ConfigSignature): certificate and nonce, and ECDSA over
 * both and the update. It is made without a network, and checked as ordering nodes check it.
 */
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import type { OrganisationIdentity } from '../../identity/organisation-identity.js';
import { derSignature } from '../der-signature.js';
import type { ConfigGroup } from './config-tree.js';
import { readMember } from './member-group.js';
import type { PrincipalRole } from './policy.js';
import { decodeStrictly, protos } from './protos.js';
import { isLowS } from './low-s.js';

/** Whose signature it is, and whether it counts. */
export interface CheckedSignature {
  readonly mspId: string;
  /** Subject of the certificate. */
  readonly subject: string;
  readonly roles: readonly PrincipalRole[];
  /** SHA-256 of the certificate, hex. */
  readonly certificate: string;
  /** Why it does not count; absent when it does. */
  readonly problem?: string;
}

const NONCE_BYTES = 24;

/** Signs the update; the encoded ConfigSignature. */
export async function signUpdate(
  { mspId, certificatePem, signer }: OrganisationIdentity,
  update: Uint8Array,
): Promise<Uint8Array> {
  const header = signatureHeader(mspId, certificatePem);
  const signature = new (protos().common.ConfigSignature)();
  signature.setSignatureHeader(header);
  signature.setSignature(derSignature(await signer.sign(Buffer.concat([header, update]))));
  return signature.serializeBinary();
}

/** A signature header (creator and nonce), encoded. */
export function signatureHeader(mspId: string, certificatePem: string): Uint8Array {
  const { common, msp } = protos();
  const creator = new msp.SerializedIdentity();
  creator.setMspid(mspId);
  creator.setIdBytes(Buffer.from(certificatePem));
  const header = new common.SignatureHeader();
  header.setCreator(creator.serializeBinary());
  header.setNonce(randomBytes(NONCE_BYTES));
  return header.serializeBinary();
}

/** Checks an encoded signature against the organisations of the configuration; `now` in ms since the epoch. */
export function checkSignature(
  root: ConfigGroup,
  update: Uint8Array,
  encoded: Uint8Array,
  now: number,
): CheckedSignature {
  const { common, msp } = protos();
  const what = 'a signature';
  const message = decodeStrictly(common.ConfigSignature, encoded, what);
  const headerBytes = message.getSignatureHeader_asU8();
  const header = decodeStrictly(common.SignatureHeader, headerBytes, what);
  const creator = decodeStrictly(msp.SerializedIdentity, header.getCreator_asU8(), what);
  const mspId = creator.getMspid();
  const pem = Buffer.from(creator.getIdBytes_asU8());
  const certificate = certificateOf(pem);
  if (!certificate) {
    return {
      mspId,
      subject: '',
      roles: [],
      certificate: '',
      problem: 'its certificate cannot be read',
    };
  }
  const signed = {
    bytes: Buffer.concat([headerBytes, update]),
    signature: message.getSignature_asU8(),
  };
  const problem = trouble(root, mspId, certificate, now) ?? falseSignature(certificate, signed);
  return {
    ...{ mspId, subject: certificate.subject.replaceAll('\n', ', '), roles: rolesOf(certificate) },
    certificate: createHash('sha256').update(certificate.raw).digest('hex'),
    ...(problem === undefined ? {} : { problem }),
  };
}

function trouble(
  root: ConfigGroup,
  mspId: string,
  certificate: X509Certificate,
  now: number,
): string | undefined {
  const group = organisationGroup(root, mspId);
  if (!group) return 'its organisation is not in the channel';
  const { rootCas, intermediateCas } = readMember(mspId, group);
  if (!chains(certificate, rootCas, intermediateCas)) {
    return `its certificate was not issued by an authority of ${mspId}`;
  }
  if (now < Date.parse(certificate.validFrom)) return 'its certificate is not valid yet';
  if (now > Date.parse(certificate.validTo)) return 'its certificate has expired';
  return undefined;
}

function falseSignature(
  certificate: X509Certificate,
  { bytes, signature }: { readonly bytes: Uint8Array; readonly signature: Uint8Array },
): string | undefined {
  if (!verify('sha256', bytes, certificate.publicKey, signature)) {
    return 'it is not a signature on this update';
  }
  if (certificate.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return undefined;
  return isLowS(signature) ? undefined : 'its S is in the upper half, which Fabric refuses';
}

/** An organisation's group wherever the channel has one: among members or among those who order. */
function organisationGroup(root: ConfigGroup, mspId: string): ConfigGroup | undefined {
  return [...root.groups.values()]
    .map((section) => section.groups.get(mspId))
    .find((group) => group !== undefined);
}

/** Node OUs: the units of the subject are the roles. Whoever is issued by an authority is a member. */
function rolesOf({ subject }: X509Certificate): PrincipalRole[] {
  const units = [...subject.matchAll(/^OU=(.+)$/gm)].map(([, unit]) => unit);
  const roles = (['admin', 'client', 'peer', 'orderer'] as const).filter((role) =>
    units.includes(role),
  );
  return ['member', ...roles];
}

function chains(
  certificate: X509Certificate,
  roots: readonly X509Certificate[],
  intermediates: readonly X509Certificate[],
  depth = 0,
): boolean {
  if (depth > intermediates.length) return false;
  const isIssuer = (ca: X509Certificate): boolean =>
    certificate.checkIssued(ca) && certificate.verify(ca.publicKey);
  if (roots.some(isIssuer)) return true;
  return intermediates.filter(isIssuer).some((ca) => chains(ca, roots, intermediates, depth + 1));
}

function certificateOf(pem: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // Not a certificate: the signature is shown as one that does not count.
    return undefined;
  }
}
