/** Answers of the knowledge graph in the schema: every entity and relationship names the records that state it. */
import type { Hub } from '../../../graph/index.js';
import type { EntityView } from '../../graph-views.js';
import type {
  CaseGraphView,
  ConnectionsView,
  PictureView,
  RelationshipView,
  SharedThingView,
  SharerView,
  SharesView,
  TimelineEventView,
  TimelineView,
} from '../../questions.js';
import type { Builder, Ref } from '../builder.js';
import type { ConnectionTypes } from '../connections.js';
import { defineConnection, toConnection } from '../connections.js';
import {
  defineEntity,
  defineHub,
  defineProperty,
  defineRelationship,
  defineSources,
} from './graph-facts.js';

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

/** Lists whose length the question's own arguments bound. */
const LIST = { field: 1, multiplier: 1 };
/** Lists that stay short by nature: things in common, relationships between the same two. */
const FEW = { field: 1, multiplier: 2 };
const SOME = { field: 1, multiplier: 4 };

/** Adds Entity, Relationship and the answers of all questions. */
export function defineQuestions(builder: Builder): QuestionTypes {
  const sources = defineSources(builder);
  const property = defineProperty(builder);
  const Entity = defineEntity(builder, { sources, property });
  const relationship = defineRelationship(builder, { sources, property });
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
