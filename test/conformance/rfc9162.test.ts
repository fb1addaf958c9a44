/** Inclusion proofs of transparency-dev/merkle against our RFC 9162 verifier. Consistency proofs are not used here: batches chain by root. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyInclusion } from '../../chaincode/index.js';

const FOLDER = join(
  process.env['GUANLIAN_SHARED'] ?? join(import.meta.dirname, '../../../shared'),
  'vectors/rfc9162/inclusion',
);
const there = existsSync(FOLDER);
if (!there) console.log(`skipped: no RFC 9162 vectors in ${FOLDER}`);

interface Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

const jsonFiles = (): string[] =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.json'));

const bytes = (text: string | null): Buffer => Buffer.from(text ?? '', 'base64');

describe.skipIf(!there)('RFC 9162', () => {
  test('inclusion proofs: every verdict is the expected one', () => {
    const wrong: string[] = [];
    const seen = { taken: 0, refused: 0 };
    for (const file of jsonFiles()) {
      const vector = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Vector;
      const accepted = verifyInclusion({
        ...{ index: vector.leafIdx, size: vector.treeSize, leaf: bytes(vector.leafHash) },
        ...{ root: bytes(vector.root), proof: (vector.proof ?? []).map(bytes) },
      });
      if (accepted === vector.wantErr) wrong.push(file);
      seen[accepted ? 'taken' : 'refused'] += 1;
    }
    expect(wrong).toEqual([]);
    expect(seen.taken + seen.refused).toBe(98);
    expect(seen.taken).toBeGreaterThan(0);
  });
});
