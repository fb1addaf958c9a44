/** The knowledge graph in the schema: what is asked of it, and the state of the projection. */
import type { NodeApplication } from '../../application.js';
import type { Builder, Ref } from '../builder.js';
import type { QuestionTypes } from './questions.js';
import { defineQuestions } from './questions.js';

type GraphStatus = Awaited<ReturnType<NodeApplication['graphStatus']>>;
interface Rebuilt {
  readonly records: number;
  readonly digest: string;
}
interface Compared {
  readonly equal: boolean;
  readonly digest: string;
  readonly expected: string;
}

export interface GraphTypes extends QuestionTypes {
  readonly GraphStatus: Ref<GraphStatus>;
  readonly GraphRebuild: Ref<Rebuilt>;
  readonly GraphComparison: Ref<Compared>;
}

/** Adds the types of questions, GraphStatus, GraphRebuild and GraphComparison. */
export function defineGraph(builder: Builder): GraphTypes {
  return { ...defineQuestions(builder), ...defineProjection(builder) };
}

function defineProjection(
  builder: Builder,
): Pick<GraphTypes, 'GraphStatus' | 'GraphRebuild' | 'GraphComparison'> {
  const GraphStatus = builder.objectRef<GraphStatus>('GraphStatus').implement({
    description: 'The state of the projection from the ledger to the graph.',
    fields: (t) => ({
      engine: t.exposeString('engine', { description: 'The store that runs it.' }),
      nodes: t.exposeInt('nodes', { description: 'Number of entities.' }),
      relationships: t.exposeInt('relationships', { description: 'Number of relationships.' }),
      digest: t.exposeString('digest', { description: 'Digest over the whole graph.' }),
      reason: t.exposeString('reason', {
        nullable: true,
        description: 'Why this engine serves, when it is not the usual one.',
      }),
    }),
  });
  const GraphRebuild = builder.objectRef<Rebuilt>('GraphRebuild').implement({
    description: 'A rebuilt graph.',
    fields: (t) => ({
      records: t.exposeInt('records', { description: 'Records it was rebuilt from.' }),
      digest: t.exposeString('digest', { description: 'Digest over the rebuilt graph.' }),
    }),
  });
  const GraphComparison = builder.objectRef<Compared>('GraphComparison').implement({
    description: 'The graph compared with one that is built anew from the ledger.',
    fields: (t) => ({
      equal: t.exposeBoolean('equal', { description: 'Whether both are the same.' }),
      digest: t.exposeString('digest', { description: 'Digest over the graph as it is.' }),
      expected: t.exposeString('expected', { description: 'Digest over the new one.' }),
    }),
  });
  return { GraphStatus, GraphRebuild, GraphComparison };
}
