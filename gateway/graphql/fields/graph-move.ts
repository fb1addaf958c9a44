/** Root fields that move the graph to another engine. */
import type { GraphMoveView } from '../../graph-views.js';
import type { Builder, Ref } from '../builder.js';
import { callerOf } from '../context.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';

/** Adds graphMove and moveGraph. */
export function addGraphMoveFields(builder: Builder, types: NodeTypes): void {
  const move = defineMove(builder);
  const payload = definePayload(builder, types.Refusal, {
    ...{ name: 'MoveGraph', description: 'The move that began.', field: 'move', type: move },
  });
  const target = builder.enumType('GraphTarget', {
    description: 'Where the graph can be moved to.',
    values: {
      embedded: { value: 'embedded', description: 'Into the node’s own folder.' },
      neo4j: {
        value: 'neo4j',
        description: 'To the Neo4j that the administrator of the machine named.',
      },
    },
  });
  builder.queryField('graphMove', (t) =>
    t.field({
      ...{ type: move, authScopes: { scope: 'operate' } },
      description: 'Where the graph is, and how far a move of it is.',
      resolve: (_root, _args, context) => context.application.graphMove(callerOf(context)),
    }),
  );
  builder.mutationField('moveGraph', (t) =>
    t.field({
      ...{ type: payload, authScopes: { scope: 'operate' }, complexity: 1000 },
      description: 'Begins to move the graph; the node works on meanwhile.',
      args: { to: t.arg({ type: target, description: 'Where to.' }) },
      resolve: (_root, { to }, context) => context.application.moveGraph(callerOf(context), to),
    }),
  );
}

function defineMove(builder: Builder): Ref<GraphMoveView> {
  return builder.objectRef<GraphMoveView>('GraphMove').implement({
    description: 'A move of the graph to another engine.',
    fields: (t) => ({
      phase: t.exposeString('phase', {
        description: 'One of idle, opening, replaying, verifying, moved and failed.',
      }),
      place: t.exposeString('place', { description: 'Where the graph is now.' }),
      block: t.exposeInt('block', { description: 'Block of the ledger that is replayed.' }),
      height: t.exposeInt('height', { description: 'Block to replay up to.' }),
      digest: t.exposeString('digest', {
        ...{ nullable: true, description: 'Digest of the moved graph, equal to that before.' },
      }),
      problem: t.exposeString('problem', {
        ...{ nullable: true, description: 'Why the move failed; the graph is where it was.' },
      }),
    }),
  });
}
