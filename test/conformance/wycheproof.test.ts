import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publicKeyOf, verifyEs256 } from '../../chaincode/index.js';
import { isSignedBy, parseCompact } from '../../gateway/certification/compact-jws.js';

const FOLDER = join(
  process.env['GUANLIAN_SHARED'] ?? join(import.meta.dirname, '../../../shared'),
  'vectors/wycheproof',
);
const there = existsSync(FOLDER);
if (!there) console.log(`skipped: no Wycheproof vectors in ${FOLDER}`);

interface Vectors<G> {
  readonly testGroups: readonly G[];
}

function read<G>(name: string): readonly G[] {
  return (JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Vectors<G>).testGroups;
}

describe.skipIf(!there)('Wycheproof', () => {
  test('ECDSA P-256 in r‖s form: every verdict is the expected one', () => {
    interface Group {
      readonly publicKeyPem: string;
      readonly tests: readonly {
        readonly tcId: number;
        readonly msg: string;
        readonly sig: string;
        readonly result: string;
      }[];
    }
    const wrong: number[] = [];
    let count = 0;
    for (const group of read<Group>('ecdsa_secp256r1_sha256_p1363_test.json')) {
      const key = createPublicKey(group.publicKeyPem);
      for (const { tcId, msg, sig, result } of group.tests) {
        count += 1;
        const accepted = verifyEs256(Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex'), key);
        if (accepted !== (result === 'valid')) wrong.push(tcId);
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBe(262);
  });

  test('JSON Web Signatures: nothing that is invalid is accepted', () => {
    interface Group {
      readonly public?: { readonly kty?: string; readonly crv?: string };
      readonly tests: readonly {
        readonly tcId: number;
        readonly jws: string;
        readonly result: string;
      }[];
    }
    // 367 and 370 are byte-identical to a valid token; the vectors call them invalid for a label on the key.
    const known = new Set([367, 370]);
    const accepted: number[] = [];
    let count = 0;
    for (const group of read<Group>('json_web_signature_test.json')) {
      for (const { tcId, jws, result } of group.tests) {
        count += 1;
        if (result !== 'valid' && accepts(jws, group.public) && !known.has(tcId))
          accepted.push(tcId);
      }
    }
    expect(accepted).toEqual([]);
    expect(count).toBe(401);
  });
});

/** Whether our strict reading takes the token with the key; keys that are not P-256 are never taken. */
function accepts(jws: string, key: { readonly kty?: string } | undefined): boolean {
  try {
    return isSignedBy(parseCompact(jws), publicKeyOf((key ?? {}) as never));
  } catch {
    // Refused by the reader: the answer wanted.
    return false;
  }
}
