/** Answers of the knowledge graph in the schema: every entity and relationship names the records that state it. */
import type { Hub, Source } from '../../../graph/index.js';
import type { EntityView } from '../../graph-views.js';
import type {
  CaseGraphView,
  ConnectionsView,
  PictureView,
  RelationshipView,
  SharedThingView,
  SharerView,
  SharesView,
  SourcesView,
  TimelineEventView,
  TimelineView,
} from '../../questions.js';
import type { Builder, Ref } from '../builder.js';
import type { ConnectionTypes } from '../connections.js';
import type { GraphContext } from '../context.js';
import { MOST_SOURCES } from '../graph-facts.js';
import { defineConnection, toConnection } from '../connections.js';

export interface QuestionTypes {
  readonly Entity: Ref<EntityView>;
  readonly Neighbourhood: Ref<PictureView>;
  readonly Relationships: ConnectionTypes<RelationshipView>;
  readonly Connections: Ref<ConnectionsView>;
  readonly Shares: Ref<Paged<SharesView>>;
  readonly Timeline: Ref<Paged<TimelineView>>;
  readonly CaseGraph: Ref<CaseGraphView>;
}

/** A page with the cursor that it began after. */
export type Paged<T> = T & { readonly after?: string | null | undefined };

/** A field whose answer takes a look into the graph of its own. */
const LOOK = { field: 2, multiplier: 1 };
/** Lists whose length the question's own arguments bound. */
const LIST = { field: 1, multiplier: 1 };
/** Lists that stay short by nature: things in common, relationships between the same two. */
const FEW = { field: 1, multiplier: 2 };
const SOME = { field: 1, multiplier: 4 };

/** Adds Entity, Relationship and the answers of all questions. */
export function defineQuestions(builder: Builder): QuestionTypes {
  const sources = defineSources(builder);
  const Entity = defineEntity(builder, sources);
  const relationship = defineRelationship(builder, sources);
  const hub = defineHub(builder);
  const facts = { Entity, relationship, hub };
  return {
    Entity,
    Neighbourhood: definePicture(builder, facts),
    Relationships: defineConnection(builder, 'Relationship', relationship, 'relationships'),
    Connections: defineConnections(builder, facts),
    Shares: defineShares(builder, facts),
    Timeline: defineTimeline(builder, facts),
    CaseGraph: defineCase(builder, facts),
  };
}

interface Facts {
  readonly Entity: Ref<EntityView>;
  readonly relationship: Ref<RelationshipView>;
  readonly hub: Ref<Hub>;
}

function defineSources(builder: Builder): Ref<SourcesView> {
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
    description: 'Records that state a fact: the first ones on the ledger, 100 at most.',
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

function defineEntity(builder: Builder, sources: Ref<SourcesView>): Ref<EntityView> {
  const property = builder
    .objectRef<{ readonly name: string; readonly value: string }>('EntityProperty')
    .implement({
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
      masked: t.boolean({
        description: 'Whether it is personal data that this user does not see: only the key shows.',
        resolve: ({ masked }) => masked ?? false,
      }),
      degree: t.int({
        complexity: LOOK,
        description: 'How many relationships it has in the whole graph, or of the types asked for.',
        resolve: (entity, _args, context) =>
          entity.degree ?? context.graphFacts.degree(context, entity),
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
        description: 'Ids of the records that mention it, 100 at most; `sources` counts them all.',
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

function defineRelationship(builder: Builder, sources: Ref<SourcesView>): Ref<RelationshipView> {
  return builder.objectRef<RelationshipView>('Relationship').implement({
    description: 'A relationship between two entities.',
    fields: (t) => ({
      type: t.exposeString('type', { description: 'Its type.' }),
      from: t.exposeString('from', { description: 'Where it starts, `Label:key`.' }),
      to: t.exposeString('to', { description: 'Where it ends, `Label:key`.' }),
      sources: t.field({
        ...{ type: sources, nullable: true, complexity: LOOK },
        description: 'Records that state it. Null in an answer of the past.',
        resolve: (relationship, _args, context) =>
          relationship.recordIds ? null : context.graphFacts.sources(context, relationship),
      }),
      recordIds: t.stringList({
        complexity: LOOK,
        description: 'Ids of the records that state it, 100 at most; `sources` counts them all.',
        resolve: async (relationship, _args, context) => recordIdsOf(relationship, context),
      }),
    }),
  });
}

function defineHub(builder: Builder): Ref<Hub> {
  return builder.objectRef<Hub>('Hub').implement({
    description: 'An entity with so many relationships that questions do not walk through it.',
    fields: (t) => ({
      id: t.exposeString('id', { description: 'The entity, `Label:key`.' }),
      degree: t.exposeInt('degree', { description: 'How many relationships it has.' }),
    }),
  });
}

function definePicture(builder: Builder, { Entity, relationship, hub }: Facts): Ref<PictureView> {
  return builder.objectRef<PictureView>('Neighbourhood').implement({
    description: 'The entities around one entity.',
    fields: (t) => ({
      nodes: t.expose('nodes', {
        type: [Entity],
        complexity: LIST,
        description: 'The entities, nearest first.',
      }),
      relationships: t.expose('relationships', {
        type: [relationship],
        complexity: LIST,
        description: 'How they are related.',
      }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there is more: beyond the limit, or behind a hub.',
      }),
      hubs: t.expose('hubs', {
        ...{ type: [hub], complexity: LIST },
        description: 'Hubs that were not walked through.',
      }),
    }),
  });
}

function defineConnections(
  builder: Builder,
  { Entity, relationship, hub }: Facts,
): Ref<ConnectionsView> {
  type Path = ConnectionsView['paths'][number];
  const step = builder.objectRef<readonly RelationshipView[]>('PathStep').implement({
    description: 'From one entity of a path to the next.',
    fields: (t) => ({
      relationships: t.field({
        type: [relationship],
        complexity: FEW,
        description: 'All relationships between the two.',
        resolve: (relationships) => relationships,
      }),
    }),
  });
  const path = builder.objectRef<Path>('Path').implement({
    description: 'A chain of entities in which no entity stands twice.',
    fields: (t) => ({
      nodes: t.expose('nodes', {
        ...{ type: [Entity], complexity: SOME },
        description: 'The entities in order.',
      }),
      steps: t.expose('steps', {
        type: [step],
        complexity: SOME,
        description: 'What holds each two neighbours together, one fewer than entities.',
      }),
    }),
  });
  return builder.objectRef<ConnectionsView>('Connections').implement({
    description: 'How two entities are connected.',
    fields: (t) => ({
      paths: t.expose('paths', {
        type: [path],
        complexity: LIST,
        description: 'The shortest first; of one length, over the least common entities first.',
      }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there may be more that was not looked at.',
      }),
      hubs: t.expose('hubs', {
        ...{ type: [hub], complexity: LIST },
        description: 'Hubs that were not walked through.',
      }),
    }),
  });
}

function defineShares(builder: Builder, { Entity, relationship }: Facts): Ref<Paged<SharesView>> {
  const thing = builder.objectRef<SharedThingView>('SharedThing').implement({
    description: 'One thing that two entities have in common.',
    fields: (t) => ({
      kind: t.exposeString('kind', { description: 'Its kind, e.g. phone.' }),
      attribute: t.expose('attribute', { type: Entity, description: 'The thing itself.' }),
      holders: t.exposeInt('holders', {
        description: 'How many have it; at least so many when truncated.',
      }),
      population: t.exposeInt('population', { description: 'How many there are who might.' }),
      bits: t.exposeString('bits', {
        description: 'How unusual: log2(population / holders). 10 bits are one in a thousand.',
      }),
      rarity: t.exposeString('rarity', { description: 'The same from 0 (all) to 1 (unique).' }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether it has more holders than were looked at.',
      }),
      relationships: t.expose('relationships', {
        type: [relationship],
        complexity: FEW,
        description: 'The relationships of both that say so.',
      }),
    }),
  });
  const sharer = builder.objectRef<SharerView>('Sharer').implement({
    description: 'Somebody who has something in common with the entity.',
    fields: (t) => ({
      entity: t.expose('sharer', { type: Entity, description: 'Who it is.' }),
      bits: t.exposeString('bits', {
        description: 'How unusual all of it is together, if it were independent: an upper bound.',
      }),
      things: t.expose('things', {
        ...{ type: [thing], complexity: SOME },
        description: 'The most unusual first.',
      }),
    }),
  });
  const { connection } = defineConnection(
    builder,
    'Sharer',
    sharer,
    'entities with things in common',
  );
  return builder.objectRef<Paged<SharesView>>('Shares').implement({
    description: 'Who has things in common with an entity.',
    fields: (t) => ({
      sharers: t.field({
        type: connection,
        description: 'The most unusual first.',
        resolve: ({ page, after }) => toConnection(page, { after }),
      }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there is more than was looked at.',
      }),
    }),
  });
}

function defineTimeline(
  builder: Builder,
  { Entity, relationship }: Facts,
): Ref<Paged<TimelineView>> {
  const event = builder.objectRef<TimelineEventView>('TimelineEvent').implement({
    description: 'Something that happened around an entity.',
    fields: (t) => ({
      entity: t.expose('event', {
        type: Entity,
        description: 'The declaration, flight or other event itself.',
      }),
      at: t.exposeString('at', {
        nullable: true,
        description: 'When, as ISO 8601 as it was written; null when nothing dates it.',
      }),
      datedBy: t.exposeString('datedBy', {
        nullable: true,
        description: 'The flight, `Label:key`, whose date it has for want of its own.',
      }),
      relationships: t.expose('relationships', {
        type: [relationship],
        complexity: FEW,
        description: 'How the entity takes part.',
      }),
    }),
  });
  const { connection } = defineConnection(builder, 'TimelineEvent', event, 'events');
  return builder.objectRef<Paged<TimelineView>>('Timeline').implement({
    description: 'What happened around an entity.',
    fields: (t) => ({
      events: t.field({
        type: connection,
        description: 'The earliest first, undated ones last.',
        resolve: ({ page, after }) => toConnection(page, { after }),
      }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there are more events than were put in order.',
      }),
    }),
  });
}

function defineCase(builder: Builder, { Entity, relationship, hub }: Facts): Ref<CaseGraphView> {
  return builder.objectRef<CaseGraphView>('CaseGraph').implement({
    description: 'The subgraph of a case.',
    fields: (t) => ({
      subjects: t.expose('subjects', {
        ...{ type: [Entity], complexity: LIST },
        description: 'Whom the case is about.',
      }),
      between: t.expose('between', {
        ...{ type: [Entity], complexity: LIST },
        description: 'What connects them.',
      }),
      relationships: t.expose('relationships', {
        type: [relationship],
        complexity: LIST,
        description: 'All relationships among subjects and what connects them.',
      }),
      unknown: t.exposeStringList('unknown', {
        description: 'Subjects that this graph does not know, `Label:key`.',
      }),
      unconnected: t.field({
        type: ['String'],
        description: 'Pairs that nothing connects within the length, `Label:key Label:key`.',
        resolve: ({ unconnected }) => unconnected.map((pair) => pair.join(' ')),
      }),
      truncated: t.exposeBoolean('truncated', {
        description: 'Whether there is more than was looked at.',
      }),
      hubs: t.expose('hubs', {
        ...{ type: [hub], complexity: LIST },
        description: 'Hubs that were not walked through.',
      }),
    }),
  });
}
