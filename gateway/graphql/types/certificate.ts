/** Certificates and their verification in the schema. */
import type { CertificateView, ReviewCheckView, VerificationView } from '../../application.js';
import type { Builder, Ref } from '../builder.js';
import type { Words } from '../words.js';

export interface CertificateTypes {
  readonly Certificate: Ref<CertificateView>;
  readonly Verification: Ref<VerificationView>;
}

/** Adds Certificate, ReviewCheck, Verification and VerificationCheck. */
export function defineCertificates(builder: Builder, words: Words): CertificateTypes {
  const check = defineReviewCheck(builder, words);
  const Certificate = builder.objectRef<CertificateView>('Certificate').implement({
    description: 'An inspection certificate from application to status.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Random id.' }),
      number: t.exposeString('number', { description: 'Number as people quote it.' }),
      certificateType: t.exposeString('certificateType', { description: 'What it attests.' }),
      state: t.expose('state', { type: words.CertificateState, description: 'Where it stands.' }),
      applicationRecordId: t.exposeID('applicationRecordId', {
        nullable: true,
        description: 'The record of the application.',
      }),
      applicant: t.exposeString('applicant', {
        nullable: true,
        description: 'Who applied, where this user may see it.',
      }),
      issuedAt: t.expose('issuedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was signed.',
      }),
      validUntil: t.expose('validUntil', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when it is valid.',
      }),
      anchored: t.exposeBoolean('anchored', { description: 'Whether the ledger knows it yet.' }),
      anchorId: t.exposeID('anchorId', {
        nullable: true,
        description: 'The batch on the ledger that it is in.',
      }),
      checks: t.expose('checks', { type: [check], description: 'What the review rules found.' }),
      jws: t.exposeString('jws', {
        nullable: true,
        description: 'The signed certificate (compact JWS, vc+jwt).',
      }),
      bundle: t.exposeString('bundle', {
        nullable: true,
        description: 'The file to hand out, with its proof of inclusion on the ledger, JSON text.',
      }),
    }),
  });
  return { Certificate, Verification: defineVerification(builder, words) };
}

function defineReviewCheck(builder: Builder, words: Words): Ref<ReviewCheckView> {
  return builder.objectRef<ReviewCheckView>('ReviewCheck').implement({
    description: 'What one review rule found in an application.',
    fields: (t) => ({
      rule: t.exposeString('rule', { description: 'Name of the rule.' }),
      result: t.expose('result', { type: words.CheckResult, description: 'What it came to.' }),
      message: t.exposeString('message', { description: 'In plain words.' }),
      field: t.exposeString('field', { nullable: true, description: 'The field concerned.' }),
      found: t.exposeString('found', { nullable: true, description: 'What was found there.' }),
      repair: t.exposeString('repair', { nullable: true, description: 'What to change.' }),
    }),
  });
}

function defineVerification(builder: Builder, words: Words): Ref<VerificationView> {
  const check = builder.objectRef<VerificationView['checks'][number]>('VerificationCheck');
  check.implement({
    description: 'One step of a verification.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name of the step.' }),
      result: t.exposeString('result', { description: 'What it came to.' }),
      code: t.exposeString('code', { nullable: true, description: 'Stable code, if not passed.' }),
      message: t.exposeString('message', { description: 'In plain words.' }),
    }),
  });
  return builder.objectRef<VerificationView>('Verification').implement({
    description: 'The answer of a verification, the same here, over HTTP and offline.',
    fields: (t) => ({
      outcome: t.expose('outcome', {
        type: words.VerificationOutcome,
        description: 'One of the four outcomes.',
      }),
      code: t.exposeString('code', { description: 'Stable code of the deciding step.' }),
      message: t.exposeString('message', { description: 'In plain words.' }),
      checks: t.expose('checks', { type: [check], description: 'The steps one by one.' }),
      issuer: t.exposeString('issuer', { nullable: true, description: 'Who issued it.' }),
      number: t.exposeString('number', { nullable: true, description: 'Number it bears.' }),
      asOf: t.expose('asOf', { type: 'DateTime', description: 'As of when this is said.' }),
    }),
  });
}
