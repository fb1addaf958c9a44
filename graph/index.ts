/** The knowledge graph, by name. */
export type { Label, RelationshipType } from './vocabulary.js';
export { LABELS, RELATIONSHIP_TYPES } from './vocabulary.js';
export type {
  AsKnown,
  CoTravel,
  Entity,
  EntityRef,
  EntitySource,
  GraphChange,
  GraphCounts,
  GraphPosition,
  GraphStore,
  GraphStoreDescription,
  Neighbourhood,
  NodeFact,
  Properties,
  Provenance,
  PurgedRecord,
  PurgeMark,
  RecordFacts,
  RecordVersion,
  Relationship,
  RelationshipFact,
  SharedAttribute,
} from './store.js';
export type { OpenGraphOptions } from './open.js';
export { openGraphStore } from './open.js';
export type { Neo4jOptions } from './neo4j/neo4j-runner.js';
export { openNeo4jGraphStore } from './neo4j/open-neo4j.js';
export type { ProjectionInput } from './project/project.js';
export { project } from './project/project.js';
export type { TypologyParameters } from './detect/parameters.js';
export { TYPOLOGY_DEFAULTS } from './detect/parameters.js';
export type { Typology, TypologyHit } from './detect/typology.js';
export { TYPOLOGIES } from './detect/typologies.js';
export type { LoadOptions, LoadProgress } from './load.js';
export { loadRecords } from './load.js';
export type { GeneratedNetwork, NetworkOptions } from './generate/network.js';
export { generateNetwork } from './generate/network.js';
export type { NetworkPlan } from './generate/plan.js';
export { LEAST_RELATIONSHIPS, MOST_RELATIONSHIPS } from './generate/plan.js';
export type { NetworkAnswers, PlantedGroup, PlantedRing } from './generate/planted.js';
export type { FollowTheMoneyEntity } from './exchange/followthemoney.js';
export type { FollowTheMoneyExport } from './exchange/export-followthemoney.js';
export { toFollowTheMoney } from './exchange/export-followthemoney.js';
export { toGraphMl, toSubgraphJson } from './exchange/subgraph.js';
export type { SourceDescription } from './exchange/source.js';
export { ImportFindings, isSourceName } from './exchange/source.js';
export type { SourceFormat } from './exchange/import-source.js';
export { importSource, SOURCE_FORMATS } from './exchange/import-source.js';
export type { MovableGraph } from './movable.js';
export { movableGraph } from './movable.js';
