/** Short ways to write facts in tests. */
import type {
  EntityRef,
  Label,
  NodeFact,
  Properties,
  RecordFacts,
  RelationshipFact,
  RelationshipType,
} from '../../../graph/index.js';

export function ref(id: string): EntityRef {
  const [label, key] = id.split(':') as [Label, string];
  return { label, key };
}

export function node(id: string, properties: Properties = {}): NodeFact {
  return { ...ref(id), properties };
}

export function link(
  from: string,
  type: RelationshipType,
  to: string,
  properties: Properties = {},
): RelationshipFact {
  return { type, from: ref(from), to: ref(to), properties };
}

export function record(
  recordId: string,
  at: number,
  said: {
    readonly nodes?: readonly NodeFact[];
    readonly relationships?: readonly RelationshipFact[];
    readonly revision?: number;
  },
): RecordFacts {
  const { nodes = [], relationships = [], revision = 1 } = said;
  const position = { block: at, tx: 0 };
  return {
    provenance: { recordId, revision, owner: 'CustomsA', position },
    nodes,
    relationships,
  };
}

export function change(
  at: number,
  facts: readonly RecordFacts[],
  remove: readonly string[] = [],
): {
  facts: readonly RecordFacts[];
  remove: readonly string[];
  checkpoint: { block: number; tx: number };
} {
  return { facts, remove, checkpoint: { block: at, tx: 0 } };
}
