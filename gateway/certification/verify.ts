/**
 * Verifies a certificate against a trust list: pure, offline, no network. Six checks in order; the first that fails
 * decides. What could not be checked is never called invalid, and nothing uncertain is called valid.
 */
import type { Organisation } from '../../chaincode/index.js';
import type { CertificateBundle } from './batch.js';
import type { CompactJws } from './compact-jws.js';
import { isSignedBy, parseCompact } from './compact-jws.js';
import type { Credential } from './credential.js';
import { CREDENTIAL, issuerId } from './credential.js';
import { Decided } from './decided.js';
import { VC_JWT } from './issue.js';
import type { VerificationCode, VerificationOutcome } from './outcomes.js';
import { OUTCOME_SENTENCES, VERIFICATION_CODES } from './outcomes.js';
import { parseStrict } from './strict-json.js';
import type { TrustedKey } from './trusted-key.js';
import { isValidAt } from './trusted-key.js';
import type { TrustList } from './trust-list.js';
import { checkAnchor } from './verify-anchor.js';
import { checkStatus, statusTime } from './verify-status.js';

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
  /** The time for which the answer holds: that of the oldest information used. */
  readonly asOf: string;
  /** With CANNOT_CHECK, when what is missing was last good. */
  readonly lastGood?: string;
}

export interface VerifyOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Oldest status list accepted, in milliseconds; each list's own end counts besides. */
  readonly maxStatusAgeMs?: number;
  /** Longest time between issue and anchor, in milliseconds. */
  readonly maxAnchorDelayMs?: number;
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
  options: VerifyOptions,
): VerificationResult {
  const { now } = options;
  const passed: VerificationCheck[] = [];
  let subject: Subject | undefined;
  const pass = (name: CheckName, message: string): void =>
    void passed.push({ name, result: 'pass', message });
  try {
    checkTime(trust, now);
    subject = openDocument(document, trust);
    pass('integrity', 'the content is exactly what the issuer signed');
    pass('issuer', checkIssuer(subject));
    pass('authority', checkAuthority(subject));
    pass('dates', checkDates(subject.credential, now));
    const { credential, signer } = subject;
    pass('status', checkStatus(credential, signer, trust, { ...options, skewMs: SKEW_MS }));
    pass('anchor', anchored(subject, trust, options));
    const message = OUTCOME_SENTENCES.en.VALID;
    return result({ code: 'VALID', message, lastGood: undefined }, passed, subject, trust);
  } catch (cause) {
    if (!(cause instanceof Decided)) throw cause;
    return result(cause, withFailure(passed, cause), subject, trust);
  }
}

function checkTime(trust: TrustList, now: number): void {
  if (now >= Date.parse(trust.validUntil)) {
    throw new Decided(
      'TRUST_LIST_EXPIRED',
      `the trust list ended ${trust.validUntil}; download a new one`,
      trust.issuedAt,
    );
  }
  if (now < Date.parse(trust.issuedAt) - SKEW_MS) {
    throw new Decided('CLOCK_BEHIND', `the trust list is of ${trust.issuedAt}: set the clock`);
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
  { code, message, lastGood }: Pick<Decided, 'code' | 'message' | 'lastGood'>,
  checks: readonly VerificationCheck[],
  subject: Subject | undefined,
  trust: TrustList,
): VerificationResult {
  const organisation = subject?.signer.organisation;
  return {
    outcome: VERIFICATION_CODES[code],
    ...{ code, message, checks },
    asOf: organisation ? statusTime(organisation.mspId, trust) : trust.issuedAt,
    ...(lastGood === undefined ? {} : { lastGood }),
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
  const holders = trust.keys.get(kid) ?? [];
  const [holder] = holders;
  // An unknown key is no forgery: the trust list may be another community's.
  if (!holder) throw new Decided('ISSUER_UNKNOWN', 'the trust list does not know the signing key');
  // All holders of one id hold one key: the id is its thumbprint.
  if (!isSignedBy(jws, holder.key))
    throw new Decided('SIGNATURE_INVALID', 'the signature does not fit the content');
  const credential = parseCredential(jws);
  const named = holders.find((one) => issuerId(one.organisation.mspId) === credential.issuer.id);
  return { jws, inclusion, credential, signer: named ?? holder };
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
    return { jws: parseCompact(bundle.jws), inclusion: bundle.inclusion ?? undefined };
  } catch (cause) {
    throw new Decided('DOCUMENT_UNREADABLE', `not a certificate: ${(cause as Error).message}`);
  }
}

function parseCredential(jws: CompactJws): Credential {
  try {
    return CREDENTIAL.parse(parseStrict(jws.payload));
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
  const { organisation } = signer;
  if (credential.issuer.id !== issuerId(organisation.mspId)) {
    throw new Decided(
      'ISSUER_MISMATCH',
      `the key belongs to ${organisation.mspId}, the content names another issuer`,
    );
  }
  if (!isValidAt(signer, credential.validFrom)) {
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

function anchored(
  { jws, inclusion, credential, signer }: Subject,
  trust: TrustList,
  { maxAnchorDelayMs }: VerifyOptions,
): string {
  const { mspId } = signer.organisation;
  const issuedAt = Date.parse(credential.validFrom);
  return checkAnchor(
    { mspId, payload: jws.payload, inclusion, issuedAt },
    trust.anchors.get(mspId),
    trust.issuedAt,
    maxAnchorDelayMs,
  );
}
