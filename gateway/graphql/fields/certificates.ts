/** Root fields over certificates: list, apply, decide, change status. */
import type { CertificateApplication } from '../../../chaincode/index.js';
import type { CertificateView } from '../../application.js';
import type { Builder } from '../builder.js';
import { pageArgs, pageComplexity, pageRequest, toConnection } from '../connections.js';
import { callerOf } from '../context.js';
import { defineCertificateApplication } from '../inputs/certificate-application.js';
import { withoutNulls } from '../inputs/input-values.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';

/** Adds certificates, certificate, applyForCertificate, decideCertificate and setCertificateStatus. */
export function addCertificateFields(builder: Builder, types: NodeTypes): void {
  builder.queryFields((t) => ({
    certificates: t.field({
      type: types.Certificates.connection,
      authScopes: { scope: 'certificates:read' },
      complexity: pageComplexity,
      description: 'Certificates and applications that this user may see.',
      args: pageArgs(t.arg),
      resolve: async (_root, args, context) =>
        toConnection(
          await context.application.certificates(callerOf(context), pageRequest(args)),
          args,
        ),
    }),
    certificate: t.field({
      type: types.Certificate,
      nullable: true,
      authScopes: { scope: 'certificates:read' },
      description: 'One certificate; null when there is none.',
      args: { id: t.arg.id({ description: 'Id of the certificate.' }) },
      resolve: (_root, { id }, context) => context.application.certificate(callerOf(context), id),
    }),
  }));
  addApply(builder, types);
  addDecide(builder, types);
  addSetStatus(builder, types);
}

function addApply(builder: Builder, types: NodeTypes): void {
  const application = defineCertificateApplication(builder, types.words);
  const payload = payloadOf(builder, types, 'ApplyForCertificate');
  builder.mutationField('applyForCertificate', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'certificates:apply' },
      complexity: 100,
      description: 'Applies for a certificate; named rules review it at once.',
      args: { application: t.arg({ type: application, description: 'The application.' }) },
      resolve: (_root, args, context) =>
        context.application.applyForCertificate(callerOf(context), {
          ...(withoutNulls(args.application) as Omit<CertificateApplication, 'kind'>),
          kind: 'certificateApplication',
        }),
    }),
  );
}

function addDecide(builder: Builder, types: NodeTypes): void {
  const payload = payloadOf(builder, types, 'DecideCertificate');
  builder.mutationField('decideCertificate', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'certificates:issue' },
      complexity: 50,
      description: 'A person’s decision on an application that waits for one.',
      args: {
        id: t.arg.id({ description: 'Id of the certificate.' }),
        approve: t.arg.boolean({ description: 'True issues it, false rejects it.' }),
        reason: t.arg.string({ description: 'Why, in words; it is kept with the decision.' }),
      },
      resolve: (_root, { id, approve, reason }, context) =>
        context.application.decideCertificate(callerOf(context), id, { approve, reason }),
    }),
  );
}

function addSetStatus(builder: Builder, types: NodeTypes): void {
  const payload = payloadOf(builder, types, 'SetCertificateStatus');
  builder.mutationField('setCertificateStatus', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'certificates:issue' },
      complexity: 50,
      description: 'Suspends, reinstates or revokes a certificate.',
      args: {
        id: t.arg.id({ description: 'Id of the certificate.' }),
        status: t.arg({ type: types.words.CertificateChange, description: 'The new status.' }),
        reason: t.arg({ type: types.words.StatusReason, description: 'Why, as a code.' }),
      },
      resolve: (_root, { id, status, reason }, context) =>
        context.application.setCertificateStatus(callerOf(context), id, { status, reason }),
    }),
  );
}

function payloadOf(builder: Builder, types: NodeTypes, name: string) {
  return definePayload<CertificateView>(builder, types.Refusal, {
    name,
    description: 'The certificate after this step.',
    field: 'certificate',
    type: types.Certificate,
  });
}
