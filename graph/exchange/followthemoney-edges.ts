/** References between FollowTheMoney entities as relationships: edge schemata, and properties that name another entity. */
import type { EntityRef, Properties, RelationshipFact } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { RELATIONSHIP_TYPES } from '../vocabulary.js';
import { first } from './followthemoney-things.js';
import type { FollowTheMoneyEntity } from './followthemoney.js';

/** A reference to resolve: both ends by the ids of the file, or the own node. */
export interface Reference {
  readonly type: RelationshipType;
  readonly from: EntityRef | string;
  readonly to: EntityRef | string;
  readonly properties: Properties;
}

interface EdgeSchema {
  readonly from: string;
  readonly to: string;
  readonly type: RelationshipType | ((entity: FollowTheMoneyEntity) => RelationshipType);
}

/** Schemata that stand between two things, by the properties that name them. */
const EDGES: Readonly<Record<string, EdgeSchema>> = {
  Associate: { from: 'person', to: 'associate', type: 'LINKED_TO' },
  Directorship: { from: 'director', to: 'organization', type: 'DIRECTOR_OF' },
  Employment: { from: 'employee', to: 'employer', type: 'LINKED_TO' },
  Family: { from: 'person', to: 'relative', type: 'LINKED_TO' },
  Membership: { from: 'member', to: 'organization', type: 'LINKED_TO' },
  Ownership: { from: 'owner', to: 'asset', type: 'OWNS' },
  Representation: {
    ...{ from: 'agent', to: 'client' },
    type: (entity) => (first(entity, 'role') === 'contact person' ? 'CONTACT_OF' : 'LINKED_TO'),
  },
  Similar: { from: 'match', to: 'candidate', type: 'SAME_AS' },
  UnknownLink: {
    ...{ from: 'subject', to: 'object' },
    type: (entity) => RELATIONSHIP_TYPES.find((t) => t === first(entity, 'role')) ?? 'LINKED_TO',
  },
};

/** Properties of things that name other things. */
const REFERENCES: Readonly<Record<string, RelationshipType>> = {
  addressEntity: 'HAS_ADDRESS',
  declarant: 'DECLARED_BY',
  contractHolder: 'REPRESENTED_BY',
  sender: 'EXPORTED_BY',
  receiver: 'IMPORTED_BY',
  transport: 'CARRIED_IN',
  operator: 'OPERATED_BY',
};

/** The relationship that an edge entity states; undefined when its schema is none of these or an end is not named. */
export function edgeReference(entity: FollowTheMoneyEntity): Reference | undefined {
  const edge = EDGES[entity.schema];
  if (edge === undefined) return undefined;
  const [from, to] = [first(entity, edge.from), first(entity, edge.to)];
  if (from === undefined || to === undefined) return undefined;
  const type = typeof edge.type === 'string' ? edge.type : edge.type(entity);
  const role = first(entity, 'role') ?? first(entity, 'relationship');
  const percentage = first(entity, 'percentage');
  const properties = {
    ...(type === 'LINKED_TO' && role !== undefined ? { role } : {}),
    ...(type === 'OWNS' && percentage !== undefined ? { percentage } : {}),
  };
  return { type, from, to, properties };
}

/** Whether the schema stands between two things. */
export function isEdgeSchema(schema: string): boolean {
  return Object.hasOwn(EDGES, schema);
}

/** The relationships that properties of a thing state. */
export function thingReferences(entity: FollowTheMoneyEntity, ref: EntityRef): Reference[] {
  return Object.entries(REFERENCES).flatMap(([property, type]) =>
    (entity.properties[property] ?? []).map((to) => ({ type, from: ref, to, properties: {} })),
  );
}

/** The relationship once both ends are known; undefined before. */
export function resolved(
  { type, from, to, properties }: Reference,
  known: ReadonlyMap<string, EntityRef>,
): RelationshipFact | undefined {
  const a = typeof from === 'string' ? known.get(from) : from;
  const b = typeof to === 'string' ? known.get(to) : to;
  return a && b ? { type, from: a, to: b, properties } : undefined;
}
