/**
 * What questions read a graph with: a few batch primitives over one snapshot. Each answers for many nodes at once and
 * says the true number where it gives only a part, so that an algorithm stays polite to nodes with a million links.
 */
import type { EntityRef, GraphPosition, Properties } from '../store.js';
import type { Label, RelationshipType } from '../vocabulary.js';

/** A relationship by its type and ends, without what it says. */
export interface Link {
  readonly type: RelationshipType;
  readonly from: EntityRef;
  readonly to: EntityRef;
}

/** A node as all records together describe it, without the records. */
export interface NodeSummary extends EntityRef {
  readonly name?: string;
  readonly properties: Properties;
}

/** A record that states a fact, as far as the ledger tells everybody. */
export interface Source {
  readonly recordId: string;
  readonly revision: number;
  readonly owner: string;
  readonly position: GraphPosition;
}

/** Who states a fact: at most as many records as asked for, the earliest on the ledger first; `total` is how many there are. */
export interface Sources {
  readonly total: number;
  readonly records: readonly Source[];
}

/** A fact that records state: a node or a relationship. */
export type Fact = EntityRef | Link;

/** Reads one snapshot of a graph. All answers are equal for every engine, in the order that is said. */
export interface GraphReader {
  /** The known ones of the nodes, in the order asked. */
  readonly nodes: (refs: readonly EntityRef[]) => Promise<readonly NodeSummary[]>;
  /** How many relationships (of the types, when given) each node has, in the order asked; 0 for unknown ones. Cheap at any size. */
  readonly degrees: (
    refs: readonly EntityRef[],
    types?: readonly RelationshipType[],
  ) => Promise<readonly number[]>;
  /** How many relationships of each type a node has; types without any are absent. Cheap at any size. */
  readonly degreesByType: (ref: EntityRef) => Promise<DegreesByType>;
  /** All relationships (of the types, when given) of the nodes, both directions, each once, ordered by id. Ask `degrees` first. */
  readonly links: (
    refs: readonly EntityRef[],
    types?: readonly RelationshipType[],
  ) => Promise<readonly Link[]>;
  /** The relationships of one type of one node, both directions, ordered by id: the first `most` of those after `after`. */
  readonly linksAfter: (ref: EntityRef, part: LinkPart) => Promise<readonly Link[]>;
  /** The relationships between any two of the nodes, ordered by id. Meant for few nodes. */
  readonly linksAmong: (refs: readonly EntityRef[]) => Promise<readonly Link[]>;
  /** What each relationship says, in the order asked; nothing for unknown ones. */
  readonly linkProperties: (links: readonly Link[]) => Promise<readonly Properties[]>;
  /** Who states each fact, in the order asked; at most `most` records each. */
  readonly sources: (facts: readonly Fact[], most: number) => Promise<readonly Sources[]>;
  /** How many nodes have one of the labels. */
  readonly population: (labels: readonly Label[]) => Promise<number>;
}

/** How many relationships of each type. */
export type DegreesByType = Readonly<Partial<Record<RelationshipType, number>>>;

/** A part of a node's relationships of one type. */
export interface LinkPart {
  readonly type: RelationshipType;
  readonly most: number;
  readonly after?: Link | undefined;
}
