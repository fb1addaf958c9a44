/** Turns what an engine found into the port's answers: canonical order, optional members left out, attributes really shared. */
import { byText, nodeId } from './identity.js';
import type {
  CoTravel,
  Entity,
  EntityRef,
  Properties,
  Relationship,
  SharedAttribute,
} from './store.js';
import type { RelationshipType } from './vocabulary.js';
import { attributeEnd } from './vocabulary.js';

/** A node with its merged properties; `name` comes from the property of that name. */
export function entityOf(
  ref: EntityRef,
  properties: Properties,
  recordIds: Iterable<string>,
): Entity {
  const { name } = properties;
  return {
    label: ref.label,
    key: ref.key,
    ...(typeof name === 'string' ? { name } : {}),
    properties,
    recordIds: sorted(recordIds),
  };
}

/** A relationship with its merged properties. */
export function relationshipOf(
  ends: { readonly type: RelationshipType; readonly from: EntityRef; readonly to: EntityRef },
  properties: Properties,
  recordIds: Iterable<string>,
): Relationship {
  const { type, from, to } = ends;
  return {
    type,
    from: { label: from.label, key: from.key },
    to: { label: to.label, key: to.key },
    properties,
    recordIds: sorted(recordIds),
  };
}

/** Relationships as attribute pairs, without attributes that only one owner has; sorted by attribute, owner, type. */
export function sharedPairs(relationships: Iterable<Relationship>): readonly SharedAttribute[] {
  const owners = new Map<string, Map<string, SharedAttribute>>();
  for (const { type, from, to, recordIds } of relationships) {
    const [owner, attribute] = attributeEnd(type) === 'to' ? [from, to] : [to, from];
    if (owner.label !== 'Company' && owner.label !== 'Person') continue;
    const held = owners.get(nodeId(attribute)) ?? new Map<string, SharedAttribute>();
    owners.set(nodeId(attribute), held);
    held.set(`${nodeId(owner)}\n${type}`, { owner, attribute, type, recordIds });
  }
  return [...owners.entries()]
    .filter(([, held]) => new Set([...held.values()].map((pair) => nodeId(pair.owner))).size > 1)
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([, held]) => [...held].sort(([a], [b]) => byText(a, b)).map(([, pair]) => pair));
}

/** FLEW_ON relationships as co-travel rows, sorted by flight, then person. */
export function coTravelRows(flights: Iterable<Relationship>): readonly CoTravel[] {
  return Array.from(flights, ({ from, to, properties, recordIds }) => ({
    person: from,
    flight: to,
    ...(typeof properties['booking'] === 'string' ? { booking: properties['booking'] } : {}),
    recordIds,
  })).sort((a, b) => byText(a.flight.key, b.flight.key) || byText(a.person.key, b.person.key));
}

/** Distinct texts in the one order. */
export function sorted(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort(byText);
}
