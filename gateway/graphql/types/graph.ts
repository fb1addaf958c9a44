/** The knowledge graph in the schema: entities, their neighbourhood, and the state of the projection. */
import type { NodeApplication } from '../../application.js';
import type { EntityView, NeighbourhoodView } from '../../graph-views.js';
import type { Builder, Ref } from '../builder.js';

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

export interface GraphTypes {
  readonly Entity: Ref<EntityView>;
  readonly Neighbourhood: Ref<NeighbourhoodView>;
  readonly GraphStatus: Ref<GraphStatus>;
  readonly GraphRebuild: Ref<Rebuilt>;
  readonly GraphComparison: Ref<Compared>;
}

/** Adds Entity, Neighbourhood, GraphStatus, GraphRebuild and GraphComparison. */
export function defineGraph(builder: Builder): GraphTypes {
  const Entity = defineEntity(builder);
  return {
    Entity,
    Neighbourhood: defineNeighbourhood(builder, Entity),
    ...defineProjection(builder),
  };
}

interface Property {
  readonly name: string;
  readonly value: string;
}

function defineEntity(builder: Builder): Ref<EntityView> {
  const property = builder.objectRef<Property>('EntityProperty').implement({
    description: 'One property of an entity.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name of the property.' }),
      value: t.exposeString('value', { description: 'Its value as text.' }),
    }),
  });
  return builder.objectRef<EntityView>('Entity').implement({
    description: 'A company, person, address, document, consignment, … of the knowledge graph.',
    fields: (t) => ({
      label: t.exposeString('label', { description: 'What it is, e.g. Company.' }),
      key: t.exposeString('key', { description: 'Its key: unique among its label.' }),
      name: t.exposeString('name', { nullable: true, description: 'Its name, where it has one.' }),
      properties: t.field({
        type: [property],
        description: 'Everything else that is known of it.',
        resolve: ({ properties }) =>
          Object.entries(properties).map(([name, value]) => ({ name, value: String(value) })),
      }),
      recordIds: t.exposeStringList('recordIds', { description: 'Records that mention it.' }),
    }),
  });
}

function defineNeighbourhood(builder: Builder, entity: Ref<EntityView>): Ref<NeighbourhoodView> {
  const relationship = builder
    .objectRef<NeighbourhoodView['relationships'][number]>('Relationship')
    .implement({
      description: 'A relationship between two entities.',
      fields: (t) => ({
        type: t.exposeString('type', { description: 'Its type.' }),
        from: t.exposeString('from', { description: 'Where it starts, `Label:key`.' }),
        to: t.exposeString('to', { description: 'Where it ends, `Label:key`.' }),
        recordIds: t.exposeStringList('recordIds', { description: 'Records that state it.' }),
      }),
    });
  return builder.objectRef<NeighbourhoodView>('Neighbourhood').implement({
    description: 'The entities around one entity.',
    fields: (t) => ({
      nodes: t.expose('nodes', {
        type: [entity],
        complexity: { field: 1, multiplier: 1 },
        description: 'The entities.',
      }),
      relationships: t.expose('relationships', {
        type: [relationship],
        complexity: { field: 1, multiplier: 1 },
        description: 'How they are related.',
      }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there is more than the limit allowed to show.',
      }),
    }),
  });
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
