/**
 * Relationships of the graph in FollowTheMoney: a value of an entity (phone), a reference (sender of a customs
 * declaration), or an entity of its own between two others (Directorship, UnknownLink).
 */
import { relationshipId } from '../identity.js';
import type { Entity, Properties, Relationship } from '../store.js';
import type { Label, RelationshipType } from '../vocabulary.js';
import type { FollowTheMoneyEntity } from './followthemoney.js';
import { exchangeEdgeId, exchangeId } from './followthemoney.js';
import { NODES } from './followthemoney-nodes.js';

/** Properties to add to the entity of a node. */
export type AddTo = (entity: Entity, property: string, value: string) => void;

/** Declaration → what: properties of EconomicActivity. */
const OF_DECLARATIONS: Readonly<Partial<Record<RelationshipType, string>>> = {
  CARRIED_IN: 'transport',
  COVERS_GOODS: 'vedCode',
  DECLARED_BY: 'declarant',
  DECLARES: 'contract',
  DESTINED_TO: 'destinationCountry',
  EXPORTED_BY: 'sender',
  EXPORTED_FROM: 'departureCountry',
  IMPORTED_BY: 'receiver',
  ORIGIN: 'originCountry',
  REFERS_TO: 'proof',
  REPRESENTED_BY: 'contractHolder',
  SOLD_BY: 'sender',
  SOLD_TO: 'receiver',
};

/** Labels that are values of whoever has them, with the property. */
const VALUES: Readonly<Partial<Record<Label, string>>> = {
  Country: 'country',
  Email: 'email',
  Goods: 'keywords',
  Phone: 'phone',
};

/** Schemata whose entities may have phones and e-mails. */
const LEGAL_ENTITIES: readonly Label[] = ['Company', 'Person'];

/** Adds a value or reference to the entity it belongs to; false when the relationship is none of these. */
export function asValue(relationship: Relationship, from: Entity, to: Entity, add: AddTo): boolean {
  const { type } = relationship;
  if (from.label === 'Declaration') {
    const property = OF_DECLARATIONS[type];
    if (property === undefined) return false;
    const isValue = to.label === 'Country' || to.label === 'Goods';
    add(from, property, isValue ? written(to) : exchangeId(to));
    return true;
  }
  const property = VALUES[to.label];
  if (property !== undefined) return asPlainValue(from, to, property, add);
  if (type === 'USED_ACCOUNT') return asHolder(relationship, from, to, add);
  if (type === 'HAS_ADDRESS') add(from, 'addressEntity', exchangeId(to));
  else if (type === 'OPERATED_BY' && from.label === 'Conveyance')
    add(from, 'operator', exchangeId(to));
  else if (type === 'OPERATED_BY' && from.label === 'Flight')
    add(from, 'organizer', exchangeId(to));
  else return false;
  return true;
}

/** Wallets are no assets there that could be owned; they name their holder. */
function asHolder({ properties }: Relationship, from: Entity, to: Entity, add: AddTo): boolean {
  if (!isOwner(from, to, properties) || to.properties['scheme'] !== 'wallet') return false;
  add(to, 'holder', exchangeId(from));
  return true;
}

function asPlainValue(from: Entity, to: Entity, property: string, add: AddTo): boolean {
  const isContact = property === 'phone' || property === 'email';
  if (isContact && !LEGAL_ENTITIES.includes(from.label)) return false;
  add(from, property, property === 'keywords' ? `HS ${to.key}` : written(to));
  return true;
}

function written({ label, name, key }: Entity): string {
  return label === 'Country' ? key.toLowerCase() : (name ?? key);
}

/** The entity that stands between two others; undefined when the model has no place for the relationship. */
export function asEdge(
  relationship: Relationship,
  from: Entity,
  to: Entity,
): FollowTheMoneyEntity | undefined {
  const { type, recordIds } = relationship;
  // An economic activity is an interval, not a thing that could be linked.
  if ([from, to].some(({ label }) => NODES[label] === undefined || label === 'Declaration'))
    return undefined;
  const id = exchangeEdgeId(relationshipId(type, from, to));
  const [schema, properties] = edge(relationship, from, to);
  return {
    ...{ id, schema },
    properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, [one]])),
    ...{ datasets: ['guanlian'], records: recordIds },
  };
}

function edge(
  { type, properties }: Relationship,
  from: Entity,
  to: Entity,
): [string, Record<string, string>] {
  const [a, b] = [exchangeId(from), exchangeId(to)];
  const { percentage, booking } = properties;
  switch (type) {
    case 'DIRECTOR_OF':
      return ['Directorship', { director: a, organization: b }];
    case 'CONTACT_OF':
      return ['Representation', { agent: a, client: b, role: 'contact person' }];
    case 'SAME_AS':
      return ['Similar', { match: a, candidate: b }];
    case 'CERTIFIES':
      return ['Documentation', { document: a, entity: b }];
    case 'USED_DOCUMENT':
      return ['Identification', { holder: a, ...identification(to) }];
    case 'USED_ACCOUNT':
      if (isOwner(from, to, properties))
        return ['Ownership', { owner: a, asset: b, ...textual('percentage', percentage) }];
      break;
    case 'OWNS':
      return ['Ownership', { owner: a, asset: b, ...textual('percentage', percentage) }];
  }
  const summary = booking === undefined ? undefined : `booking ${String(booking)}`;
  return ['UnknownLink', { subject: a, object: b, role: type, ...textual('summary', summary) }];
}

/** Use says nothing of ownership: only where a source said so, somebody owns the account. */
function isOwner(from: Entity, to: Entity, { role }: Properties): boolean {
  return role === 'owner' && LEGAL_ENTITIES.includes(from.label) && to.label === 'PaymentAccount';
}

function identification({ name, key, properties }: Entity): Record<string, string> {
  const { issuer, documentType } = properties;
  const country =
    typeof issuer === 'string' && issuer.length === 2 ? issuer.toLowerCase() : undefined;
  return {
    number: name ?? key,
    ...textual('type', documentType),
    ...textual('country', country),
  };
}

function textual(
  name: string,
  value: string | number | boolean | undefined,
): Record<string, string> {
  return value === undefined ? {} : { [name]: String(value) };
}
