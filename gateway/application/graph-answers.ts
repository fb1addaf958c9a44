/** Entities and relationships of the graph as one caller may see them. */
import type {
  Entity,
  EntityRef,
  Fact,
  Label,
  Link,
  Neighbourhood,
  NodeSummary,
} from '../../graph/index.js';
import { LABELS, nodeId, refOf, RELATIONSHIP_TYPES } from '../../graph/index.js';
import type { Caller } from '../application.js';
import type { EntityView } from '../graph-views.js';
import type { EntityRefView, PictureView, RelationshipView } from '../questions.js';
import { isPersonal, seesPersonal } from './veil.js';

/** Stands for a label that no graph has; its degree is 0. */
export const NOBODY: EntityRef = { label: 'Company', key: '-' };

/** The ref, when its label is one of the graph's. */
export function refIn({ label, key }: EntityRefView): EntityRef | undefined {
  const isKnown = (LABELS as readonly string[]).includes(label);
  // Keys never hold control characters; asking for one that does finds nothing, it is no fault.
  // eslint-disable-next-line no-control-regex
  return isKnown && !/^$|[\u0000-\u001f\u007f]/.test(key)
    ? { label: label as Label, key }
    : undefined;
}

/** Those of the refs whose labels are the graph's, and the strange ones. */
export function refsIn(asked: readonly EntityRefView[]): {
  readonly known: readonly EntityRef[];
  readonly strange: readonly EntityRefView[];
} {
  return {
    known: asked.flatMap((ref) => refIn(ref) ?? []),
    strange: asked.filter((ref) => refIn(ref) === undefined),
  };
}

/** Entities that the graph does not know as answers name them, `Label:key`. */
export function unknownIds(refs: readonly EntityRefView[]): readonly string[] {
  return refs.map(({ label, key }) => `${label}:${key}`);
}

/** A node as the caller sees it. */
export function entityView(
  { label, key, name, properties }: NodeSummary,
  caller: Caller,
): EntityView {
  const masked = !seesPersonal(caller) && isPersonal({ label, key });
  return {
    ...{ label, key, properties },
    ...(name === undefined ? {} : { name }),
    ...(masked ? { masked } : {}),
  };
}

/** A relationship by its ends' ids. */
export function relationshipView({ type, from, to }: Link): RelationshipView {
  return { type, from: nodeId(from), to: nodeId(to) };
}

/** The fact that a view shows. */
export function factOf(fact: EntityRefView | RelationshipView): Fact {
  return 'type' in fact ? (linkOf(fact)[0] ?? NOBODY) : (refIn(fact) ?? NOBODY);
}

/** The relationship that a view shows; none when its type is not one of the graph's. */
export function linkOf({ type, from, to }: RelationshipView): readonly Link[] {
  const known = RELATIONSHIP_TYPES.filter((candidate) => candidate === type);
  return known.map((found) => ({ type: found, from: refOf(from), to: refOf(to) }));
}

/** A node of the past, veiled already, with the records that stated it then. */
export function pastEntityView(entity: Entity, caller: Caller): EntityView {
  return { ...entityView(entity, caller), recordIds: entity.recordIds };
}

/** Surroundings of the past, veiled already. */
export function pastPictureView(
  { nodes, relationships, truncated }: Neighbourhood,
  caller: Caller,
): PictureView {
  return {
    nodes: nodes.map((entity) => pastEntityView(entity, caller)),
    relationships: relationships.map(({ recordIds, properties, ...link }) => ({
      ...relationshipView(link),
      ...{ recordIds, properties },
    })),
    truncated,
    hubs: [],
  };
}
