/** Certificates: review, issue, anchor, verify, by name. */
export { buildAnchor, bundleText } from './batch.js';
export type { CertificateBundle } from './batch.js';
export { issueCertificate } from './issue.js';
export type { IssuedCertificate } from './issue.js';
export type { Language, VerificationCode, VerificationOutcome } from './outcomes.js';
export { LANGUAGES, OUTCOME_SENTENCES, OUTCOMES, VERIFICATION_CODES } from './outcomes.js';
export type { ReviewParameters } from './review/parameters.js';
export { parseReviewParameters, REVIEW_DEFAULTS } from './review/parameters.js';
export type { Review, ReviewOptions } from './review/review.js';
export { reviewApplication } from './review/review.js';
export { reviewRules } from './review/rules.js';
export type { ReviewCheck } from './review/rule.js';
export {
  allocateIndex,
  signStatusList,
  STATUS_LIST_VALID_MS,
  statusListEntries,
} from './status-list.js';
export type { TrustList } from './trust-list.js';
export { buildTrustList, parseTrustList, TrustListInvalid } from './trust-list.js';
export type { VerificationCheck, VerificationResult, VerifyOptions } from './verify.js';
export { verifyCertificate } from './verify.js';
