/** Root fields that write a part of the graph to a file: around one entity, or of a case. */
import { LONGEST_PATH, MOST_SUBJECTS } from '../../../graph/index.js';
import type { GraphExportView, GraphFormat } from '../../graph-views.js';
import type { EntityRefView } from '../../questions.js';
import type { Builder, Input, Ref, WordEnum } from '../builder.js';
import { callerOf } from '../context.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';
import { checked } from './bounds.js';
import { entityRef } from './entity-ref.js';

const MAX_HOPS = 3;
const MAX_NODES = 500;
const READ = { scope: 'graph:read' } as const;

interface ExportTypes {
  readonly format: WordEnum<GraphFormat>;
  readonly file: Ref<GraphExportView>;
}

/** Adds exportGraph and exportCase. */
export function addGraphExportFields(
  builder: Builder,
  types: NodeTypes,
  ref: Input<EntityRefView>,
): void {
  const own = { format: defineFormat(builder), file: defineFile(builder, types) };
  addExport(builder, own);
  addCaseExport(builder, types, { ...own, ref });
}

function defineFormat(builder: Builder): WordEnum<GraphFormat> {
  return builder.enumType('GraphFormat', {
    description: 'A format in which a part of the graph leaves the node.',
    values: {
      ftm: { value: 'ftm', description: 'FollowTheMoney entities, one JSON object per line.' },
      graphml: { value: 'graphml', description: 'GraphML, XML that drawing programs read.' },
      json: { value: 'json', description: 'One JSON document with nodes and relationships.' },
    } satisfies Record<GraphFormat, { value: GraphFormat; description: string }>,
  });
}

function defineFile(builder: Builder, types: NodeTypes): Ref<GraphExportView> {
  return builder.objectRef<GraphExportView>('GraphExport').implement({
    description: 'A part of the graph as text.',
    fields: (t) => ({
      text: t.exposeString('text', { description: 'The content of the file.' }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there is more than the limit allowed to show.',
      }),
      findings: t.field({
        type: [types.Finding],
        description: 'What the format could not say, and what a case lacks.',
        resolve: ({ findings }) => [...findings],
      }),
    }),
  });
}

function addExport(builder: Builder, { format, file }: ExportTypes): void {
  builder.queryField('exportGraph', (t) =>
    t.field({
      ...{ type: file, nullable: true, authScopes: READ, complexity: 500 },
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

function addCaseExport(
  builder: Builder,
  types: NodeTypes,
  { format, file, ref }: ExportTypes & { readonly ref: Input<EntityRefView> },
): void {
  const payload = definePayload(builder, types.Refusal, {
    ...{ name: 'ExportCase', description: 'The case as a file.', field: 'file', type: file },
  });
  builder.queryField('exportCase', (t) =>
    t.field({
      ...{ type: payload, authScopes: READ, complexity: 1000 },
      description:
        'The subgraph of a case as a file: what `caseGraph` answers, each fact with its records. Refused when an entity is unknown.',
      args: {
        subjects: t.arg({ type: [ref], description: `The entities, 1 to ${MOST_SUBJECTS}.` }),
        longest: t.arg.int({
          ...{ required: false, defaultValue: 4 },
          description: `How many relationships long at most, 1 to ${LONGEST_PATH}.`,
        }),
        limit: t.arg.int({
          ...{ required: false, defaultValue: 200 },
          description: `How many entities at most, 1 to ${MAX_NODES}.`,
        }),
        format: t.arg({ type: format, description: 'The format.' }),
      },
      resolve: (_root, { subjects, longest, limit, format: chosen }, context) =>
        context.application.exportCase(callerOf(context), {
          ...{ subjects: subjects.map(entityRef), format: chosen, signal: context.signal },
          longest: checked('longest', longest ?? 4, LONGEST_PATH),
          limit: checked('limit', limit ?? 200, MAX_NODES),
        }),
    }),
  );
}
