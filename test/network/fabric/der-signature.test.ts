/** DER signatures made of r‖s verify as the ones that OpenSSL makes, and keep a low s low. */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derSignature } from '../../../network/fabric/der-signature.js';
import { keySigner } from '../../../network/identity/file-signer.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

test('a converted signature verifies', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (message) => {
      const plain = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return verify('sha256', message, publicKey, derSignature(plain));
    }),
  );
});

test('what our signer makes has a low s, as Fabric demands', async () => {
  const signer = keySigner(privateKey);
  for (let i = 0; i < 50; i += 1) {
    const signature = await signer.sign(Buffer.from(`message ${i}`));
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
    expect(s <= HALF_ORDER).toBe(true);
    expect(verify('sha256', Buffer.from(`message ${i}`), publicKey, derSignature(signature))).toBe(
      true,
    );
  }
});

test.each([
  [
    'small numbers without leading zeros',
    `${'00'.repeat(31)}01${'00'.repeat(31)}7f`,
    '300602010102017f',
  ],
  [
    'a sign byte where the first bit is set',
    `${'00'.repeat(31)}80${'00'.repeat(31)}ff`,
    '3008020200800202' + '00ff',
  ],
  ['zero', '00'.repeat(64), '3006020100020100'],
])('writes %s', (_, plain, der) => {
  expect(derSignature(Buffer.from(plain, 'hex')).toString('hex')).toBe(der);
});

test('refuses what is no ES256 signature', () => {
  expect(() => derSignature(Buffer.alloc(63))).toThrow(RangeError);
});
