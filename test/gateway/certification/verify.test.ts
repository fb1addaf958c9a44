import { createHmac } from 'node:crypto';
import net from 'node:net';
import { compactVerify, importJWK } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  OUTCOME_SENTENCES,
  OUTCOMES,
  VERIFICATION_CODES,
  verifyCertificate,
} from '../../../gateway/certification/index.js';
import type { IssuedCertificate } from '../../../gateway/certification/index.js';
import { HOUR, iso, NOW, TestIssuer, worldOf } from './issuer.js';
import type { World } from './issuer.js';

describe('verification', () => {
  const issuer = new TestIssuer('IssuerMSP');
  let certificate: IssuedCertificate;
  let world: World;
  const code = (document: string, in_: World = world, now = NOW): string =>
    verifyCertificate(document, in_.trust, { now }).code;

  beforeAll(async () => {
    certificate = await issuer.issue();
    world = await worldOf(issuer, [certificate]);
  });

  test('a certificate in order is valid, with six passed checks', () => {
    const result = verifyCertificate(world.bundles[0]!, world.trust, { now: NOW });
    expect(result).toMatchObject({ outcome: 'VALID', code: 'VALID', number: 'XA-2026-1' });
    expect(result.checks.map((check) => check.result)).toEqual(Array(6).fill('pass'));
  });

  test('jose agrees that the signature holds', async () => {
    const key = await importJWK({ ...issuer.signer.key.jwk, alg: 'ES256' } as never, 'ES256');
    const { protectedHeader } = await compactVerify(certificate.jws, key, {
      algorithms: ['ES256'],
    });
    expect(protectedHeader).toMatchObject({ typ: 'vc+jwt', cty: 'vc' });
  });

  test('every outcome has a sentence in six languages, every code an outcome', () => {
    for (const sentences of Object.values(OUTCOME_SENTENCES)) {
      for (const outcome of OUTCOMES) expect(sentences[outcome].length).toBeGreaterThan(5);
    }
    expect(new Set(Object.values(VERIFICATION_CODES))).toEqual(new Set(OUTCOMES));
  });

  test('no network is touched', () => {
    const connect = net.Socket.prototype.connect;
    net.Socket.prototype.connect = () => {
      throw new Error('verification opened a socket');
    };
    try {
      expect(code(world.bundles[0]!)).toBe('VALID');
    } finally {
      net.Socket.prototype.connect = connect;
    }
  });

  test.each([
    ['expired', { validUntil: iso(NOW - 1) }, 'EXPIRED'],
    [
      'not yet valid',
      { validFrom: iso(NOW + HOUR), validUntil: iso(NOW + 2 * HOUR) },
      'NOT_YET_VALID',
    ],
    ['signed before its key was valid', { validFrom: iso(NOW - 2000 * HOUR) }, 'KEY_NOT_VALID'],
  ])('%s', async (_name, change, expected) => {
    const one = await issuer.issue(change);
    expect(code((await worldOf(issuer, [one])).bundles[0]!, await worldOf(issuer, [one]))).toBe(
      expected,
    );
  });

  test.each([
    ['revoked', { revoked: [77] }, 'REVOKED'],
    ['suspended', { suspended: [77] }, 'SUSPENDED'],
    ['another index revoked', { revoked: [76, 78] }, 'VALID'],
    [
      'revoked by a list that is old by now',
      { revoked: [77], listsAt: NOW - 30 * HOUR },
      'REVOKED',
    ],
    ['status too old', { listsAt: NOW - 30 * HOUR }, 'STATUS_STALE'],
    ['no status held', { lists: false }, 'STATUS_UNKNOWN'],
  ])('%s', async (_name, options, expected) => {
    const one = await worldOf(issuer, [certificate], options);
    expect(code(one.bundles[0]!, one)).toBe(expected);
  });

  test('a suspension that may have been lifted since is not called invalid', async () => {
    const options = { suspended: [77], listsAt: NOW - 30 * HOUR };
    const one = await worldOf(issuer, [certificate], options);
    const result = verifyCertificate(one.bundles[0]!, one.trust, { now: NOW });
    expect(result).toMatchObject({ code: 'STATUS_STALE', lastGood: iso(NOW - 30 * HOUR) });
  });

  test('who asks may want fresher lists than the issuer promises', () => {
    const options = { now: NOW, maxStatusAgeMs: HOUR / 2 };
    expect(verifyCertificate(world.bundles[0]!, world.trust, options).code).toBe('STATUS_STALE');
  });

  test('the answer holds as of the oldest status list used', () => {
    const { asOf } = verifyCertificate(world.bundles[0]!, world.trust, { now: NOW });
    expect(asOf).toBe(iso(NOW - HOUR));
  });

  test('a clock that is behind the trust list is named, not the certificate', () => {
    const result = verifyCertificate(world.bundles[0]!, world.trust, { now: NOW - 3 * HOUR });
    expect(result).toMatchObject({ outcome: 'CANNOT_CHECK', code: 'CLOCK_BEHIND' });
  });

  test('an index beyond the list is unknown, not good', async () => {
    const one = await issuer.issue({ statusIndex: 131_072 });
    const in_ = await worldOf(issuer, [one]);
    expect(code(in_.bundles[0]!, in_)).toBe('STATUS_UNKNOWN');
  });

  test('a suspended issuer keeps no status: nothing is said, unless it revoked before', async () => {
    const organisations = [issuer.organisation({ status: 'suspended' })];
    const one = await worldOf(issuer, [certificate], { organisations });
    expect(code(one.bundles[0]!, one)).toBe('ISSUER_SUSPENDED');
    const two = await worldOf(issuer, [certificate], { organisations, revoked: [77] });
    expect(code(two.bundles[0]!, two)).toBe('REVOKED');
  });

  test.each([
    ['no authority', { authorities: [] }],
    [
      'authority for another country',
      {
        authorities: [
          {
            certificateType: 'phytosanitary',
            country: 'XB',
            validFrom: iso(NOW - 99 * HOUR),
            validUntil: iso(NOW + HOUR),
          },
        ],
      },
    ],
    [
      'authority for another type',
      {
        authorities: [
          {
            certificateType: 'health',
            country: 'XA',
            validFrom: iso(NOW - 99 * HOUR),
            validUntil: iso(NOW + HOUR),
          },
        ],
      },
    ],
    [
      'authority that came later',
      {
        authorities: [
          {
            certificateType: 'phytosanitary',
            country: 'XA',
            validFrom: iso(NOW - HOUR),
            validUntil: iso(NOW + HOUR),
          },
        ],
      },
    ],
  ])('%s makes it invalid', async (_name, change) => {
    const one = await worldOf(issuer, [certificate], {
      organisations: [issuer.organisation(change)],
    });
    expect(code(one.bundles[0]!, one)).toBe('AUTHORITY_MISSING');
  });

  test('anchors: none yet, no proof, foreign proof, unknown batch', async () => {
    const young = await issuer.issue({ validFrom: iso(NOW - 60_000) });
    expect(code(young.jws)).toBe('NOT_YET_ANCHORED');
    expect(code(certificate.jws)).toBe('PROOF_MISSING');
    const other = await issuer.issue();
    const bundle = JSON.parse(world.bundles[0]!) as {
      jws: string;
      inclusion: Record<string, unknown>;
    };
    expect(code(JSON.stringify({ ...bundle, jws: other.jws }))).toBe('ANCHOR_MISMATCH');
    expect(
      code(JSON.stringify({ ...bundle, inclusion: { ...bundle.inclusion, sequence: 9 } })),
    ).toBe('ANCHOR_MISSING');
    expect(code(JSON.stringify({ ...bundle, inclusion: { ...bundle.inclusion, index: 1 } }))).toBe(
      'ANCHOR_MISMATCH',
    );
    expect(
      code(JSON.stringify({ ...bundle, inclusion: { ...bundle.inclusion, proof: 'x' } })),
    ).toBe('ANCHOR_MISMATCH');
  });

  describe('attacks', () => {
    const parts = (): [string, string, string] =>
      certificate.jws.split('.') as [string, string, string];
    const encode = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = (change: object): string =>
      encode({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid: issuer.signer.key.kid, ...change });

    const table: [string, () => string, string][] = [
      [
        'no algorithm',
        () => [header({ alg: 'none' }), parts()[1], ''].join('.'),
        'DOCUMENT_UNREADABLE',
      ],
      [
        'a shared secret made of the public key',
        () => {
          const signed = `${header({ alg: 'HS256' })}.${parts()[1]}`;
          const mac = createHmac('sha256', JSON.stringify(issuer.signer.key.jwk))
            .update(signed)
            .digest('base64url');
          return `${signed}.${mac}`;
        },
        'DOCUMENT_UNREADABLE',
      ],
      [
        'another curve',
        () => [header({ alg: 'ES384' }), parts()[1], parts()[2]].join('.'),
        'DOCUMENT_UNREADABLE',
      ],
      [
        'an embedded key',
        () => [header({ jwk: issuer.signer.key.jwk }), parts()[1], parts()[2]].join('.'),
        'DOCUMENT_UNREADABLE',
      ],
      [
        'a key address',
        () => [header({ jku: 'https://evil.example' }), parts()[1], parts()[2]].join('.'),
        'DOCUMENT_UNREADABLE',
      ],
      [
        'an unknown key',
        () => [header({ kid: 'nobody' }), parts()[1], parts()[2]].join('.'),
        'ISSUER_UNKNOWN',
      ],
      [
        'another media type',
        () => [header({ typ: 'JWT' }), parts()[1], parts()[2]].join('.'),
        'MEDIA_TYPE',
      ],
      [
        'a changed payload',
        () => [parts()[0], encode({ a: 1 }), parts()[2]].join('.'),
        'SIGNATURE_INVALID',
      ],
      ['padding', () => `${certificate.jws}=`, 'DOCUMENT_UNREADABLE'],
      ['white space inside', () => certificate.jws.replace('.', ' .'), 'DOCUMENT_UNREADABLE'],
      [
        'two parts',
        () => certificate.jws.slice(0, certificate.jws.lastIndexOf('.')),
        'DOCUMENT_UNREADABLE',
      ],
      [
        'stray last bits',
        () => {
          const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
          const last = alphabet.indexOf(certificate.jws.at(-1)!);
          return certificate.jws.slice(0, -1) + alphabet[last ^ 1]!;
        },
        'DOCUMENT_UNREADABLE',
      ],
      [
        'a member twice in the bundle',
        () => `{"jws":"x",${world.bundles[0]!.slice(1)}`,
        'DOCUMENT_UNREADABLE',
      ],
      ['deep nesting', () => `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`, 'DOCUMENT_UNREADABLE'],
      ['megabytes', () => 'a'.repeat(3_000_000), 'DOCUMENT_UNREADABLE'],
      ['nothing', () => '', 'DOCUMENT_UNREADABLE'],
    ];
    test.each(table)('%s is not accepted', (_name, document, expected) => {
      expect(code(document())).toBe(expected);
    });

    test.each([
      [
        'a member that the schema does not know',
        (p: Record<string, unknown>) => ({ ...p, extra: 1 }),
      ],
      [
        'another context',
        (p: Record<string, unknown>) => ({ ...p, '@context': ['https://evil.example'] }),
      ],
      ['vc claims', (p: Record<string, unknown>) => ({ vc: p })],
      ['no status', (p: Record<string, unknown>) => ({ ...p, credentialStatus: [] })],
      [
        'two suspension entries and none for revocation',
        (p: Record<string, unknown>) => {
          const [, suspension] = p['credentialStatus'] as unknown[];
          return { ...p, credentialStatus: [suspension, suspension] };
        },
      ],
      [
        'a type that is not the certificate’s',
        (p: Record<string, unknown>) => ({
          ...p,
          type: ['VerifiableCredential', 'HealthCertificate'],
        }),
      ],
      [
        'text that reorders what is shown',
        (p: Record<string, unknown>) => ({
          ...p,
          credentialSubject: { ...(p['credentialSubject'] as object), number: 'XA-\u202e1' },
        }),
      ],
    ])('signed content with %s is invalid', async (_name, change) => {
      const one = await issuer.signAnything(change);
      const in_ = await worldOf(issuer, [one]);
      expect(code(in_.bundles[0]!, in_)).toBe('CONTENT_INVALID');
    });

    test('an issuer cannot issue in the name of another', async () => {
      const one = await issuer.signAnything((p) => ({
        ...p,
        issuer: { id: 'urn:guanlian:org:OtherMSP', name: 'Other' },
      }));
      const in_ = await worldOf(issuer, [one]);
      expect(code(in_.bundles[0]!, in_)).toBe('ISSUER_MISMATCH');
    });

    test('a certificate cannot point to another issuer’s status list', async () => {
      const one = await issuer.signAnything((p) => {
        const entries = p['credentialStatus'] as { statusListCredential: string }[];
        return {
          ...p,
          credentialStatus: entries.map((e) => ({
            ...e,
            statusListCredential: e.statusListCredential.replace('IssuerMSP', 'OtherMSP'),
          })),
        };
      });
      const in_ = await worldOf(issuer, [one]);
      expect(code(in_.bundles[0]!, in_)).toBe('CONTENT_INVALID');
    });
  });
});
