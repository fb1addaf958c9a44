/**
 * W3C vc-data-model-2.0 suite. Its files are fragments that its harness completes; here each is laid over a certificate
 * of ours. Whatever the data model forbids must stay forbidden. What it allows beyond our closed profile is refused too,
 * and listed: the profile is a subset, not the whole model.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildCredential, CREDENTIAL } from '../../gateway/certification/credential.js';
import { demoApplication } from '../../gateway/demo/application-form.js';

const FOLDER = join(
  process.env['GUANLIAN_SHARED'] ?? join(import.meta.dirname, '../../../shared'),
  'vectors/vc-data-model-2.0',
);
const there = existsSync(FOLDER);
if (!there) console.log(`skipped: no VC data model files in ${FOLDER}`);

const OWN = JSON.parse(
  JSON.stringify(
    buildCredential({
      ...{ application: demoApplication(0), issuer: { mspId: 'IssuerMSP', name: 'Office' } },
      ...{ id: 'urn:uuid:00000000-0000-4000-8000-000000000000', number: '1', statusIndex: 1 },
      ...{ validFrom: '2026-01-01T00:00:00Z', validUntil: '9000-01-01T00:00:00Z' },
    }),
  ),
) as Record<string, unknown>;

/** What nearly every file repeats only because the model wants it there; it is not what the file tries. */
const BASE = new Set([
  '"https://www.w3.org/ns/credentials/v2"',
  '["https://www.w3.org/ns/credentials/v2"]',
  '["VerifiableCredential"]',
  '{"id":"did:example:subject"}',
]);
const REQUIRED = ['@context', 'type', 'credentialSubject'];

/** Our certificate with what the file tries: its special members laid over ours, and what it leaves out left out. */
function laidOver(name: string): Record<string, unknown> {
  // The suite fills in these two dates at run time.
  const text = readFileSync(join(FOLDER, name), 'utf8')
    .replaceAll('FUTURE DATE', '2100-01-01T00:00:00Z')
    .replaceAll('PAST DATE', '2000-01-01T00:00:00Z');
  const file = JSON.parse(text) as Record<string, unknown>;
  const tried = Object.entries(file).filter(([, value]) => !BASE.has(JSON.stringify(value)));
  const missing = REQUIRED.filter((member) => !(member in file));
  if (name.includes('-no-issuer-')) missing.push('issuer');
  const merged = Object.entries({ ...OWN, ...Object.fromEntries(tried) });
  return Object.fromEntries(merged.filter(([member]) => !missing.includes(member)));
}

const names = (): string[] =>
  readdirSync(FOLDER).filter((name) => /^(credential|issuer)-/.test(name));

describe.skipIf(!there)('VC data model 2.0', () => {
  test('the certificate itself is taken', () => {
    expect(CREDENTIAL.safeParse(OWN).success).toBe(true);
  });

  test('whatever the model forbids is refused', () => {
    const bad = names().filter((name) => /-fail(-or-inject)?\.json$/.test(name));
    const taken = bad.filter((name) => CREDENTIAL.safeParse(laidOver(name)).success);
    expect(taken).toEqual([]);
    expect(bad.length).toBe(41);
  });

  test('what the model allows is taken where our profile has it', () => {
    const good = names().filter((name) => name.endsWith('-ok.json'));
    const taken = good.filter((name) => CREDENTIAL.safeParse(laidOver(name)).success);
    // No optional text, no second subject, no other contexts, types, schemas, proofs, terms or evidence.
    expect(taken.sort()).toEqual([
      'credential-description-optional-ok.json',
      'credential-id-other-ok.json',
      'credential-id-subject-single-ok.json',
      'credential-name-optional-ok.json',
      'credential-ok.json',
      'credential-validUntil-validFrom-ok.json',
      'credential-validfrom-far-future-ok.json',
      'credential-validfrom-ms-ok.json',
      'credential-validfrom-tz-ok.json',
      'credential-validuntil-ms-ok.json',
      'credential-validuntil-ok.json',
      'credential-validuntil-tz-ok.json',
    ]);
    expect(good.length).toBe(54);
  });
});
