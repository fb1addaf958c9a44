/** Merkle trees: every leaf proves, nothing else does; checked against published RFC 9162 vectors when at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inclusionProof,
  leafHash,
  merkleRoot,
  sha256,
  verifyInclusion,
} from '../../chaincode/index.js';

const SHARED = process.env.GUANLIAN_SHARED ?? join(import.meta.dirname, '../../../shared');
const VECTORS = join(SHARED, 'vectors/rfc9162/inclusion');

const trees = fc
  .uniqueArray(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 40 })
  .chain((data) =>
    fc.tuple(fc.constant(data.map((text) => leafHash(text))), fc.nat(data.length - 1)),
  );

describe('roots', () => {
  it('of nothing, one, two and three leaves follow the RFC', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(leafHash) as [Buffer, Buffer, Buffer];
    const node = (left: Buffer, right: Buffer): Buffer => sha256(Uint8Array.of(1), left, right);
    expect(merkleRoot([])).toEqual(sha256());
    expect(merkleRoot([a])).toEqual(a);
    expect(merkleRoot([a, b])).toEqual(node(a, b));
    expect(merkleRoot([a, b, c])).toEqual(node(node(a, b), c));
  });

  it('equal the recursive definition for any number of leaves', () => {
    fc.assert(
      fc.property(trees, ([leaves]) => {
        expect(merkleRoot(leaves)).toEqual(byDefinition(leaves));
      }),
    );
  });

  it('change with the order and with each leaf', () => {
    const leaves = ['tea', 'silk', 'rice'].map(leafHash);
    expect(merkleRoot(leaves.toReversed())).not.toEqual(merkleRoot(leaves));
    expect(merkleRoot([...leaves, leafHash('rice')])).not.toEqual(merkleRoot(leaves));
  });
});

describe('inclusion', () => {
  it('is proved for every leaf, at its own place only', () => {
    fc.assert(
      fc.property(trees, ([leaves, index]) => {
        const claim = claimOf(leaves, index);
        expect(verifyInclusion(claim)).toBe(true);
        const places = leaves.map((_, at) => verifyInclusion({ ...claim, index: at }));
        expect(places.filter(Boolean)).toHaveLength(1);
      }),
    );
  });

  it('is proved for no other leaf and after no change of the proof', () => {
    fc.assert(
      fc.property(trees, fc.nat(255), ([leaves, index], bit) => {
        const claim = claimOf(leaves, index);
        expect(verifyInclusion({ ...claim, leaf: flipped(claim.leaf, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(claim.root, bit) })).toBe(false);
        claim.proof.forEach((hash, at) => {
          const proof = claim.proof.with(at, flipped(hash, bit));
          expect(verifyInclusion({ ...claim, proof })).toBe(false);
        });
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] })).toBe(false);
        if (claim.proof.length > 0)
          expect(verifyInclusion({ ...claim, proof: claim.proof.slice(0, -1) })).toBe(false);
      }),
    );
  });

  it('does not take a node for a leaf', () => {
    const leaves = ['a', 'b', 'c', 'd'].map(leafHash);
    const left = merkleRoot(leaves.slice(0, 2));
    const right = merkleRoot(leaves.slice(2));
    const root = merkleRoot(leaves);
    expect(leafHash(Buffer.concat([leaves[0] as Buffer, leaves[1] as Buffer]))).not.toEqual(left);
    // The two nodes below the root as a tree of four or of three leaves: too few hashes in the proof.
    for (const size of [3, 4]) {
      expect(verifyInclusion({ index: 0, size, leaf: left, proof: [right], root })).toBe(false);
    }
  });

  it.each([
    ['an index before the tree', { index: -1 }],
    ['an index after the tree', { index: 3 }],
    ['an index that is no integer', { index: 0.5 }],
    ['a size that is no number', { size: Number.NaN }],
    ['a short leaf', { leaf: Buffer.alloc(31) }],
    ['an empty root', { root: Buffer.alloc(0) }],
    ['a proof with an empty hash', { proof: [Buffer.alloc(0)] }],
  ])('is denied, without a throw, for %s', (_, change) => {
    const leaves = ['a', 'b', 'c'].map(leafHash);
    expect(verifyInclusion({ ...claimOf(leaves, 0), ...change })).toBe(false);
  });

  it('works past 32 bits of leaves', () => {
    // A lone last leaf of 2^40 + 1: its one sibling is the root of all the others.
    const [leaf, others] = [leafHash('last'), leafHash('others')];
    const root = sha256(Uint8Array.of(1), others, leaf);
    expect(
      verifyInclusion({ index: 2 ** 40, size: 2 ** 40 + 1, leaf, proof: [others], root }),
    ).toBe(true);
  });

  it('cannot be proved outside the tree', () => {
    for (const index of [-1, 2, 0.5]) {
      expect(() => inclusionProof(['a', 'b'].map(leafHash), index)).toThrow(RangeError);
    }
  });
});

if (!existsSync(VECTORS)) console.log(`skipped: no RFC 9162 vectors at ${VECTORS}`);

describe.skipIf(!existsSync(VECTORS))('published RFC 9162 vectors', () => {
  const files = existsSync(VECTORS)
    ? readdirSync(VECTORS, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.json'))
    : [];

  it('are all answered as expected', () => {
    expect(files.length).toBeGreaterThan(50);
    const wrong = files.filter((file) => {
      const vector = JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as Vector;
      return verifyInclusion(claimFrom(vector)) === vector.wantErr;
    });
    expect(wrong).toEqual([]);
  });
});

interface Vector {
  leafIdx: number;
  treeSize: number;
  root: string | null;
  leafHash: string | null;
  proof: string[] | null;
  wantErr: boolean;
}

interface Claim {
  index: number;
  size: number;
  leaf: Buffer;
  proof: Buffer[];
  root: Buffer;
}

function claimFrom({ leafIdx, treeSize, root, leafHash: leaf, proof }: Vector): Claim {
  const bytes = (text: string | null): Buffer => Buffer.from(text ?? '', 'base64');
  const hashes = (proof ?? []).map(bytes);
  return { index: leafIdx, size: treeSize, leaf: bytes(leaf), proof: hashes, root: bytes(root) };
}

function claimOf(leaves: Buffer[], index: number): Claim {
  const proof = inclusionProof(leaves, index);
  const leaf = leaves[index] as Buffer;
  return { index, size: leaves.length, leaf, proof, root: merkleRoot(leaves) };
}

function byDefinition(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] as Buffer;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  const [left, right] = [byDefinition(leaves.slice(0, k)), byDefinition(leaves.slice(k))];
  return sha256(Uint8Array.of(1), left, right);
}

function flipped(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}
