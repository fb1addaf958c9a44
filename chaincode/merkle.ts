/**
 * Merkle trees as RFC 9162 section 2.1 defines them: leaves hashed with 0x00, nodes with 0x01, so that
 * a node never passes for a leaf. Used for salted fields (chaincode) and certificate batches (anchors).
 */
import { sha256 } from './digest.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of a leaf's bytes. */
export function leafHash(data: string | Uint8Array): Buffer {
  return sha256(LEAF, data);
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(NODE, left, right);
}

/** Root over leaf hashes; of no leaves, SHA-256 of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256();
  let level = leaves as Buffer[];
  // Pairing level by level with a lone last node carried up gives the RFC's left-full tree.
  while (level.length > 1) level = pairUp(level);
  return Buffer.from(level[0] as Uint8Array);
}

function pairUp(level: readonly Buffer[]): Buffer[] {
  const next: Buffer[] = [];
  for (let i = 0; i + 1 < level.length; i += 2) {
    next.push(nodeHash(level[i] as Buffer, level[i + 1] as Buffer));
  }
  if (level.length % 2 === 1) next.push(level[level.length - 1] as Buffer);
  return next;
}

/** Inclusion proof of the leaf at `index`: sibling hashes from the leaf up. Throws RangeError outside the tree. */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`leaf ${index} is outside a tree of ${leaves.length}`);
  }
  const proof: Buffer[] = [];
  let level = leaves as Buffer[];
  let at = index;
  while (level.length > 1) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) proof.push(Buffer.from(sibling));
    level = pairUp(level);
    at >>= 1;
  }
  return proof;
}

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Checks an inclusion proof (RFC 9162 section 2.1.3.2); false for anything that does not fit, never throws. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { index, size, leaf, proof, root } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index)) return false;
  if (index < 0 || index >= size) return false;
  if ([leaf, ...proof].some((hash) => hash.length !== 32)) return false;
  const computed = climb(index, size - 1, leaf, proof);
  return computed !== undefined && Buffer.from(computed).equals(root);
}

/** The root that leaf and siblings lead to; undefined when the proof is too long or too short. */
function climb(
  index: number,
  last: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  let [fn, sn, hash] = [index, last, leaf];
  for (const sibling of proof) {
    if (sn === 0) return undefined;
    const isRight = fn % 2 === 1 || fn === sn;
    hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    // A lone last node was carried up without a sibling: skip those levels.
    while (isRight && fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 ? hash : undefined;
}

function half(n: number): number {
  return Math.floor(n / 2);
}
