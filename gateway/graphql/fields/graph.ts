/** Root fields over the knowledge graph: look up, search, ask, and keep the projection honest. */
import type { EntityRefView } from '../../questions.js';
import type { Builder, Input } from '../builder.js';
import { badInput } from '../connections.js';
import { callerOf } from '../context.js';
import type { GivenKnownAt } from '../inputs/known-at.js';
import { defineKnownAt, knownAtOf } from '../inputs/known-at.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';
import { checked, within } from './bounds.js';
import { entityRef } from './entity-ref.js';
import { addKnowledgeFields } from './knowledge.js';
import { addQuestionFields } from './questions.js';

const MAX_FOUND = 50;
const MAX_QUERY_LENGTH = 200;

/** Adds entity, searchEntities, the questions, graphStatus, compactGraph, rebuildGraph and verifyGraph. */
export function addGraphFields(
  builder: Builder,
  types: NodeTypes,
  ref: Input<EntityRefView>,
): void {
  const knownAt = defineKnownAt(builder);
  addLookups(builder, types, knownAt);
  addQuestionFields(builder, types, { knownAt, ref });
  addKnowledgeFields(builder, types, knownAt);
  builder.queryField('graphStatus', (t) =>
    t.field({
      type: types.GraphStatus,
      authScopes: { scope: 'graph:read' },
      complexity: 100,
      description: 'The state of the projection from the ledger to the graph.',
      resolve: (_root, _args, context) => context.application.graphStatus(callerOf(context)),
    }),
  );
  addMaintenance(builder, types);
}

function addLookups(builder: Builder, types: NodeTypes, knownAt: Input<GivenKnownAt>): void {
  builder.queryFields((t) => ({
    entity: t.field({
      type: types.Entity,
      nullable: true,
      authScopes: { scope: 'graph:read' },
      description: 'One entity of the knowledge graph; null when there is none.',
      args: {
        label: t.arg.string({ description: 'Its label, e.g. Company.' }),
        key: t.arg.string({ description: 'Its key.' }),
        knownAt: t.arg({
          ...{ type: knownAt, required: false },
          description: 'As known then; now when absent.',
        }),
      },
      resolve: (_root, { label, key, knownAt: given }, context) =>
        context.application.entity(callerOf(context), {
          ...entityRef({ label, key }),
          ...knownAtOf(given),
        }),
    }),
    searchEntities: t.field({
      type: [types.Entity],
      authScopes: { scope: 'graph:read' },
      complexity: ({ limit }) => ({ field: 20, multiplier: within(limit ?? 20, MAX_FOUND) }),
      description: 'Entities whose name or key contains the text.',
      args: {
        query: t.arg.string({
          description: 'Text to look for, 2 to 200 characters; one is enough in Chinese.',
        }),
        limit: t.arg.int({
          required: false,
          defaultValue: 20,
          description: `How many to return, 1 to ${MAX_FOUND}.`,
        }),
      },
      resolve: async (_root, { query, limit }, context) => {
        const text = query.trim();
        const isTooShort = text.length < 2 && !/^\p{Script=Han}$/u.test(text);
        if (isTooShort || text.length > MAX_QUERY_LENGTH) {
          throw badInput(
            `\`query\` has 2 to ${MAX_QUERY_LENGTH} characters, or is one of Chinese.`,
          );
        }
        const count = checked('limit', limit ?? 20, MAX_FOUND);
        return [...(await context.application.searchEntities(callerOf(context), text, count))];
      },
    }),
  }));
}

function addMaintenance(builder: Builder, types: NodeTypes): void {
  const rebuild = definePayload(builder, types.Refusal, {
    name: 'RebuildGraph',
    description: 'The rebuilt graph.',
    field: 'rebuild',
    type: types.GraphRebuild,
  });
  const verify = definePayload(builder, types.Refusal, {
    name: 'VerifyGraph',
    description: 'The comparison.',
    field: 'comparison',
    type: types.GraphComparison,
  });
  const compact = definePayload(builder, types.Refusal, {
    name: 'CompactGraph',
    description: 'What it brought.',
    field: 'compaction',
    type: types.GraphCompaction,
  });
  builder.mutationFields((t) => ({
    compactGraph: t.field({
      type: compact,
      authScopes: { scope: 'operate' },
      complexity: 1000,
      description:
        'Rewrites the files of the embedded graph without what was removed; questions about the graph wait.',
      resolve: (_root, _args, context) => context.application.compactGraph(callerOf(context)),
    }),
    rebuildGraph: t.field({
      type: rebuild,
      authScopes: { scope: 'operate' },
      complexity: 1000,
      description: 'Builds the graph anew from the ledger.',
      resolve: (_root, _args, context) => context.application.rebuildGraph(callerOf(context)),
    }),
    verifyGraph: t.field({
      type: verify,
      authScopes: { scope: 'operate' },
      complexity: 1000,
      description:
        'Compares the graph with one built anew, and its heads with its statements; changes nothing, but takes its time.',
      resolve: (_root, _args, context) => context.application.verifyGraph(callerOf(context)),
    }),
  }));
}
