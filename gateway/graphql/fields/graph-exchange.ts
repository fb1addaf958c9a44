/** Root fields that take the graph elsewhere: a part of it as a file, all of it to another engine. */
import type { GraphExportView, GraphFormat, GraphMoveView } from '../../graph-views.js';
import type { Builder, Ref } from '../builder.js';
import { callerOf } from '../context.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';
import { checked } from './bounds.js';
import { entityRef } from './entity-ref.js';

const MAX_HOPS = 3;
const MAX_NODES = 500;

/** Adds exportGraph, graphMove and moveGraph. */
export function addGraphExchangeFields(builder: Builder, types: NodeTypes): void {
  addExport(builder, types);
  addMove(builder, types);
}

function addExport(builder: Builder, types: NodeTypes): void {
  const format = builder.enumType('GraphFormat', {
    description: 'A format in which a part of the graph leaves the node.',
    values: {
      ftm: { value: 'ftm', description: 'FollowTheMoney entities, one JSON object per line.' },
      graphml: { value: 'graphml', description: 'GraphML, XML that drawing programs read.' },
      json: { value: 'json', description: 'One JSON document with nodes and relationships.' },
    } satisfies Record<GraphFormat, { value: GraphFormat; description: string }>,
  });
  const type = builder.objectRef<GraphExportView>('GraphExport').implement({
    description: 'A part of the graph as text.',
    fields: (t) => ({
      text: t.exposeString('text', { description: 'The content of the file.' }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there is more than the limit allowed to show.',
      }),
      findings: t.field({
        type: [types.Finding],
        description: 'What the format could not say.',
        resolve: ({ findings }) => [...findings],
      }),
    }),
  });
  builder.queryField('exportGraph', (t) =>
    t.field({
      ...{ type, nullable: true, authScopes: { scope: 'graph:read' }, complexity: 500 },
      description: 'The entities around one entity as a file; null when there is no such entity.',
      args: {
        label: t.arg.string({ description: 'Label of the entity in the middle.' }),
        key: t.arg.string({ description: 'Its key.' }),
        hops: t.arg.int({
          ...{ required: false, defaultValue: 2 },
          description: `How many relationships away, 1 to ${MAX_HOPS}.`,
        }),
        limit: t.arg.int({
          ...{ required: false, defaultValue: 200 },
          description: `How many entities at most, 1 to ${MAX_NODES}.`,
        }),
        format: t.arg({ type: format, description: 'The format.' }),
      },
      resolve: async (_root, { label, key, hops, limit, format: chosen }, context) =>
        (await context.application.exportGraph(callerOf(context), {
          ...{ ...entityRef({ label, key }), format: chosen },
          hops: checked('hops', hops ?? 2, MAX_HOPS),
          limit: checked('limit', limit ?? 200, MAX_NODES),
        })) ?? null,
    }),
  );
}

function addMove(builder: Builder, types: NodeTypes): void {
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
