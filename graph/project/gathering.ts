/** Collects what a record says while its parts are read. */
import type {
  EntityRef,
  NodeFact,
  Properties,
  Provenance,
  RecordFacts,
  RelationshipFact,
} from '../store.js';
import type { Label, RelationshipType } from '../vocabulary.js';
import type { KeyMaker } from './keys.js';

/** The facts so far, with what makes keys for this node. */
export interface Gathering {
  readonly provenance: Provenance;
  readonly keys: KeyMaker;
  /** States a node and returns its ref. */
  node(label: Label, key: string, properties?: Properties): EntityRef;
  /** States a relationship; nothing when one end is unknown. */
  relate(
    from: EntityRef | undefined,
    type: RelationshipType,
    to: EntityRef | undefined,
    properties?: Properties,
  ): void;
  facts(): RecordFacts;
}

/** An empty collection for a record. */
export function gathering(provenance: Provenance, keys: KeyMaker): Gathering {
  const nodes: NodeFact[] = [];
  const relationships: RelationshipFact[] = [];
  return {
    provenance,
    keys,
    node(label, key, properties = {}) {
      nodes.push({ label, key, properties });
      return { label, key };
    },
    relate(from, type, to, properties = {}) {
      if (from && to) relationships.push({ type, from, to, properties });
    },
    facts: () => ({ provenance, nodes, relationships }),
  };
}
