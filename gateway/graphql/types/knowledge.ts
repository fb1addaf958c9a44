/** Where facts come from, in the schema: sources of an entity and what was purged, each with its places in the ledger. */
import type { EntitySourceView, PlaceView, PurgedFactsView } from '../../graph-views.js';
import type { Builder, Ref } from '../builder.js';

export interface KnowledgeTypes {
  readonly LedgerPlace: Ref<PlaceView>;
  readonly EntitySource: Ref<EntitySourceView>;
  readonly PurgedFacts: Ref<PurgedFactsView>;
}

/** Adds LedgerPlace, EntitySource and PurgedFacts. */
export function defineKnowledge(builder: Builder): KnowledgeTypes {
  const place = builder.objectRef<PlaceView>('LedgerPlace').implement({
    description: 'A transaction of the ledger.',
    fields: (t) => ({
      block: t.exposeInt('block', { description: 'Number of its block.' }),
      tx: t.exposeInt('tx', { description: 'Its index in the block.' }),
      time: t.expose('time', {
        ...{ type: 'DateTime', nullable: true },
        description: 'The ledger’s time there.',
      }),
    }),
  });
  return {
    LedgerPlace: place,
    EntitySource: defineSource(builder, place),
    PurgedFacts: definePurged(builder, place),
  };
}

function defineSource(builder: Builder, place: Ref<PlaceView>): Ref<EntitySourceView> {
  return builder.objectRef<EntitySourceView>('EntitySource').implement({
    description: 'What one record says of an entity.',
    fields: (t) => ({
      recordId: t.exposeString('recordId', { description: 'The record.' }),
      revision: t.exposeInt('revision', { description: 'Its revision.' }),
      owner: t.exposeString('owner', { description: 'MSP id of the record’s owner.' }),
      knownFrom: t.expose('knownFrom', {
        ...{ type: place },
        description: 'Where in the ledger it became known to this node.',
      }),
      until: t.expose('until', {
        ...{ type: place, nullable: true },
        description: 'Where the record began to say something else; null while it holds.',
      }),
      properties: t.field({
        type: 'JSON',
        description: 'What it says, by name.',
        resolve: ({ properties }) => properties,
      }),
    }),
  });
}

function definePurged(builder: Builder, place: Ref<PlaceView>): Ref<PurgedFactsView> {
  return builder.objectRef<PurgedFactsView>('PurgedFacts').implement({
    description:
      'What stays of purged facts: that they were there, their digest, and why they went.',
    fields: (t) => ({
      recordId: t.exposeString('recordId', { description: 'The record.' }),
      owner: t.exposeString('owner', { description: 'MSP id of the record’s owner.' }),
      revision: t.exposeInt('revision', { description: 'The purged revision.' }),
      digest: t.exposeString('digest', { description: 'Merkle root on the ledger, hex.' }),
      reason: t.exposeString('reason', {
        description:
          'Why: `retention`: its time was over; `withdrawn`: taken back before; `record`: erased by its owner.',
      }),
      knownFrom: t.expose('knownFrom', { type: place, description: 'Since when it was known.' }),
      purgedAt: t.expose('purgedAt', { type: place, description: 'Where the purge is recorded.' }),
    }),
  });
}
