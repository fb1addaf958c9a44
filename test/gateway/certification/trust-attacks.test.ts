import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Organisation } from '../../../chaincode/index.js';
import type { IssuedCertificate } from '../../../gateway/certification/index.js';
import {
  buildAnchor,
  buildTrustList,
  parseTrustList,
  signStatusList,
  TrustListInvalid,
  verifyCertificate,
} from '../../../gateway/certification/index.js';
import { signCompact } from '../../../gateway/certification/compact-jws.js';
import { parseStrict } from '../../../gateway/certification/strict-json.js';
import { TRUST_LIST_TYPE } from '../../../gateway/certification/trust-list.js';
import { HOUR, iso, NOW, TestIssuer, worldOf } from './issuer.js';
import type { World } from './issuer.js';

const codeOf = (document: string, world: World, options: object = {}): string =>
  verifyCertificate(document, world.trust, { now: NOW, ...options }).code;

describe('keys of a trust list', () => {
  const issuer = new TestIssuer('IssuerMSP');
  const forger = new TestIssuer('ForgerMSP');
  let certificate: IssuedCertificate;

  beforeAll(async () => {
    certificate = await issuer.issue();
  });

  test('a pin cannot be met with a label on another key', async () => {
    const pin = issuer.signer.key.kid;
    const impostor = {
      key: { ...forger.signer.key, kid: pin },
      sign: (bytes: Uint8Array) => forger.signer.sign(bytes),
    };
    const own = issuer.organisation();
    const organisation = { ...own, keys: [{ ...own.keys[0]!, jwk: forger.signer.key.jwk }] };
    const text = await buildTrustList(
      {
        ...{ publisher: 'IssuerMSP', now: NOW, validForMs: HOUR },
        ...{ organisations: [organisation], anchors: [], statusLists: [] },
      },
      impostor,
    );
    expect(() => parseTrustList(text, { pin })).toThrow(TrustListInvalid);
    expect(() => parseTrustList(text)).toThrow(TrustListInvalid);
  });

  test.each([
    ['before the owner', ['ForgerMSP', 'IssuerMSP']],
    ['after the owner', ['IssuerMSP', 'ForgerMSP']],
  ])(
    'a member that lists another’s public key does not take its certificates away (%s)',
    async (_name, order) => {
      const both = [...forger.organisation().keys, ...issuer.organisation().keys];
      const members: Record<string, Organisation> = {
        IssuerMSP: issuer.organisation(),
        ForgerMSP: forger.organisation({ keys: both }),
      };
      const organisations = order.map((mspId) => members[mspId]!);
      const world = await worldOf(issuer, [certificate], { organisations });
      expect(codeOf(world.bundles[0]!, world)).toBe('VALID');
    },
  );

  test('a status list signed after its key ended does not count', async () => {
    const own = issuer.organisation();
    const retired = { ...own.keys[0]!, validUntil: iso(NOW - HOUR - 1) };
    const publisher = forger.organisation();
    const jws = await signStatusList(issuer.signer, 'IssuerMSP', 'revocation', {
      ...{ indexes: [], now: NOW - HOUR },
    });
    const text = await buildTrustList(
      {
        ...{ publisher: 'ForgerMSP', now: NOW, validForMs: HOUR, anchors: [] },
        organisations: [publisher, { ...own, keys: [retired] }],
        statusLists: [{ issuer: 'IssuerMSP', purpose: 'revocation', jws, publishedAt: iso(NOW) }],
      },
      forger.signer,
    );
    const list = parseTrustList(text);
    expect(list.statusLists.size).toBe(0);
    expect(list.problems).toEqual([expect.stringContaining('key was not valid')]);
  });

  test('of two lists of one issuer the newer counts, in either order', async () => {
    const at = (now: number, indexes: number[]) =>
      signStatusList(issuer.signer, 'IssuerMSP', 'revocation', { indexes, now });
    const [older, newer] = [await at(NOW - 2 * HOUR, []), await at(NOW - HOUR, [77])];
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      const text = await buildTrustList(
        {
          ...{ publisher: 'IssuerMSP', now: NOW, validForMs: HOUR, anchors: [] },
          organisations: [issuer.organisation()],
          statusLists: order.map((jws) => ({
            ...{ issuer: 'IssuerMSP', purpose: 'revocation' as const, jws, publishedAt: iso(NOW) },
          })),
        },
        issuer.signer,
      );
      expect(verifyCertificate(certificate.jws, parseTrustList(text), { now: NOW }).code).toBe(
        'REVOKED',
      );
    }
  });
});

describe('a trust list as hostile input', () => {
  const issuer = new TestIssuer('IssuerMSP');
  const own = issuer.organisation();
  const base = {
    ...{ publisher: 'IssuerMSP', issuedAt: iso(NOW), validUntil: iso(NOW + HOUR) },
    ...{ organisations: [own], anchors: [], statusLists: [] },
  };
  const signed = (payload: unknown): Promise<string> =>
    signCompact(issuer.signer, { typ: TRUST_LIST_TYPE }, Buffer.from(JSON.stringify(payload)));

  test.each([
    ['no end', { validUntil: 'never' }],
    ['no anchors', { anchors: undefined }],
    ['no status lists', { statusLists: null }],
    ['a status list that is nothing', { statusLists: [null] }],
    ['an anchor without a root', { anchors: [{ issuer: 'IssuerMSP', sequence: 1 }] }],
    ['members without keys', { organisations: [{ ...own, keys: undefined }] }],
    [
      'a key without an end',
      { organisations: [{ ...own, keys: [{ ...own.keys[0]!, validUntil: 'later' }] }] },
    ],
    ['text for a list', { organisations: 'all' }],
  ])('is refused in words with %s', async (_name, change) => {
    const text = await signed({ ...base, ...change });
    expect(() => parseTrustList(text)).toThrow(TrustListInvalid);
  });

  test('is read with the base content alone', async () => {
    expect(parseTrustList(await signed(base)).problems).toEqual([]);
  });

  test('is refused, never a crash, for any JSON that its publisher signs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.constantFrom(...Object.keys(base)),
        async (json, name) => {
          const text = await signed({ ...base, [name]: json });
          try {
            parseTrustList(text);
          } catch (cause) {
            expect(cause).toBeInstanceOf(TrustListInvalid);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('holds thousands of anchors', async () => {
    const anchor = await buildAnchor(
      {
        ...{ id: 'anchor-of-the-tests', issuer: 'IssuerMSP', sequence: 1, createdAt: iso(NOW) },
        leaves: ['00'.repeat(32)],
      },
      issuer.signer,
    );
    const anchors = Array.from({ length: 8_000 }, (_, i) => ({
      ...{ ...anchor, sequence: i + 1, anchoredAt: iso(NOW) },
    }));
    const list = parseTrustList(await signed({ ...base, anchors }));
    expect(list.anchors.get('IssuerMSP')?.at(1)).toBeDefined();
    expect(list.anchors.get('IssuerMSP')?.at(2)).toBeUndefined();
  });

  test('an issuer that signs two anchors under one number proves nothing with either', async () => {
    const build = (leaf: string) =>
      buildAnchor(
        {
          ...{ id: 'anchor-of-the-tests', issuer: 'IssuerMSP', sequence: 1, createdAt: iso(NOW) },
          leaves: [leaf.repeat(64)],
        },
        issuer.signer,
      );
    const anchors = [await build('a'), await build('b')].map((one) => ({
      ...{ ...one, anchoredAt: iso(NOW) },
    }));
    const list = parseTrustList(await signed({ ...base, anchors }));
    expect(list.anchors.get('IssuerMSP')?.at(1)).toBeUndefined();
    expect(list.problems).toEqual(['anchor IssuerMSP 1 is there twice']);
  });

  test('a status list that inflates without end, or has no readable end, is left out', async () => {
    const lists = [
      { encodedList: `u${gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64url')}` },
      { validUntil: 'never' },
    ];
    for (const change of lists) {
      const jws = await signStatusList(issuer.signer, 'IssuerMSP', 'revocation', {
        ...{ indexes: [], now: NOW },
      });
      const payload = JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as Record<
        string,
        unknown
      > & { credentialSubject: object };
      const { encodedList, ...rest } = change as { encodedList?: string };
      const changed = {
        ...payload,
        ...rest,
        credentialSubject: { ...payload.credentialSubject, ...(encodedList && { encodedList }) },
      };
      const bad = await signCompact(
        issuer.signer,
        { typ: 'vc+jwt', cty: 'vc' },
        Buffer.from(JSON.stringify(changed)),
      );
      const statusLists = [
        { issuer: 'IssuerMSP', purpose: 'revocation', jws: bad, publishedAt: iso(NOW) },
      ];
      const list = parseTrustList(await signed({ ...base, statusLists }));
      expect(list.statusLists.size).toBe(0);
      expect(list.problems).toHaveLength(1);
    }
  });
});

describe('strict JSON', () => {
  test.each([
    ['a member twice', '{"a":1,"a":2}'],
    ['a member twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a member twice, deep', '[{"b":{"a":1,"c":[],"a":2}}]'],
    ['the prototype twice', '{"__proto__":1,"__proto__":2}'],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['a million levels', '['.repeat(1_000_000)],
    ['a byte order mark', '\ufeff{}'],
    ['an open string', '{"a'],
    ['an open escape', '"\\'],
    ['nothing', ''],
  ])('refuses %s', (_name, text) => {
    expect(() => parseStrict(text)).toThrow(SyntaxError);
    expect(() => parseStrict(Buffer.from(text))).toThrow(SyntaxError);
  });

  test('refuses bytes that are no UTF-8', () => {
    expect(() => parseStrict(Buffer.from([0x22, 0xff, 0x22]))).toThrow(SyntaxError);
  });

  test('reads what JSON.parse reads, as long as no member stands twice', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrict(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
