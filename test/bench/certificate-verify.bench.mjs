/** Verifying a certificate bundle with a held trust list, against raw node:crypto on the same bytes. */
import { generateKeyPairSync, verify } from 'node:crypto';
import { keySigner } from '../../dist/network/index.js';
import {
  buildAnchor,
  buildTrustList,
  bundleText,
  issueCertificate,
  parseTrustList,
  signStatusList,
  verifyCertificate,
} from '../../dist/gateway/certification/index.js';
import { demoApplication } from '../../dist/gateway/demo/application-form.js';
import { compare } from './measure.mjs';

const now = Date.now();
const at = (ms) => new Date(now + ms).toISOString();
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = keySigner(privateKey);
const mspId = 'BenchMSP';
const validity = { validFrom: at(-60_000), validUntil: at(3_600_000) };
const organisation = {
  ...{ mspId, name: 'Bench', countryCode: 'XA', roles: ['quarantine'], status: 'active' },
  keys: [{ kid: signer.key.kid, jwk: signer.key.jwk, ...validity }],
  authorities: [{ certificateType: 'phytosanitary', country: 'XA', ...validity }],
};
const application = demoApplication(now);
const issuer = { mspId, name: 'Bench' };
const issued = await issueCertificate(
  {
    application,
    issuer,
    number: 'XA-1',
    statusIndex: 5,
    validFrom: at(-1000),
    validUntil: at(3_000_000),
  },
  signer,
);
const leaves = [
  issued.leaf,
  ...Array.from({ length: 999 }, (_, i) => i.toString(16).padStart(64, '0')),
];
const anchor = await buildAnchor(
  { id: 'bench-anchor-000001', issuer: mspId, sequence: 1, leaves, createdAt: at(-500) },
  signer,
);
const statusLists = [];
for (const purpose of ['revocation', 'suspension']) {
  statusLists.push({
    issuer: mspId,
    purpose,
    jws: await signStatusList(signer, mspId, purpose, { indexes: [7], now }),
    publishedAt: at(0),
  });
}
const anchors = [{ ...anchor, anchoredAt: at(-400) }];
const trust = parseTrustList(
  await buildTrustList(
    {
      publisher: mspId,
      now,
      validForMs: 3_600_000,
      organisations: [organisation],
      anchors,
      statusLists,
    },
    signer,
  ),
);
const bundle = bundleText(issued.jws, anchor, leaves, 0);
const result = verifyCertificate(bundle, trust, { now });
if (result.outcome !== 'VALID') throw new Error(`the bench certificate is ${result.code}`);

const [head, body, signature] = issued.jws.split('.');
const signed = Buffer.from(`${head}.${body}`);
const bytes = Buffer.from(signature, 'base64url');
await compare({
  name: 'certificate verify (all six checks, 1,000 in the batch) vs raw node:crypto ES256 verify + JSON.parse',
  ours: () => verifyCertificate(bundle, trust, { now }),
  baseline: () =>
    verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes) &&
    JSON.parse(Buffer.from(body, 'base64url').toString()),
  count: 500,
});
