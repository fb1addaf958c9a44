/** Root fields over agreements: list, propose, accept, terminate. */
import type { AgreementTerms } from '../../../chaincode/index.js';
import type { AgreementView } from '../../application.js';
import type { Builder } from '../builder.js';
import { pageArgs, pageComplexity, pageRequest, toConnection } from '../connections.js';
import { callerOf } from '../context.js';
import { defineAgreementTerms } from '../inputs/agreement-terms.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';

/** Adds agreements and the three steps of their negotiation. */
export function addAgreementFields(builder: Builder, types: NodeTypes): void {
  builder.queryField('agreements', (t) =>
    t.field({
      type: types.Agreements.connection,
      authScopes: { scope: 'agreements:read' },
      complexity: pageComplexity,
      description: 'Agreements on the ledger; terms are shown to their parties only.',
      args: pageArgs(t.arg),
      resolve: async (_root, args, context) =>
        toConnection(
          await context.application.agreements(callerOf(context), pageRequest(args)),
          args,
        ),
    }),
  );
  addPropose(builder, types);
  addStep(builder, types, 'accept', 'Accepts the terms that the other party proposed.');
  addStep(builder, types, 'terminate', 'Ends the agreement: no further shares under it.');
}

function addPropose(builder: Builder, types: NodeTypes): void {
  const terms = defineAgreementTerms(builder, types.words);
  const payload = payloadOf(builder, types, 'ProposeAgreement');
  builder.mutationField('proposeAgreement', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'agreements:write' },
      complexity: 50,
      description: 'Proposes an agreement to another organisation.',
      args: { terms: t.arg({ type: terms, description: 'The terms.' }) },
      resolve: (_root, args, context) =>
        context.application.proposeAgreement(
          callerOf(context),
          args.terms as Omit<AgreementTerms, 'id' | 'salt'>,
        ),
    }),
  );
}

function addStep(
  builder: Builder,
  types: NodeTypes,
  step: 'accept' | 'terminate',
  description: string,
): void {
  const payload = payloadOf(
    builder,
    types,
    step === 'accept' ? 'AcceptAgreement' : 'TerminateAgreement',
  );
  builder.mutationField(`${step}Agreement`, (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'agreements:write' },
      complexity: 50,
      description,
      args: { id: t.arg.id({ description: 'Id of the agreement.' }) },
      resolve: (_root, { id }, context) => {
        const { application } = context;
        return step === 'accept'
          ? application.acceptAgreement(callerOf(context), id)
          : application.terminateAgreement(callerOf(context), id);
      },
    }),
  );
}

function payloadOf(builder: Builder, types: NodeTypes, name: string) {
  return definePayload<AgreementView>(builder, types.Refusal, {
    name,
    description: 'The agreement after this step.',
    field: 'agreement',
    type: types.Agreement,
  });
}
