import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerAnchor } from '../../../chaincode/index.js';
import {
  buildAnchor,
  buildTrustList,
  bundleText,
  parseTrustList,
  verifyCertificate,
} from '../../../gateway/certification/index.js';
import type { IssuedCertificate, TrustList } from '../../../gateway/certification/index.js';
import { signStatusList } from '../../../gateway/certification/index.js';
import { HOUR, iso, NOW, TestIssuer } from './issuer.js';

const DAY = 24 * HOUR;
const issuer = new TestIssuer('IssuerMSP');
const YEAR = { validFrom: iso(NOW - 400 * DAY), validUntil: iso(NOW + 400 * DAY) };
const organisation = issuer.organisation({
  keys: [{ kid: issuer.signer.key.kid, jwk: issuer.signer.key.jwk, ...YEAR }],
  authorities: [{ certificateType: 'phytosanitary', country: 'XA', ...YEAR }],
});

interface Batch {
  readonly certificates: readonly IssuedCertificate[];
  readonly closedAt: number;
  readonly anchoredAt?: number;
}

/** A chain of batches and the trust list over those that `hold` lets through. */
async function ledger(
  batches: readonly Batch[],
  hold: (anchor: LedgerAnchor) => boolean = () => true,
): Promise<{ trust: TrustList; bundles: string[][] }> {
  const anchors: LedgerAnchor[] = [];
  const bundles: string[][] = [];
  for (const [i, { certificates, closedAt, anchoredAt = closedAt + 2_000 }] of batches.entries()) {
    const leaves = certificates.map(({ leaf }) => leaf);
    if (leaves.length === 0) leaves.push('00'.repeat(32));
    const before = anchors.at(-1);
    const anchor = await buildAnchor(
      {
        ...{ id: `anchor-of-the-tests-${i}`, issuer: 'IssuerMSP', sequence: i + 1, leaves },
        ...{ createdAt: iso(closedAt), ...(before ? { previousRoot: before.root } : {}) },
      },
      issuer.signer,
    );
    anchors.push({ ...anchor, anchoredAt: iso(anchoredAt) });
    bundles.push(certificates.map(({ jws }, index) => bundleText(jws, anchor, leaves, index)));
  }
  const statusLists = await Promise.all(
    (['revocation', 'suspension'] as const).map(async (purpose) => ({
      ...{ issuer: 'IssuerMSP', purpose, publishedAt: iso(NOW) },
      jws: await signStatusList(issuer.signer, 'IssuerMSP', purpose, { indexes: [], now: NOW }),
    })),
  );
  const text = await buildTrustList(
    {
      ...{ publisher: 'IssuerMSP', now: NOW, validForMs: DAY, organisations: [organisation] },
      ...{ anchors: anchors.filter(hold), statusLists },
    },
    issuer.signer,
  );
  return { trust: parseTrustList(text), bundles };
}

const issuedAt = (at: number): Promise<IssuedCertificate> =>
  issuer.issue({ validFrom: iso(at), validUntil: iso(NOW + DAY) });
const answer = (document: string, trust: TrustList) =>
  verifyCertificate(document, trust, { now: NOW });
const named = (jws: string, sequence: number): string =>
  JSON.stringify({
    jws,
    inclusion: { issuer: 'IssuerMSP', sequence, index: 0, size: 1, proof: [] },
  });

describe('a certificate and the batches of its issuer', () => {
  test('issued while a batch was on its way to the ledger, it is not yet anchored', async () => {
    const between = await issuedAt(NOW - HOUR + 1_000);
    const { trust } = await ledger([{ certificates: [], closedAt: NOW - HOUR }]);
    expect(answer(between.jws, trust).outcome).toBe('NOT_YET_ANCHORED');
  });

  test('a time zone does not make it younger', async () => {
    const old = await issuer.issue({ validFrom: '2026-11-23T22:00:00+14:00' });
    const { trust } = await ledger([{ certificates: [], closedAt: NOW - HOUR }]);
    expect(answer(old.jws, trust).code).toBe('PROOF_MISSING');
  });

  test('old and in none of an unbroken chain, it is invalid', async () => {
    const hidden = await issuedAt(NOW - 3 * DAY);
    const { trust } = await ledger([
      { certificates: [], closedAt: NOW - 4 * DAY },
      { certificates: [], closedAt: NOW - 2 * DAY },
      { certificates: [], closedAt: NOW - DAY },
    ]);
    expect(answer(named(hidden.jws, 9), trust)).toMatchObject({
      outcome: 'INVALID',
      code: 'ANCHOR_MISSING',
    });
  });

  test('old where the list has a gap, nothing is said about it', async () => {
    const maybe = await issuedAt(NOW - 3 * DAY);
    const batches = [4, 2, 1].map((days) => ({ certificates: [], closedAt: NOW - days * DAY }));
    const { trust } = await ledger(batches, (anchor) => anchor.sequence !== 2);
    expect(answer(named(maybe.jws, 2), trust)).toMatchObject({
      outcome: 'CANNOT_CHECK',
      code: 'ANCHOR_UNKNOWN',
    });
  });

  test('a list may begin late: what is younger than its first batch is still judged', async () => {
    const hidden = await issuedAt(NOW - 36 * HOUR);
    const batches = [4, 2, 1].map((days) => ({ certificates: [], closedAt: NOW - days * DAY }));
    const { trust } = await ledger(batches, (anchor) => anchor.sequence > 1);
    expect(answer(named(hidden.jws, 1), trust).code).toBe('ANCHOR_MISSING');
  });

  test.each([
    ['the issuer has not anchored for a month', [{ certificates: [], closedAt: NOW - 30 * DAY }]],
    ['the issuer never anchored', []],
  ])('is not “not yet” for ever: %s', async (_name, batches) => {
    const late = await issuedAt(NOW - 20 * DAY);
    const { trust } = await ledger(batches);
    expect(answer(late.jws, trust)).toMatchObject({ outcome: 'INVALID', code: 'ANCHOR_MISSING' });
  });

  test('dated long before the ledger saw it, it may be back-dated', async () => {
    const backDated = await issuedAt(NOW - 30 * DAY);
    const outage = await issuedAt(NOW - 2 * DAY);
    const { trust, bundles } = await ledger([
      { certificates: [backDated, outage], closedAt: NOW - HOUR },
    ]);
    expect(answer(bundles[0]![0]!, trust)).toMatchObject({
      outcome: 'INVALID',
      code: 'ANCHOR_TOO_LATE',
    });
    expect(answer(bundles[0]![1]!, trust).code).toBe('VALID');
    const strict = { now: NOW, maxAnchorDelayMs: HOUR };
    expect(verifyCertificate(bundles[0]![1]!, trust, strict).code).toBe('ANCHOR_TOO_LATE');
  });

  test('every member of a batch of any size is proved, by its own proof only', async () => {
    const certificates = await Promise.all(Array.from({ length: 12 }, () => issuedAt(NOW - DAY)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 12 }), async (size) => {
        const members = certificates.slice(0, size);
        const { trust, bundles } = await ledger([
          { certificates: members, closedAt: NOW - DAY + HOUR },
        ]);
        for (const [i, bundle] of (bundles[0] ?? []).entries()) {
          expect(answer(bundle, trust).code).toBe('VALID');
          const other = members[(i + 1) % size]!;
          const swapped = { ...(JSON.parse(bundle) as object), jws: other.jws };
          expect(answer(JSON.stringify(swapped), trust).code).toBe('ANCHOR_MISMATCH');
        }
      }),
      { numRuns: 6 },
    );
  });

  test.each([
    ['nothing', null],
    ['text', 'x'],
    ['a number', 7],
    ['a list', [1]],
    ['an index that is text', { issuer: 'IssuerMSP', sequence: 1, index: '0', proof: [] }],
    ['an endless index', { issuer: 'IssuerMSP', sequence: 1, index: 1e300, proof: [] }],
    [
      'a thousand hashes',
      { issuer: 'IssuerMSP', sequence: 1, index: 0, proof: Array(1000).fill('A'.repeat(43)) },
    ],
    ['a number that is an object', { issuer: 'IssuerMSP', sequence: {}, index: 0, proof: [] }],
  ])('a proof that is %s is never taken, never a crash', async (_name, inclusion) => {
    const one = await issuedAt(NOW - DAY);
    const { trust } = await ledger([{ certificates: [one], closedAt: NOW - DAY + HOUR }]);
    expect(answer(JSON.stringify({ jws: one.jws, inclusion }), trust).outcome).not.toBe('VALID');
  });
});
