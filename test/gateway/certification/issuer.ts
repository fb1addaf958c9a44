/** An issuer with its own key, certificates and trust lists, as a verifier meets them. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Organisation } from '../../../chaincode/index.js';
import { canonicalize } from '../../../chaincode/index.js';
import type { IssuedCertificate } from '../../../gateway/certification/index.js';
import {
  buildAnchor,
  buildTrustList,
  bundleText,
  issueCertificate,
  parseTrustList,
  signStatusList,
} from '../../../gateway/certification/index.js';
import { signCompact } from '../../../gateway/certification/compact-jws.js';
import { buildCredential } from '../../../gateway/certification/credential.js';
import { certificateLeaf, VC_JWT } from '../../../gateway/certification/issue.js';
import type { TrustList } from '../../../gateway/certification/trust-list.js';
import { demoApplication } from '../../../gateway/demo/application-form.js';
import { keySigner } from '../../../network/index.js';

export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const HOUR = 3_600_000;
export const iso = (ms: number): string => new Date(ms).toISOString();

export class TestIssuer {
  readonly mspId: string;
  readonly signer = keySigner(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

  constructor(mspId: string) {
    this.mspId = mspId;
  }

  organisation(change: Partial<Organisation> = {}): Organisation {
    const validity = { validFrom: iso(NOW - 1000 * HOUR), validUntil: iso(NOW + 1000 * HOUR) };
    const { kid, jwk } = this.signer.key;
    return {
      ...{
        mspId: this.mspId,
        name: `Office ${this.mspId}`,
        countryCode: 'XA',
        roles: ['quarantine'],
        status: 'active',
      },
      keys: [{ kid, jwk, ...validity }],
      authorities: [{ certificateType: 'phytosanitary', country: 'XA', ...validity }],
      ...change,
    };
  }

  issue(
    change: { statusIndex?: number; validFrom?: string; validUntil?: string } = {},
  ): Promise<IssuedCertificate> {
    return issueCertificate({ ...this.#input(), ...change }, this.signer);
  }

  /** Signs whatever payload, as only a holder of the key can. */
  async signAnything(
    change: (payload: Record<string, unknown>) => unknown,
    type: { typ: string; cty?: string } = VC_JWT,
  ): Promise<IssuedCertificate> {
    const id = `urn:uuid:${randomUUID()}`;
    const credential = JSON.parse(
      JSON.stringify(buildCredential({ ...this.#input(), id })),
    ) as Record<string, unknown>;
    const payload = Buffer.from(canonicalize(change(credential)));
    const jws = await signCompact(this.signer, type, payload);
    return { id, jws, idHash: '', leaf: certificateLeaf(payload).toString('hex') };
  }

  #input() {
    return {
      application: demoApplication(NOW),
      issuer: { mspId: this.mspId, name: 'Office' },
      ...{
        number: 'XA-2026-1',
        validFrom: iso(NOW - 2 * HOUR),
        validUntil: iso(NOW + 100 * HOUR),
        statusIndex: 77,
      },
    };
  }
}

export interface World {
  readonly trust: TrustList;
  readonly text: string;
  readonly bundles: readonly string[];
}

/** A trust list over the issuer's certificates, anchored together, with status lists as given. */
export async function worldOf(
  issuer: TestIssuer,
  certificates: readonly IssuedCertificate[],
  options: {
    revoked?: readonly number[];
    suspended?: readonly number[];
    listsAt?: number;
    lists?: boolean;
    anchoredAt?: number;
    organisations?: readonly Organisation[];
    validForMs?: number;
  } = {},
): Promise<World> {
  const { mspId, signer } = issuer;
  const leaves = [
    ...certificates.map((certificate) => certificate.leaf),
    '00'.repeat(32),
    '11'.repeat(32),
  ];
  const anchor = await buildAnchor(
    { id: 'anchor-of-the-tests', issuer: mspId, sequence: 1, leaves, createdAt: iso(NOW - HOUR) },
    signer,
  );
  const lists = [
    ['revocation', options.revoked ?? []],
    ['suspension', options.suspended ?? []],
  ] as const;
  const statusLists = await Promise.all(
    (options.lists === false ? [] : lists).map(async ([purpose, indexes]) => ({
      ...{ issuer: mspId, purpose, publishedAt: iso(NOW) },
      jws: await signStatusList(signer, mspId, purpose, {
        indexes,
        now: options.listsAt ?? NOW - HOUR,
      }),
    })),
  );
  const text = await buildTrustList(
    {
      ...{ publisher: mspId, now: NOW, validForMs: options.validForMs ?? 48 * HOUR, statusLists },
      organisations: options.organisations ?? [issuer.organisation()],
      anchors: [{ ...anchor, anchoredAt: iso(options.anchoredAt ?? NOW - HOUR) }],
    },
    signer,
  );
  const bundles = certificates.map((certificate, i) =>
    bundleText(certificate.jws, anchor, leaves, i),
  );
  return { trust: parseTrustList(text), text, bundles };
}
