/** Root fields over where facts come from: sources of an entity, and what was purged. */
import type { Builder, Input } from '../builder.js';
import { callerOf } from '../context.js';
import type { GivenKnownAt } from '../inputs/known-at.js';
import { knownAtOf } from '../inputs/known-at.js';
import type { NodeTypes } from '../types/index.js';
import { entityRef } from './entity-ref.js';

/** Adds entitySources and purgedFacts. */
export function addKnowledgeFields(
  builder: Builder,
  types: NodeTypes,
  knownAt: Input<GivenKnownAt>,
): void {
  builder.queryFields((t) => ({
    entitySources: t.field({
      type: [types.EntitySource],
      authScopes: { scope: 'graph:read' },
      complexity: 100,
      description: 'Which records say what of an entity, and since when this node knows it.',
      args: {
        label: t.arg.string({ description: 'Its label, e.g. Company.' }),
        key: t.arg.string({ description: 'Its key.' }),
        knownAt: t.arg({
          ...{ type: knownAt, required: false },
          description: 'As known then; now when absent.',
        }),
        history: t.arg.boolean({
          ...{ required: false, defaultValue: false },
          description: 'Whether to add what was superseded.',
        }),
      },
      resolve: async (_root, { label, key, knownAt: given, history }, context) => [
        ...(await context.application.entitySources(callerOf(context), {
          ...entityRef({ label, key }),
          ...knownAtOf(given),
          history: history ?? false,
        })),
      ],
    }),
    purgedFacts: t.field({
      type: [types.PurgedFacts],
      authScopes: { scope: 'graph:read' },
      complexity: 100,
      description: 'What was purged from the graph: digests and reasons, never facts.',
      resolve: async (_root, _args, context) => [
        ...(await context.application.purgedFacts(callerOf(context))),
      ],
    }),
  }));
}
