/** Anchor batches (RFC 9162 trees over certificates) and the bundle file that carries a certificate with its proof. */
import type { Anchor } from '../../chaincode/index.js';
import {
  anchorPayload,
  detachedJws,
  inclusionProof,
  merkleRoot,
  signingInput,
} from '../../chaincode/index.js';
import type { Signer } from '../../network/index.js';

export interface BatchInput {
  readonly id: string;
  readonly issuer: string;
  readonly sequence: number;
  readonly previousRoot?: string;
  /** Hex. */
  readonly leaves: readonly string[];
  readonly createdAt: string;
}

/** The bundle: a certificate and the proof that a batch on the ledger holds it. */
export interface CertificateBundle {
  readonly jws: string;
  readonly inclusion: {
    readonly issuer: string;
    readonly sequence: number;
    readonly index: number;
    readonly size: number;
    /** Base64url hashes from the leaf up. */
    readonly proof: readonly string[];
  };
}

/** Builds and signs the anchor of a batch. */
export async function buildAnchor(input: BatchInput, signer: Signer): Promise<Anchor> {
  const { id, issuer, sequence, previousRoot, createdAt, leaves } = input;
  const unsigned = {
    ...{ id, issuer, sequence, size: leaves.length, createdAt, hashAlgorithm: 'sha-256' as const },
    root: merkleRoot(leaves.map(fromHex)).toString('hex'),
    ...(previousRoot === undefined ? {} : { previousRoot }),
  };
  const { kid } = signer.key;
  const signature = detachedJws(kid, await signer.sign(signingInput(kid, anchorPayload(unsigned))));
  return { ...unsigned, signature };
}

/** The bundle of one certificate of a batch, JSON text. */
export function bundleText(
  jws: string,
  anchor: Pick<Anchor, 'issuer' | 'sequence' | 'size'>,
  leaves: readonly string[],
  index: number,
): string {
  const { issuer, sequence, size } = anchor;
  const proof = inclusionProof(leaves.map(fromHex), index).map((hash) =>
    hash.toString('base64url'),
  );
  const bundle: CertificateBundle = { jws, inclusion: { issuer, sequence, index, size, proof } };
  return JSON.stringify(bundle);
}

function fromHex(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}
