/** Root fields that ask the knowledge graph: around an entity, between two, in common, over time, for a case. */
import type { ArgBuilder } from '@pothos/core';
import type { Label, RelationshipType, ShareKindName } from '../../../graph/index.js';
import {
  LABELS,
  LONGEST_PATH,
  MOST_SUBJECTS,
  RELATIONSHIP_TYPES,
  SHARE_KIND_NAMES,
} from '../../../graph/index.js';
import type { EntityRefView } from '../../questions.js';
import type { Builder, Input, SchemaTypes } from '../builder.js';
import { badInput, pageArgs, pageComplexity, pageRequest, toConnection } from '../connections.js';
import { callerOf } from '../context.js';
import type { GivenKnownAt } from '../inputs/known-at.js';
import { knownAtOf } from '../inputs/known-at.js';
import type { NodeTypes } from '../types/index.js';
import { checked, within } from './bounds.js';
import { entityRef } from './entity-ref.js';

const MAX_HOPS = 3;
const MAX_NODES = 500;
const MAX_PATHS = 10;
const READ = { scope: 'graph:read' } as const;

/** Adds neighbourhood, relationships, connections, shares, timeline and caseGraph. */
export function addQuestionFields(
  builder: Builder,
  types: NodeTypes,
  { knownAt, ref }: { knownAt: Input<GivenKnownAt>; ref: Input<EntityRefView> },
): void {
  addNeighbourhood(builder, types, knownAt);
  addRelationships(builder, types);
  addConnections(builder, types, ref);
  addShares(builder, types);
  addTimeline(builder, types);
  addCase(builder, types, ref);
}

function addNeighbourhood(builder: Builder, types: NodeTypes, knownAt: Input<GivenKnownAt>): void {
  builder.queryField('neighbourhood', (t) =>
    t.field({
      type: types.Neighbourhood,
      nullable: true,
      authScopes: READ,
      complexity: ({ limit }) => ({ field: 50, multiplier: within(limit ?? 100, MAX_NODES) }),
      description: 'The entities around one entity; null when there is no such entity.',
      args: {
        ...entityArgs(t.arg),
        hops: t.arg.int({
          required: false,
          defaultValue: 1,
          description: `How many relationships away, 1 to ${MAX_HOPS}.`,
        }),
        limit: t.arg.int({
          required: false,
          defaultValue: 100,
          description: `How many entities at most, 1 to ${MAX_NODES}.`,
        }),
        types: typesArg(t.arg),
        labels: labelsArg(t.arg, 'Only entities with these labels; all when absent.'),
        knownAt: t.arg({
          ...{ type: knownAt, required: false },
          description: 'As known then; now when absent.',
        }),
      },
      resolve: async (_root, args, context) => {
        if (args.knownAt && (args.types || args.labels))
          throw badInput('`types` and `labels` are for the graph as it is now, not for `knownAt`.');
        return context.application.questions.picture(callerOf(context), {
          ref: entityRef(args),
          ...knownAtOf(args.knownAt),
          hops: checked('hops', args.hops ?? 1, MAX_HOPS),
          limit: checked('limit', args.limit ?? 100, MAX_NODES),
          types: typesOf(args.types),
          labels: labelsOf('labels', args.labels),
          signal: context.signal,
        });
      },
    }),
  );
}

function addRelationships(builder: Builder, types: NodeTypes): void {
  builder.queryField('relationships', (t) =>
    t.field({
      type: types.Relationships.connection,
      nullable: true,
      authScopes: READ,
      complexity: pageComplexity,
      description: 'All relationships of one entity in pages; null when there is no such entity.',
      args: { ...entityArgs(t.arg), ...pageArgs(t.arg), types: typesArg(t.arg) },
      resolve: async (_root, args, context) => {
        const page = await context.application.questions.relationships(callerOf(context), {
          ref: entityRef(args),
          types: typesOf(args.types),
          page: pageRequest(args),
          signal: context.signal,
        });
        return page && toConnection(page, args);
      },
    }),
  );
}

function addConnections(builder: Builder, types: NodeTypes, ref: Input<EntityRefView>): void {
  builder.queryField('connections', (t) =>
    t.field({
      type: types.Connections,
      nullable: true,
      authScopes: READ,
      complexity: ({ paths }) => ({ field: 100, multiplier: within(paths ?? 3, MAX_PATHS) }),
      description: 'How two entities are connected; null when one of them is unknown.',
      args: {
        from: t.arg({ type: ref, description: 'One of the two.' }),
        to: t.arg({ type: ref, description: 'The other one.' }),
        paths: t.arg.int({
          required: false,
          defaultValue: 3,
          description: `How many paths at most, 1 to ${MAX_PATHS}.`,
        }),
        longest: t.arg.int({
          required: false,
          defaultValue: 4,
          description: `How many relationships long at most, 1 to ${LONGEST_PATH}.`,
        }),
        types: typesArg(t.arg),
        without: labelsArg(
          t.arg,
          'Labels that paths do not go through; Country and Goods when absent.',
        ),
      },
      resolve: async (_root, args, context) =>
        context.application.questions.connections(callerOf(context), {
          from: entityRef(args.from),
          to: entityRef(args.to),
          paths: checked('paths', args.paths ?? 3, MAX_PATHS),
          longest: checked('longest', args.longest ?? 4, LONGEST_PATH),
          types: typesOf(args.types),
          without: labelsOf('without', args.without),
          signal: context.signal,
        }),
    }),
  );
}

function addShares(builder: Builder, types: NodeTypes): void {
  builder.queryField('shares', (t) =>
    t.field({
      type: types.Shares,
      nullable: true,
      authScopes: READ,
      complexity: (args) => ({ ...pageComplexity(args), field: 100 }),
      description:
        'Who has a phone, address, document, payment account, container or itinerary in common with a company or person, and how unusual that is; null when it is unknown.',
      args: {
        ...entityArgs(t.arg),
        ...pageArgs(t.arg),
        kinds: t.arg.stringList({
          required: false,
          description: `Only these kinds: ${SHARE_KIND_NAMES.join(', ')}.`,
        }),
      },
      resolve: async (_root, args, context) => {
        const kinds = wordsOf<ShareKindName>('kinds', args.kinds, SHARE_KIND_NAMES);
        const { signal } = context;
        const question = { ref: entityRef(args), kinds, page: pageRequest(args), signal };
        const found = await context.application.questions.shares(callerOf(context), question);
        return found && { ...found, after: args.after };
      },
    }),
  );
}

function addTimeline(builder: Builder, types: NodeTypes): void {
  builder.queryField('timeline', (t) =>
    t.field({
      type: types.Timeline,
      nullable: true,
      authScopes: READ,
      complexity: (args) => ({ ...pageComplexity(args), field: 50 }),
      description: 'What happened around an entity, by date; null when it is unknown.',
      args: { ...entityArgs(t.arg), ...pageArgs(t.arg) },
      resolve: async (_root, args, context) => {
        const question = { ref: entityRef(args), page: pageRequest(args), signal: context.signal };
        const found = await context.application.questions.timeline(callerOf(context), question);
        return found && { ...found, after: args.after };
      },
    }),
  );
}

function addCase(builder: Builder, types: NodeTypes, ref: Input<EntityRefView>): void {
  builder.queryField('caseGraph', (t) =>
    t.field({
      type: types.CaseGraph,
      authScopes: READ,
      complexity: ({ limit }) => ({ field: 200, multiplier: within(limit ?? 100, MAX_NODES) }),
      description: 'The subgraph of a case: entities, and what connects each two of them.',
      args: {
        subjects: t.arg({ type: [ref], description: `The entities, 1 to ${MOST_SUBJECTS}.` }),
        longest: t.arg.int({
          required: false,
          defaultValue: 4,
          description: `How many relationships long at most, 1 to ${LONGEST_PATH}.`,
        }),
        limit: t.arg.int({
          required: false,
          defaultValue: 100,
          description: `How many entities at most, 1 to ${MAX_NODES}.`,
        }),
      },
      resolve: async (_root, args, context) => {
        checked('subjects', args.subjects.length, MOST_SUBJECTS);
        return context.application.questions.caseGraph(callerOf(context), {
          subjects: args.subjects.map(entityRef),
          longest: checked('longest', args.longest ?? 4, LONGEST_PATH),
          limit: checked('limit', args.limit ?? 100, MAX_NODES),
          signal: context.signal,
        });
      },
    }),
  );
}

function entityArgs(arg: ArgBuilder<SchemaTypes>) {
  return {
    label: arg.string({ description: 'Its label, e.g. Company.' }),
    key: arg.string({ description: 'Its key.' }),
  };
}

function typesArg(arg: ArgBuilder<SchemaTypes>) {
  return arg.stringList({
    required: false,
    description: 'Only relationships of these types, e.g. HAS_PHONE; all when absent.',
  });
}

function labelsArg(arg: ArgBuilder<SchemaTypes>, description: string) {
  return arg.stringList({ required: false, description });
}

function typesOf(given: readonly string[] | null | undefined) {
  return wordsOf<RelationshipType>('types', given, RELATIONSHIP_TYPES);
}

function labelsOf(name: string, given: readonly string[] | null | undefined) {
  return wordsOf<Label>(name, given, LABELS);
}

function wordsOf<W extends string>(
  name: string,
  given: readonly string[] | null | undefined,
  known: readonly W[],
): readonly W[] | undefined {
  if (given === null || given === undefined) return undefined;
  return given.map((word) => {
    const found = known.find((candidate) => candidate === word);
    if (found === undefined) throw badInput(`\`${name}\` takes ${known.join(', ')}.`);
    return found;
  });
}
