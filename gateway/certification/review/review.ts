/** The automatic review: every rule is asked, so that an applicant learns all that is wrong at once. */
import type { CertificateApplication, Organisation } from '../../../chaincode/index.js';
import type { ReviewParameters } from './parameters.js';
import type { ReviewCheck } from './rule.js';
import { reviewRules } from './rules.js';

export interface Review {
  readonly decision: 'approved' | 'manual' | 'rejected';
  readonly checks: readonly ReviewCheck[];
}

export interface ReviewOptions {
  readonly parameters: ReviewParameters;
  readonly now: number;
  /** In [0, 1): decides which approved applications a person samples. */
  readonly random: () => number;
  /** Who would issue: then its authority is reviewed too. */
  readonly issuer?: Organisation;
}

/** Reviews an application. */
export function reviewApplication(
  application: CertificateApplication,
  { parameters, now, random, issuer }: ReviewOptions,
): Review {
  const context = { application, parameters, now, ...(issuer ? { issuer } : {}) };
  const checks: ReviewCheck[] = reviewRules().map(({ id, check }) => ({
    rule: id,
    ...check(context),
  }));
  if (checks.some((check) => check.result === 'reject')) return { decision: 'rejected', checks };
  if (checks.some((check) => check.result === 'manual')) return { decision: 'manual', checks };
  if (random() * 100 < parameters.samplePercent) {
    const message = 'drawn at random for a look by a person';
    return {
      decision: 'manual',
      checks: [...checks, { rule: 'random-sample', result: 'manual', message }],
    };
  }
  return { decision: 'approved', checks };
}
