/** Issues a certificate: credential → canonical bytes → compact JWS `vc+jwt`. */
import { randomUUID } from 'node:crypto';
import { canonicalize, leafHash, sha256, sha256Hex } from '../../chaincode/index.js';
import type { Signer } from '../../network/index.js';
import { signCompact } from './compact-jws.js';
import type { CredentialInput } from './credential.js';
import { buildCredential } from './credential.js';

/** Media types of VC-JOSE-COSE section 3.1.1. */
export const VC_JWT = { typ: 'vc+jwt', cty: 'vc' } as const;

export interface IssuedCertificate {
  readonly id: string;
  readonly jws: string;
  /** SHA-256 of the random id, hex: the certificate's name on the ledger. */
  readonly idHash: string;
  /** Leaf of the anchor batch, hex. */
  readonly leaf: string;
}

/** Signs a certificate with a new random id. */
export async function issueCertificate(
  input: Omit<CredentialInput, 'id'>,
  signer: Signer,
): Promise<IssuedCertificate> {
  const id = `urn:uuid:${randomUUID()}`;
  const payload = Buffer.from(canonicalize(buildCredential({ ...input, id })));
  const jws = await signCompact(signer, VC_JWT, payload);
  return { id, jws, idHash: sha256Hex(id), leaf: certificateLeaf(payload).toString('hex') };
}

/** The leaf of a certificate in a batch: hash of the hash of its payload bytes. */
export function certificateLeaf(payload: Uint8Array): Buffer {
  return leafHash(sha256(payload));
}
