import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  allocateIndex,
  buildTrustList,
  parseTrustList,
  TrustListInvalid,
  verifyCertificate,
} from '../../../gateway/certification/index.js';
import type { IssuedCertificate } from '../../../gateway/certification/index.js';
import {
  decodeList,
  encodeList,
  isSet,
  STATUS_LIST_ENTRIES,
  statusListEntries,
} from '../../../gateway/certification/status-list.js';
import { HOUR, NOW, TestIssuer, worldOf } from './issuer.js';
import type { World } from './issuer.js';

describe('a trust list', () => {
  const issuer = new TestIssuer('IssuerMSP');
  const forger = new TestIssuer('ForgerMSP');
  let certificate: IssuedCertificate;
  let world: World;

  beforeAll(async () => {
    certificate = await issuer.issue();
    world = await worldOf(issuer, [certificate]);
  });

  test('is pinned to the key that signed it', () => {
    const pin = issuer.signer.key.kid;
    expect(parseTrustList(world.text, { pin }).signerKid).toBe(pin);
    expect(() => parseTrustList(world.text, { pin: forger.signer.key.kid })).toThrow(
      TrustListInvalid,
    );
  });

  test.each([
    ['text', 'nonsense'],
    ['nothing', ''],
    ['a certificate', 'certificate'],
  ])('%s is no trust list', (_name, text) => {
    expect(() => parseTrustList(text === 'certificate' ? certificate.jws : text)).toThrow(
      TrustListInvalid,
    );
  });

  test('a changed byte is noticed', () => {
    const [head, body, signature] = world.text.split('.') as [string, string, string];
    const changed = Buffer.from(body, 'base64url').toString().replace('XA', 'XB');
    expect(() =>
      parseTrustList([head, Buffer.from(changed).toString('base64url'), signature].join('.')),
    ).toThrow(/not signed/);
  });

  test('ends: then nothing is called valid', async () => {
    const short = await worldOf(issuer, [certificate], { validForMs: HOUR });
    const late = verifyCertificate(short.bundles[0]!, short.trust, { now: NOW + 2 * HOUR });
    expect(late).toMatchObject({ outcome: 'CANNOT_CHECK', code: 'TRUST_LIST_EXPIRED' });
  });

  test('leaves out anchors and status lists that their issuer did not sign, and says so', async () => {
    const anchor = world.trust.anchors.get('IssuerMSP')!.newest()!;
    const foreign = await worldOf(forger, [certificate], { revoked: [77] });
    const text = await buildTrustList(
      {
        ...{ publisher: 'IssuerMSP', now: NOW, validForMs: HOUR },
        organisations: [issuer.organisation(), forger.organisation()],
        anchors: [{ ...anchor, root: 'ab'.repeat(32) }],
        statusLists: [
          { issuer: 'IssuerMSP', purpose: 'revocation', jws: certificate.jws, publishedAt: '' },
        ],
      },
      issuer.signer,
    );
    const list = parseTrustList(text);
    expect(list.problems).toHaveLength(1);
    expect(list.anchors.get('IssuerMSP')?.at(1)).toBeUndefined();
    expect(list.anchors.get('IssuerMSP')?.newest()).toBeUndefined();
    expect(list.statusLists.size).toBe(0);
    expect(foreign.trust.statusLists.size).toBe(2);
  });
});

describe('a status list', () => {
  test('keeps each bit, most significant first', () => {
    const set = [0, 7, 8, 131_071];
    const bits = decodeList(encodeList(set));
    expect(bits[0]).toBe(0b1000_0001);
    for (const index of [0, 1, 7, 8, 9, 131_071])
      expect(isSet(bits, index)).toBe(set.includes(index));
  });

  test('refuses a bomb, a short list and other encodings', () => {
    const bomb = `u${gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64url')}`;
    const short = `u${gzipSync(Buffer.alloc(10)).toString('base64url')}`;
    for (const list of [bomb, short, 'zabc', 'u!!']) expect(() => decodeList(list)).toThrow();
  });

  test('grows by doubling, so that an issuer never runs out at 65,536 certificates', () => {
    const used = new Set(Array.from({ length: 65_536 }, (_, i) => i));
    const index = allocateIndex(used);
    expect(used.has(index)).toBe(false);
    expect([65_535, 65_536, 131_072].map(statusListEntries)).toEqual([131_072, 262_144, 524_288]);
    const bits = decodeList(encodeList([200_000], statusListEntries(used.size)));
    expect([bits.length * 8, isSet(bits, 200_000), isSet(bits, 200_001)]).toEqual([
      262_144,
      true,
      false,
    ]);
    expect(() => encodeList([200_000])).toThrow(RangeError);
  });

  test('gives random indexes that are free', () => {
    const used = new Set<number>();
    for (let i = 0; i < 500; i += 1) {
      const index = allocateIndex(used);
      expect(used.has(index)).toBe(false);
      expect(index).toBeLessThan(STATUS_LIST_ENTRIES);
      used.add(index);
    }
  });
});
