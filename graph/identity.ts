/** Ids of nodes and relationships, made from their own words, and the one order of text that all answers use. */
import { PlatformFault } from '../network/index.js';
import type { EntityRef } from './store.js';
import type { Label, RelationshipType } from './vocabulary.js';

// Control characters separate the parts of a relationship's id, so no key may hold one.
// eslint-disable-next-line no-control-regex
const UNUSABLE_KEY = /^$|[\u0000-\u001f\u007f]/;

/** `Label:key`. Throws PlatformFault GRAPH_FACT_INVALID for an empty key or one with control characters. */
export function nodeId(ref: EntityRef): string {
  if (UNUSABLE_KEY.test(ref.key))
    throw new PlatformFault(
      'GRAPH_FACT_INVALID',
      `a ${ref.label} has an empty key or one with control characters; correct the projection`,
    );
  return `${ref.label}:${ref.key}`;
}

/** The ref that `nodeId` was made from. */
export function refOf(id: string): EntityRef {
  const colon = id.indexOf(':');
  return { label: id.slice(0, colon) as Label, key: id.slice(colon + 1) };
}

/** The id of a relationship: type and both ends, line by line. */
export function relationshipId(type: RelationshipType, from: EntityRef, to: EntityRef): string {
  return `${type}\n${nodeId(from)}\n${nodeId(to)}`;
}

/** The parts that `relationshipId` was made from. */
export function relationshipParts(id: string): {
  type: RelationshipType;
  from: EntityRef;
  to: EntityRef;
} {
  const [type = '', from = '', to = ''] = id.split('\n');
  return { type: type as RelationshipType, from: refOf(from), to: refOf(to) };
}

/** Orders text by its code units: the same on every machine and in every locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
