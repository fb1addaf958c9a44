/**
 * Verifies a certificate against a trust list: pure, offline, no network. Six checks in order; the first that fails
 * decides. What could not be checked is never called invalid, and nothing uncertain is called valid.
 */
import type { Organisation } from '../../chaincode/index.js';
import { verifyInclusion } from '../../chaincode/index.js';
import type { CompactJws } from './compact-jws.js';
import { isSignedBy, parseCompact } from './compact-jws.js';
import type { CertificateBundle } from './batch.js';
import type { Credential } from './credential.js';
import { CREDENTIAL, issuerId } from './credential.js';
import { certificateLeaf, VC_JWT } from './issue.js';
import type { VerificationCode, VerificationOutcome } from './outcomes.js';
import { OUTCOME_SENTENCES, VERIFICATION_CODES } from './outcomes.js';
import { isSet, STATUS_LIST_ENTRIES } from './status-list.js';
import { parseStrict } from './strict-json.js';
import type { TrustedKey, TrustList } from './trust-list.js';
import { anchorName } from './trust-list.js';

export type CheckName = 'integrity' | 'issuer' | 'authority' | 'dates' | 'status' | 'anchor';

export interface VerificationCheck {
  readonly name: CheckName;
  readonly result: 'pass' | 'fail' | 'unknown' | 'not-reached';
  readonly code?: VerificationCode;
  readonly message: string;
}

export interface VerificationResult {
  readonly outcome: VerificationOutcome;
  readonly code: VerificationCode;
  readonly message: string;
  readonly checks: readonly VerificationCheck[];
  /** Display name and MSP id of the issuer, once the signature holds. */
  readonly issuer?: string;
  readonly number?: string;
  /** The time for which the answer holds: that of the status information used. */
  readonly asOf: string;
}

export interface VerifyOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const NAMES: readonly CheckName[] = [
  'integrity',
  'issuer',
  'authority',
  'dates',
  'status',
  'anchor',
];
const SKEW_MS = 120_000;
const MAX_DOCUMENT = 1024 * 1024;

/** Ends the verification with a code. */
class Decided extends Error {
  readonly code: VerificationCode;

  constructor(code: VerificationCode, message: string) {
    super(message);
    this.code = code;
  }
}

interface Subject {
  readonly jws: CompactJws;
  readonly inclusion: CertificateBundle['inclusion'] | undefined;
  readonly credential: Credential;
  readonly signer: TrustedKey;
}

/** Verifies a bare JWS or a bundle. */
export function verifyCertificate(
  document: Uint8Array | string,
  trust: TrustList,
  { now }: VerifyOptions,
): VerificationResult {
  const passed: VerificationCheck[] = [];
  let subject: Subject | undefined;
  const pass = (name: CheckName, message: string): void =>
    void passed.push({ name, result: 'pass', message });
  try {
    if (now >= Date.parse(trust.validUntil)) {
      throw new Decided(
        'TRUST_LIST_EXPIRED',
        `the trust list ended ${trust.validUntil}; download a new one`,
      );
    }
    subject = openDocument(document, trust);
    pass('integrity', 'the content is exactly what the issuer signed');
    pass('issuer', checkIssuer(subject));
    pass('authority', checkAuthority(subject));
    pass('dates', checkDates(subject.credential, now));
    pass('status', checkStatus(subject, trust, now));
    pass('anchor', checkAnchor(subject, trust));
    return result('VALID', OUTCOME_SENTENCES.en.VALID, passed, subject, trust);
  } catch (cause) {
    if (!(cause instanceof Decided)) throw cause;
    return result(cause.code, cause.message, withFailure(passed, cause), subject, trust);
  }
}

function withFailure(
  passed: readonly VerificationCheck[],
  { code, message }: Decided,
): VerificationCheck[] {
  const outcome = VERIFICATION_CODES[code];
  const failed: VerificationCheck = {
    name: NAMES[passed.length] ?? 'anchor',
    result: outcome === 'INVALID' ? 'fail' : 'unknown',
    ...{ code, message },
  };
  const rest = NAMES.slice(passed.length + 1).map((name): VerificationCheck => ({
    name,
    result: 'not-reached',
    message: 'an earlier check decided',
  }));
  return [...passed, failed, ...rest];
}

function result(
  code: VerificationCode,
  message: string,
  checks: readonly VerificationCheck[],
  subject: Subject | undefined,
  trust: TrustList,
): VerificationResult {
  const organisation = subject?.signer.organisation;
  return {
    outcome: VERIFICATION_CODES[code],
    ...{ code, message, checks, asOf: trust.issuedAt },
    ...(organisation ? { issuer: `${organisation.name} (${organisation.mspId})` } : {}),
    ...(subject ? { number: subject.credential.credentialSubject.number } : {}),
  };
}

function openDocument(document: Uint8Array | string, trust: TrustList): Subject {
  const { jws, inclusion } = parseDocument(document);
  const { typ, cty, kid } = jws.header;
  if (typ !== VC_JWT.typ || cty !== VC_JWT.cty) {
    throw new Decided('MEDIA_TYPE', `the token is ${typ.slice(0, 40)}, not ${VC_JWT.typ}`);
  }
  const signer = trust.keys.get(kid);
  // An unknown key is no forgery: the trust list may be another community's.
  if (!signer) throw new Decided('ISSUER_UNKNOWN', 'the trust list does not know the signing key');
  if (!isSignedBy(jws, signer.key))
    throw new Decided('SIGNATURE_INVALID', 'the signature does not fit the content');
  return { jws, inclusion, credential: parseCredential(jws), signer };
}

function parseDocument(document: Uint8Array | string): {
  jws: CompactJws;
  inclusion: CertificateBundle['inclusion'] | undefined;
} {
  const text = (
    typeof document === 'string' ? document : Buffer.from(document).toString('utf8')
  ).trim();
  if (text.length > MAX_DOCUMENT)
    throw new Decided('DOCUMENT_UNREADABLE', `larger than ${MAX_DOCUMENT} bytes`);
  try {
    if (!text.startsWith('{')) return { jws: parseCompact(text), inclusion: undefined };
    const bundle = parseStrict(text) as Partial<CertificateBundle>;
    if (typeof bundle.jws !== 'string') throw new SyntaxError('the bundle holds no jws');
    return { jws: parseCompact(bundle.jws), inclusion: bundle.inclusion };
  } catch (cause) {
    throw new Decided('DOCUMENT_UNREADABLE', `not a certificate: ${(cause as Error).message}`);
  }
}

function parseCredential(jws: CompactJws): Credential {
  try {
    return CREDENTIAL.parse(parseStrict(jws.payload.toString('utf8')));
  } catch (cause) {
    const first = (cause as { issues?: { path: PropertyKey[]; message: string }[] }).issues?.[0];
    const where = first
      ? `${first.path.map(String).join('/')}: ${first.message}`
      : (cause as Error).message;
    throw new Decided(
      'CONTENT_INVALID',
      `the content does not follow the certificate's schema: ${where.slice(0, 200)}`,
    );
  }
}

function checkIssuer({ credential, signer }: Subject): string {
  const { organisation, entry } = signer;
  if (credential.issuer.id !== issuerId(organisation.mspId)) {
    throw new Decided(
      'ISSUER_MISMATCH',
      `the key belongs to ${organisation.mspId}, the content names another issuer`,
    );
  }
  const issuedAt = Date.parse(credential.validFrom);
  if (issuedAt < Date.parse(entry.validFrom) || issuedAt >= Date.parse(entry.validUntil)) {
    throw new Decided('KEY_NOT_VALID', 'the key was not valid when the certificate was issued');
  }
  return `signed by ${organisation.name} (${organisation.mspId})`;
}

function checkAuthority({ credential, signer }: Subject): string {
  const { certificateType, exportCountry } = credential.credentialSubject;
  const at = Date.parse(credential.validFrom);
  const isEntitled = signer.organisation.authorities.some(
    (authority: Organisation['authorities'][number]) =>
      authority.certificateType === certificateType &&
      authority.country === exportCountry &&
      Date.parse(authority.validFrom) <= at &&
      at < Date.parse(authority.validUntil),
  );
  const what = `${certificateType} certificates for ${exportCountry}`;
  if (!isEntitled)
    throw new Decided('AUTHORITY_MISSING', `the issuer was not entitled to issue ${what}`);
  return `entitled to issue ${what}`;
}

function checkDates({ validFrom, validUntil }: Credential, now: number): string {
  if (now < Date.parse(validFrom) - SKEW_MS)
    throw new Decided('NOT_YET_VALID', `valid from ${validFrom}`);
  if (now >= Date.parse(validUntil)) throw new Decided('EXPIRED', `expired ${validUntil}`);
  return `valid until ${validUntil}`;
}

function checkStatus({ credential, signer }: Subject, trust: TrustList, now: number): string {
  for (const entry of credential.credentialStatus) {
    const expected = `${issuerId(signer.organisation.mspId)}:status:${entry.statusPurpose}`;
    const index = Number(entry.statusListIndex);
    if (entry.statusListCredential !== expected || index >= STATUS_LIST_ENTRIES) {
      throw new Decided(
        'CONTENT_INVALID',
        'the certificate names a status list that is not its issuer’s',
      );
    }
    const list = trust.statusLists.get(expected);
    if (!list)
      throw new Decided('STATUS_UNKNOWN', `no ${entry.statusPurpose} list of the issuer is held`);
    if (isSet(list.bits, index)) {
      const code = entry.statusPurpose === 'revocation' ? 'REVOKED' : 'SUSPENDED';
      throw new Decided(
        code,
        `the issuer has ${code.toLowerCase()} the certificate, as of ${list.validFrom}`,
      );
    }
    if (now >= Date.parse(list.validUntil)) {
      throw new Decided(
        'STATUS_STALE',
        `the newest ${entry.statusPurpose} list is of ${list.validFrom}; download a new trust list`,
      );
    }
  }
  return 'neither revoked nor suspended';
}

function checkAnchor({ jws, inclusion, credential, signer }: Subject, trust: TrustList): string {
  const { mspId } = signer.organisation;
  const anchor =
    inclusion && inclusion.issuer === mspId
      ? trust.anchors.get(anchorName(mspId, inclusion.sequence))
      : undefined;
  if (anchor && inclusion) {
    const proof: readonly unknown[] = Array.isArray(inclusion.proof) ? inclusion.proof : [];
    const holds = verifyInclusion({
      ...{ index: inclusion.index, size: anchor.size, root: Buffer.from(anchor.root, 'hex') },
      leaf: certificateLeaf(jws.payload),
      proof: proof.map((hash) => Buffer.from(String(hash), 'base64url')),
    });
    if (!holds)
      throw new Decided('ANCHOR_MISMATCH', 'the proof does not lead to the root on the ledger');
    return `on the ledger since ${anchor.anchoredAt}`;
  }
  const newest = trust.newestAnchor.get(mspId);
  if (
    newest === undefined ||
    credential.validFrom > newest ||
    trust.issuedAt < credential.validFrom
  ) {
    throw new Decided('NOT_YET_ANCHORED', OUTCOME_SENTENCES.en.NOT_YET_ANCHORED);
  }
  if (!inclusion) {
    throw new Decided(
      'PROOF_MISSING',
      'the file carries no proof of inclusion: ask the issuer for the bundle',
    );
  }
  throw new Decided('ANCHOR_UNKNOWN', 'the trust list does not hold the batch that the file names');
}
