/** References between FollowTheMoney entities as relationships: edge schemata, and properties that name another entity. */
import type { EntityRef, Properties, RelationshipFact } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { RELATIONSHIP_TYPES } from '../vocabulary.js';
import { all, first } from './followthemoney-values.js';
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

/** Schemata that name an account beside whoever used it. The graph keeps who used which, not each payment. */
const ACCOUNT_USES: Readonly<
  Record<string, readonly (readonly [user: string, account: string])[]>
> = {
  Payment: [
    ['payer', 'payerAccount'],
    ['beneficiary', 'beneficiaryAccount'],
  ],
};

/** The relationships that an edge entity states; none when its schema is none of these or an end is not named. */
export function edgeReferences(entity: FollowTheMoneyEntity): Reference[] {
  const stated = edgeReference(entity);
  return stated === undefined ? accountUses(entity) : [stated];
}

function accountUses(entity: FollowTheMoneyEntity): Reference[] {
  return (ACCOUNT_USES[entity.schema] ?? []).flatMap(([user, account]): Reference[] => {
    const [from, to] = [first(entity, user), first(entity, account)];
    if (from === undefined || to === undefined) return [];
    return [{ type: 'USED_ACCOUNT', from, to, properties: {} }];
  });
}

function edgeReference(entity: FollowTheMoneyEntity): Reference | undefined {
  const edge = Object.hasOwn(EDGES, entity.schema) ? EDGES[entity.schema] : undefined;
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

/** Whether the entity stands between two things that the graph can relate; a payment does where it names accounts. */
export function isEdge(entity: FollowTheMoneyEntity): boolean {
  return Object.hasOwn(EDGES, entity.schema) || accountUses(entity).length > 0;
}

/** The relationships that properties of a thing state. */
export function thingReferences(entity: FollowTheMoneyEntity, ref: EntityRef): Reference[] {
  const named = Object.entries(REFERENCES).flatMap(([property, type]) =>
    all(entity, property).map((to): Reference => ({ type, from: ref, to, properties: {} })),
  );
  if (ref.label !== 'PaymentAccount') return named;
  const holders = all(entity, 'holder').map((from): Reference => ({
    ...{ type: 'USED_ACCOUNT', from, to: ref, properties: OWNER },
  }));
  return [...named, ...holders];
}

/** Whoever owns an account uses it; that they own it is kept beside. */
const OWNER: Properties = { role: 'owner' };

/** The relationship once both ends are known; undefined before. */
export function resolved(
  { type, from, to, properties }: Reference,
  known: ReadonlyMap<string, EntityRef>,
): RelationshipFact | undefined {
  const a = typeof from === 'string' ? known.get(from) : from;
  const b = typeof to === 'string' ? known.get(to) : to;
  if (a === undefined || b === undefined) return undefined;
  return type === 'OWNS' && b.label === 'PaymentAccount'
    ? { type: 'USED_ACCOUNT', from: a, to: b, properties: { ...properties, ...OWNER } }
    : { type, from: a, to: b, properties };
}
