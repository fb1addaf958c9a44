/** Entities and relationships in the schema, each with the records that state it: what all answers of the graph are made of. */
import type { Hub, Properties, Source } from '../../../graph/index.js';
import { MOST_SOURCES } from '../../../graph/index.js';
import type { EntityView } from '../../graph-views.js';
import type { RelationshipView, SourcesView } from '../../questions.js';
import type { Builder, Ref } from '../builder.js';
import type { GraphContext } from '../context.js';

/** A field whose answer takes a look into the graph of its own. */
const LOOK = { field: 2, multiplier: 1 };
/** Lists whose length the question's own arguments bound. */
const LIST = { field: 1, multiplier: 1 };

/** Who states a fact. */
export function defineSources(builder: Builder): Ref<SourcesView> {
  const source = builder.objectRef<Source>('Source').implement({
    description: 'A record that states a fact; ask `record` for what you may see of it.',
    fields: (t) => ({
      recordId: t.exposeString('recordId', { description: 'Id of the record.' }),
      revision: t.exposeInt('revision', { description: 'In which revision.' }),
      owner: t.exposeString('owner', { description: 'MSP id of its owner.' }),
      block: t.int({
        description: 'Block of the ledger by which this node knew.',
        resolve: ({ position }) => position.block,
      }),
    }),
  });
  return builder.objectRef<SourcesView>('Sources').implement({
    description: 'Records that state a fact: the first ones on the ledger, 25 at most.',
    fields: (t) => ({
      total: t.exposeInt('total', { description: 'How many records state it.' }),
      records: t.expose('records', {
        type: [source],
        complexity: LIST,
        description: 'The first of them.',
      }),
    }),
  });
}

interface Property {
  readonly name: string;
  readonly value: string;
}

/** One property, as text. */
export function defineProperty(builder: Builder): Ref<Property> {
  return builder.objectRef<Property>('EntityProperty').implement({
    description: 'One property of an entity or relationship.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name of the property.' }),
      value: t.exposeString('value', { description: 'Its value as text.' }),
    }),
  });
}

function written(properties: Properties): Property[] {
  return Object.entries(properties).map(([name, value]) => ({ name, value: String(value) }));
}

/** A node of the graph, with the records that mention it. */
export function defineEntity(
  builder: Builder,
  { sources, property }: { readonly sources: Ref<SourcesView>; readonly property: Ref<Property> },
): Ref<EntityView> {
  return builder.objectRef<EntityView>('Entity').implement({
    description: 'A company, person, address, document, consignment, … of the knowledge graph.',
    fields: (t) => ({
      label: t.exposeString('label', { description: 'What it is, e.g. Company.' }),
      key: t.exposeString('key', { description: 'Its key: unique among its label.' }),
      name: t.exposeString('name', { nullable: true, description: 'Its name, where it has one.' }),
      properties: t.field({
        type: [property],
        description: 'Everything else that is known of it.',
        resolve: ({ properties }) => written(properties),
      }),
      masked: t.boolean({
        description: 'Whether it is personal data that this user does not see: only the key shows.',
        resolve: ({ masked }) => masked ?? false,
      }),
      degree: t.int({
        ...{ nullable: true, complexity: LOOK },
        description:
          'How many relationships it has in the whole graph, or of the types asked for. Null in an answer of the past.',
        resolve: (entity, _args, context) =>
          entity.recordIds ? null : (entity.degree ?? context.graphFacts.degree(context, entity)),
      }),
      sources: t.field({
        ...{ type: sources, nullable: true, complexity: LOOK },
        description:
          'Records that mention it. Null in an answer of the past: `entitySources` tells them with their places.',
        resolve: (entity, _args, context) =>
          entity.recordIds ? null : context.graphFacts.sources(context, entity),
      }),
      recordIds: t.stringList({
        complexity: LOOK,
        description: 'Ids of the records that mention it, 25 at most; `sources` counts them all.',
        resolve: async (entity, _args, context) => recordIdsOf(entity, context),
      }),
    }),
  });
}

async function recordIdsOf(
  fact: EntityView | RelationshipView,
  context: GraphContext,
): Promise<string[]> {
  if (fact.recordIds) return fact.recordIds.slice(0, MOST_SOURCES);
  const { records } = await context.graphFacts.sources(context, fact);
  return records.map(({ recordId }) => recordId);
}

/** A relationship, with the records that state it. */
export function defineRelationship(
  builder: Builder,
  { sources, property }: { readonly sources: Ref<SourcesView>; readonly property: Ref<Property> },
): Ref<RelationshipView> {
  return builder.objectRef<RelationshipView>('Relationship').implement({
    description: 'A relationship between two entities.',
    fields: (t) => ({
      type: t.exposeString('type', { description: 'Its type.' }),
      from: t.exposeString('from', { description: 'Where it starts, `Label:key`.' }),
      to: t.exposeString('to', { description: 'Where it ends, `Label:key`.' }),
      properties: t.field({
        ...{ type: [property], complexity: LOOK },
        description: 'What else is known of it, such as a booking or a share of ownership.',
        resolve: async (relationship, _args, context) =>
          written(
            relationship.properties ?? (await context.graphFacts.properties(context, relationship)),
          ),
      }),
      sources: t.field({
        ...{ type: sources, nullable: true, complexity: LOOK },
        description: 'Records that state it. Null in an answer of the past.',
        resolve: (relationship, _args, context) =>
          relationship.recordIds ? null : context.graphFacts.sources(context, relationship),
      }),
      recordIds: t.stringList({
        complexity: LOOK,
        description: 'Ids of the records that state it, 25 at most; `sources` counts them all.',
        resolve: async (relationship, _args, context) => recordIdsOf(relationship, context),
      }),
    }),
  });
}

/** A node that questions do not walk through. */
export function defineHub(builder: Builder): Ref<Hub> {
  return builder.objectRef<Hub>('Hub').implement({
    description: 'An entity with so many relationships that questions do not walk through it.',
    fields: (t) => ({
      id: t.exposeString('id', { description: 'The entity, `Label:key`.' }),
      degree: t.exposeInt('degree', { description: 'How many relationships it has.' }),
    }),
  });
}
