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
  GraphStorage,
  GraphStore,
  GraphStoreDescription,
  HeadComparison,
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
  SearchOptions,
  SharedAttribute,
  WrongHead,
} from './store.js';
export type { OpenGraphOptions } from './open.js';
export { GRAPH_FILE, openGraphStore } from './open.js';
export type { Neo4jOptions } from './neo4j/neo4j-runner.js';
export { openNeo4jGraphStore } from './neo4j/open-neo4j.js';
export type { ProjectionInput } from './project/project.js';
export { project } from './project/project.js';
export type { TypologyParameters } from './detect/parameters.js';
export { TYPOLOGY_DEFAULTS } from './detect/parameters.js';
export type { Typology, TypologyHit } from './detect/typology.js';
export { TYPOLOGIES } from './detect/typologies.js';
export { detect } from './detect/detect.js';
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
export type { CaseSubgraph } from './exchange/case-subgraph.js';
export { caseFindings, caseSubgraph } from './exchange/case-subgraph.js';
export type { Subgraph } from './exchange/subgraph.js';
export { toGraphMl, toSubgraphJson } from './exchange/subgraph.js';
export type { SourceDescription } from './exchange/source.js';
export { ImportFindings, isSourceName } from './exchange/source.js';
export type { SourceFormat } from './exchange/import-source.js';
export { importSource, SOURCE_FORMATS } from './exchange/import-source.js';
export type { MovableGraph } from './movable.js';
export { movableGraph } from './movable.js';
export { byText, nodeId, refOf } from './identity.js';
export { hasLuhnCheckDigit } from './luhn-check-digit.js';
export type { NodeKind } from './node-kind.js';
export { isOfKind } from './node-kind.js';
export { linkId, distinctRefs } from './questions/fact.js';
export type {
  DegreesByType,
  Fact,
  GraphReader,
  Link,
  LinkPart,
  NodeSummary,
  Source,
  Sources,
} from './questions/reader.js';
export type { Hub } from './questions/limits.js';
export { MOST_SOURCES } from './questions/limits.js';
export type { CaseGraph, CaseNode, CaseQuestion } from './questions/case-graph.js';
export { caseGraph, MOST_SUBJECTS } from './questions/case-graph.js';
export type { Connections, ConnectQuestion, Path } from './questions/connect.js';
export { connect, LONGEST_PATH } from './questions/connect.js';
export type { LinkPage, LinkPageQuestion } from './questions/link-page.js';
export { linkPage } from './questions/link-page.js';
export type { Picture, PicturedNode, PictureQuestion } from './questions/picture.js';
export { picture } from './questions/picture.js';
export type { ShareKindName } from './questions/share-kinds.js';
export { SHARE_KIND_NAMES } from './questions/share-kinds.js';
export type { SharedThing, Sharer } from './questions/sharers.js';
export { linksOf, namedIn } from './questions/sharers.js';
export type { Shares, SharesQuestion } from './questions/shares.js';
export { shares } from './questions/shares.js';
export type { Timeline, TimelineEvent } from './questions/timeline.js';
export { timeline } from './questions/timeline.js';
