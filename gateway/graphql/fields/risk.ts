/** Root fields over risk: the alert queue, live alerts with a resumable cursor, scores of a declaration. */
import type { ScoreView } from '../../application.js';
import type { Builder } from '../builder.js';
import { pageArgs, pageComplexity, pageRequest, toConnection } from '../connections.js';
import { callerOf } from '../context.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';

/** Adds alerts, scores and the subscription alertRaised. */
export function addRiskFields(builder: Builder, types: NodeTypes): void {
  builder.queryField('alerts', (t) =>
    t.field({
      type: types.Alerts.connection,
      authScopes: { scope: 'alerts:read' },
      complexity: pageComplexity,
      description: 'Risk alerts of this node.',
      args: {
        ...pageArgs(t.arg),
        typology: t.arg.string({ required: false, description: 'Only alerts of this typology.' }),
      },
      resolve: async (_root, args, context) => {
        const filter = typeof args.typology === 'string' ? { typology: args.typology } : {};
        const page = pageRequest(args);
        return toConnection(
          await context.application.alerts(callerOf(context), page, filter),
          args,
        );
      },
    }),
  );
  addScores(builder, types);
  addAlertRaised(builder, types);
}

function addScores(builder: Builder, types: NodeTypes): void {
  const payload = definePayload<readonly ScoreView[]>(builder, types.Refusal, {
    name: 'Scores',
    description: 'The scores.',
    field: 'scores',
    type: types.Scores,
  });
  builder.queryField('scores', (t) =>
    t.field({
      type: payload,
      authScopes: { scope: 'alerts:read' },
      complexity: 50,
      description: 'Scores the goods items of a declaration with the frozen, signed model.',
      args: { recordId: t.arg.id({ description: 'Id of the declaration record.' }) },
      resolve: (_root, { recordId }, context) =>
        context.application.scores(callerOf(context), recordId),
    }),
  );
}

function addAlertRaised(builder: Builder, types: NodeTypes): void {
  builder.subscriptionType({ description: 'Live answers, sent as server-sent events.' });
  builder.subscriptionField('alertRaised', (t) =>
    t.field({
      type: types.Alerts.edge,
      authScopes: { scope: 'alerts:read' },
      complexity: 50,
      description:
        'Alerts after the cursor (all when absent), then each new one as it is raised. Keep the last cursor to resume after a break.',
      args: {
        after: t.arg.string({
          required: false,
          description:
            'Cursor of the last alert received; one that this node did not give is refused.',
        }),
      },
      subscribe: (_root, { after }, context) => {
        const resume = typeof after === 'string' ? { after } : {};
        const { application, signal } = context;
        return application.alertStream(callerOf(context), { ...resume, signal });
      },
      resolve: (edge) => edge,
    }),
  );
}
