/**
 * The graph port: what records say about companies, people and goods, kept per record so that a revised or purged
 * record takes back exactly what it brought. Free of any query language; adapters are memory/, embedded/ (Grafeo) and later Neo4j.
 */
import type { GraphReader } from './questions/reader.js';
import type { Label, RelationshipType } from './vocabulary.js';

/** A node by its label and its own key (never an engine's internal id). */
export interface EntityRef {
  readonly label: Label;
  readonly key: string;
}

/** A place in the ledger. */
export interface GraphPosition {
  readonly block: number;
  readonly tx: number;
}

/** Which record said something, in which revision, whose it is, and where the ledger committed it. */
export interface Provenance {
  readonly recordId: string;
  readonly revision: number;
  readonly owner: string;
  readonly position: GraphPosition;
}

/** What a node or relationship may carry. */
export type Properties = Readonly<Record<string, string | number | boolean>>;

/** A node as one record describes it. `properties.name`, when given, is what people read. */
export interface NodeFact {
  readonly label: Label;
  readonly key: string;
  readonly properties: Properties;
}

/** A relationship as one record states it. Ends without a node fact of their own exist with no properties. */
export interface RelationshipFact {
  readonly type: RelationshipType;
  readonly from: EntityRef;
  readonly to: EntityRef;
  readonly properties: Properties;
}

/** All that one record says. */
export interface RecordFacts {
  readonly provenance: Provenance;
  readonly nodes: readonly NodeFact[];
  readonly relationships: readonly RelationshipFact[];
}

/** A node as all records together describe it: property by property, the latest in the ledger wins. */
export interface Entity extends EntityRef {
  readonly name?: string;
  readonly properties: Properties;
  /** Records that state it, sorted. */
  readonly recordIds: readonly string[];
}

/** A relationship as all records together describe it. */
export interface Relationship {
  readonly type: RelationshipType;
  readonly from: EntityRef;
  readonly to: EntityRef;
  readonly properties: Properties;
  /** Records that state it, sorted. */
  readonly recordIds: readonly string[];
}

/** The part of the graph around a node. `truncated` says that the limit cut nodes off. */
export interface Neighbourhood {
  readonly nodes: readonly Entity[];
  readonly relationships: readonly Relationship[];
  readonly truncated: boolean;
}

/** A company or person with an attribute (address, phone, e-mail, document, director, contact) that others have too. */
export interface SharedAttribute {
  readonly owner: EntityRef;
  readonly attribute: EntityRef;
  readonly type: RelationshipType;
  readonly recordIds: readonly string[];
}

/** A person on a flight, with the booking locator when one is known. */
export interface CoTravel {
  readonly person: EntityRef;
  readonly flight: EntityRef;
  readonly booking?: string;
  readonly recordIds: readonly string[];
}

/** One change of the graph: replaces all facts of each record in `facts`, removes the records in `remove` (which wins over `facts`). */
export interface GraphChange {
  readonly facts: readonly RecordFacts[];
  readonly remove: readonly string[];
  readonly checkpoint: GraphPosition;
}

/** How many nodes and relationships there are; labels without nodes are absent. */
export interface GraphCounts {
  readonly nodes: number;
  readonly relationships: number;
  readonly byLabel: Readonly<Record<string, number>>;
}

/** What stands behind the port; `reason` says why it is not the usual engine. */
export interface GraphStoreDescription {
  readonly engine: 'grafeo' | 'memory' | 'neo4j';
  readonly persistent: boolean;
  readonly reason?: string;
}

/** A store of facts and the graph they make. All answers are in canonical order and equal for every engine. */
export interface GraphStore extends AsyncDisposable {
  describe(): GraphStoreDescription;
  /** One transaction: facts, removals and the checkpoint, or none of them. */
  apply(change: GraphChange): Promise<void>;
  /** The position of the last change, or undefined when the graph is new. */
  checkpoint(): Promise<GraphPosition | undefined>;
  entity(ref: EntityRef): Promise<Entity | undefined>;
  /** Nodes whose name or key holds every word of the text, best first. An empty text finds nothing. */
  search(text: string, limit: number): Promise<readonly Entity[]>;
  /** Breadth first in both directions; `hops` 0 to 6, `limit` nodes at most. Undefined when the node is unknown. */
  neighbourhood(query: {
    readonly ref: EntityRef;
    readonly hops: number;
    readonly limit: number;
  }): Promise<Neighbourhood | undefined>;
  /** Pairs of the given types whose attribute has at least two owners. */
  sharedAttributes(types: readonly RelationshipType[]): Promise<readonly SharedAttribute[]>;
  coTravel(): Promise<readonly CoTravel[]>;
  /** Runs a question on one snapshot, in one transaction; `signal` ends it between two steps with its reason. */
  read<T>(
    question: (reader: GraphReader) => Promise<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
  counts(): Promise<GraphCounts>;
  /** SHA-256 (hex) over the surviving facts in canonical order, without their positions; the same for every engine. */
  digest(): Promise<string>;
  /** Empties the graph and forgets the checkpoint. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
