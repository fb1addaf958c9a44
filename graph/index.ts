/** The knowledge graph, by name. */
export type { Label, RelationshipType } from './vocabulary.js';
export { LABELS, RELATIONSHIP_TYPES } from './vocabulary.js';
export type {
  CoTravel,
  Entity,
  EntityRef,
  GraphChange,
  GraphCounts,
  GraphPosition,
  GraphStore,
  GraphStoreDescription,
  Neighbourhood,
  NodeFact,
  Properties,
  Provenance,
  RecordFacts,
  Relationship,
  RelationshipFact,
  SharedAttribute,
} from './store.js';
