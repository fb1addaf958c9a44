/**
 * W3C vc-jose-cose vectors, JOSE part. Our profile is narrower than the specification, and the table says where:
 * ES256 only (EdDSA, ES384, ES512 refused), credentials only (no presentations), no SD-JWT, no COSE.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { publicKeyOf } from '../../chaincode/index.js';
import { isSignedBy, parseCompact } from '../../gateway/certification/compact-jws.js';

const FOLDER = join(
  process.env['GUANLIAN_SHARED'] ?? join(import.meta.dirname, '../../../shared'),
  'vectors/vc-jose-cose',
);
const there = existsSync(FOLDER);
if (!there) console.log(`skipped: no VC-JOSE-COSE vectors in ${FOLDER}`);

const text = (name: string): string => readFileSync(join(FOLDER, name), 'utf8').trim();
const key = (name: string): Record<string, string> =>
  (JSON.parse(text(name)) as { publicKeyJwk: Record<string, string> }).publicKeyJwk;

const NOT_ES256 = 'the algorithm is not ES256';

/** What our strict reader says, and whether jose (any algorithm) finds the signature good. */
const CASES: readonly (readonly [string, string, string, boolean])[] = [
  ['credential-jose-minimal.txt', 'vm-p256.json', 'signed', true],
  ['credential-issuer-match-signed.txt', 'vm-ed25519.json', NOT_ES256, true],
  ['credential-jose-unknown-extensions.txt', 'vm-p521.json', NOT_ES256, true],
  ['credential-jose-bad-signature.txt', 'vm-ed25519.json', NOT_ES256, false],
  ['credential-jose-bad-media-type.txt', 'vm-ed25519.json', NOT_ES256, true],
  ['credential-jose-vc-vp-claims.txt', 'vm-ed25519.json', NOT_ES256, true],
  ['presentation-jose-multiple.txt', 'vm-p384.json', NOT_ES256, true],
  ['presentation-jose-bad-credential.txt', 'vm-ed25519.json', NOT_ES256, true],
  ['presentation-jose-bad-media-type.txt', 'vm-ed25519.json', NOT_ES256, true],
];

function read(token: string, jwk: Record<string, string>): string {
  try {
    return isSignedBy(parseCompact(token), publicKeyOf(jwk)) ? 'signed' : 'not signed';
  } catch (cause) {
    return (cause as Error).message;
  }
}

describe.skipIf(!there)('VC-JOSE-COSE', () => {
  test.each(CASES)('%s with %s: %s', async (file, keyFile, expected, isGood) => {
    const token = text(file);
    const jwk = key(keyFile);
    expect(read(token, jwk)).toBe(expected);
    const verified = await compactVerify(token, await importJWK(jwk)).then(
      () => true,
      () => false,
    );
    expect(verified).toBe(isGood);
  });

  test('the ES256 token carries the media types that we ask for', () => {
    expect(parseCompact(text('credential-jose-minimal.txt')).header).toMatchObject({
      ...{ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid: key('vm-p256.json')['kid'] },
    });
  });

  test('SD-JWT and COSE files are no certificates: every one is refused', () => {
    const others = readdirSync(FOLDER).filter((name) => /(sdjwt|cose)-.*\.txt$/.test(name));
    const tokens = others.filter((name) => !name.includes('-jose-'));
    for (const name of tokens) {
      expect(read(text(name), key('vm-p256.json')), name).not.toBe('signed');
    }
    expect(tokens.length).toBe(14);
  });

  test('the table names every JOSE file', () => {
    const jose = readdirSync(FOLDER).filter((name) => /-jose-.*\.txt$|match-signed/.test(name));
    expect(CASES.map(([name]) => name).sort()).toEqual(jose.sort());
  });
});
