/** The knowledge graph in the schema: what is asked of it, and the state of the projection. */
import type {
  CompactedGraphView,
  GraphComparisonView,
  GraphStatusView,
  PlaceView,
} from '../../graph-views.js';
import type { Builder, Ref } from '../builder.js';
import { callerOf } from '../context.js';
import type { QuestionTypes } from './questions.js';
import { defineQuestions } from './questions.js';

interface Rebuilt {
  readonly records: number;
  readonly digest: string;
}

export interface GraphTypes extends QuestionTypes {
  readonly GraphStatus: Ref<GraphStatusView>;
  readonly GraphRebuild: Ref<Rebuilt>;
  readonly GraphComparison: Ref<GraphComparisonView>;
  readonly GraphCompaction: Ref<CompactedGraphView>;
}

/** The digest walks over the whole graph: ten seconds for a million relationships. */
const DIGEST_COMPLEXITY = 5000;

/** Adds the types of questions, GraphStatus, GraphRebuild, GraphComparison and GraphCompaction. */
export function defineGraph(builder: Builder, place: Ref<PlaceView>): GraphTypes {
  return {
    ...defineQuestions(builder),
    GraphStatus: defineStatus(builder, place),
    ...defineMaintenance(builder),
  };
}

function defineStatus(builder: Builder, place: Ref<PlaceView>): Ref<GraphStatusView> {
  return builder.objectRef<GraphStatusView>('GraphStatus').implement({
    description: 'The state of the projection from the ledger to the graph.',
    fields: (t) => ({
      engine: t.exposeString('engine', { description: 'The store that runs it.' }),
      nodes: t.exposeInt('nodes', { description: 'Number of entities.' }),
      relationships: t.exposeInt('relationships', { description: 'Number of relationships.' }),
      digest: t.string({
        description: 'Digest over the whole graph. Takes its time: ask only when you need it.',
        complexity: DIGEST_COMPLEXITY,
        resolve: (_status, _args, context) => context.application.graphDigest(callerOf(context)),
      }),
      checkpoint: t.expose('checkpoint', {
        ...{ type: place, nullable: true },
        description: 'The place in the ledger that it has recorded; null while it is new.',
      }),
      fileBytes: t.exposeFloat('fileBytes', {
        nullable: true,
        description:
          'Bytes of its files, a whole number; null when it has none in the node’s folder.',
      }),
      erasing: t.exposeBoolean('erasing', {
        description: 'Whether removed data may still be in its files and waits to be erased.',
      }),
      lagBlocks: t.exposeInt('lagBlocks', {
        description: 'Blocks that it is behind the ledger.',
      }),
      lagSeconds: t.exposeFloat('lagSeconds', {
        description: 'Age of what it shows, in seconds; 0 when it is level with the ledger.',
      }),
      reason: t.exposeString('reason', {
        nullable: true,
        description: 'Why it is not as usual: another engine, or built anew after damage.',
      }),
    }),
  });
}

function defineMaintenance(
  builder: Builder,
): Pick<GraphTypes, 'GraphRebuild' | 'GraphComparison' | 'GraphCompaction'> {
  const GraphRebuild = builder.objectRef<Rebuilt>('GraphRebuild').implement({
    description: 'A rebuilt graph.',
    fields: (t) => ({
      records: t.exposeInt('records', { description: 'Records it was rebuilt from.' }),
      digest: t.exposeString('digest', { description: 'Digest over the rebuilt graph.' }),
    }),
  });
  const GraphComparison = builder.objectRef<GraphComparisonView>('GraphComparison').implement({
    description: 'The graph compared with one that is built anew from the ledger.',
    fields: (t) => ({
      equal: t.exposeBoolean('equal', { description: 'Whether both are the same.' }),
      digest: t.exposeString('digest', { description: 'Digest over the graph as it is.' }),
      expected: t.exposeString('expected', { description: 'Digest over the new one.' }),
      wrongHeads: t.exposeInt('wrongHeads', {
        description:
          'Heads of facts (how many records state one, and which first) that are not as the statements are; 0 when all are. No digest sees them.',
      }),
      wrongHead: t.exposeString('wrongHead', {
        nullable: true,
        description: 'What is wrong with one of them, naming nobody; null when there is none.',
      }),
    }),
  });
  const GraphCompaction = builder.objectRef<CompactedGraphView>('GraphCompaction').implement({
    description: 'Files of the graph that were rewritten without what was removed.',
    fields: (t) => ({
      bytesBefore: t.exposeFloat('bytesBefore', { description: 'Bytes before, a whole number.' }),
      bytesAfter: t.exposeFloat('bytesAfter', { description: 'Bytes after, a whole number.' }),
    }),
  });
  return { GraphRebuild, GraphComparison, GraphCompaction };
}
