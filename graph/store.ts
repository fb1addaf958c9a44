/**
 * The graph port: what records say about companies, people and goods, kept per record so that a revised or purged
 * record takes back exactly what it brought. Free of any query language; adapters are memory/, embedded/ (Grafeo) and neo4j/.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Neo4jOptions } from './neo4j/neo4j-runner.js';
import type { NodeKind } from './node-kind.js';
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

/**
 * Which record said something, in which revision, whose it is, and since when this node knows it: the persisted place in
 * the ledger at which the payload became available to it, never the clock at projection.
 */
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

/** All that one record says, and what is left of what it said before. */
export interface RecordFacts {
  readonly provenance: Provenance;
  readonly nodes: readonly NodeFact[];
  readonly relationships: readonly RelationshipFact[];
  /** What it said before, oldest first; each version holds until the next one begins. What was purged is in none of them. */
  readonly earlier?: readonly RecordVersion[];
  /** What was purged of it: only that it was there, its digest and why it went. */
  readonly purged?: readonly PurgeMark[];
}

/** What a record said from the position of its provenance on, until it said something else. */
export type RecordVersion = Pick<RecordFacts, 'provenance' | 'nodes' | 'relationships'>;

/** What stays of purged content. */
export interface PurgeMark {
  readonly revision: number;
  /** The commitment on the ledger: Merkle root over the salted fields, hex. */
  readonly digest: string;
  /** `retention`: its time was over; `withdrawn`: taken back before that; `record`: the owner erased the record. */
  readonly reason: 'retention' | 'withdrawn' | 'record';
  /** Since when the node knew the content. */
  readonly knownFrom: GraphPosition;
  /** Where the ledger recorded the purge. */
  readonly position: GraphPosition;
}

/** A purge mark with the record it belongs to. */
export interface PurgedRecord extends PurgeMark {
  readonly recordId: string;
  readonly owner: string;
}

/** What one record says of one node, and since when the node knows it (`until`: superseded there). */
export interface EntitySource {
  readonly recordId: string;
  readonly revision: number;
  readonly owner: string;
  readonly knownFrom: GraphPosition;
  readonly until?: GraphPosition;
  readonly properties: Properties;
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

/**
 * The part of the graph around a node. `truncated` says that the limit cut nodes off, or that a hub (hubs.ts) was met
 * and not walked through; a hub names the records of its relationships in the answer, not all that mention it.
 */
export interface Neighbourhood {
  readonly nodes: readonly Entity[];
  readonly relationships: readonly Relationship[];
  readonly truncated: boolean;
}

/** A company or person with an attribute (address, phone, e-mail, document, account, director, contact) that others have too. */
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

/** One change of the graph: replaces all facts, earlier ones and purge marks of each record in `facts`, removes the records in `remove` (which wins over `facts`). */
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

/** What stands behind the port; `reason` says why it is not the usual engine, or lost what it held. */
export interface GraphStoreDescription {
  readonly engine: 'grafeo' | 'memory' | 'neo4j';
  readonly persistent: boolean;
  readonly reason?: string;
  /** It was emptied when it was opened, and is to be filled again. */
  readonly isEmptied?: true;
}

/**
 * What the graph keeps beside facts that many records state, compared with the statements: `wrong` of them differ, are
 * missing or are not needed.
 */
export interface HeadComparison {
  readonly wrong: number;
  readonly example?: WrongHead;
}

/** A head that is not as the statements are, without anything that says of whom. */
export interface WrongHead {
  /** What the fact is about. */
  readonly about: Label | RelationshipType | 'unknown';
  /** It counts wrongly, names others as the first, is not there, or is there for a fact of so few records that it needs none. */
  readonly wrong: 'count' | 'first' | 'missing' | 'needless';
  /** How many records it says state the fact; absent when it is missing. */
  readonly kept?: number;
  /** How many do. */
  readonly stated: number;
}

/** What the graph takes in files of the node's own. */
export interface GraphStorage {
  /** Bytes of its files; absent where there are none of the node's own. */
  readonly fileBytes?: number;
  /** Removed data may still be in the files and waits to be erased. */
  readonly erasing: boolean;
  /** When this process last rewrote the files without removed data, ms since 1970. */
  readonly rewrittenAt?: number;
}

/** Asks for what the graph knew once the transaction at this place in the ledger was taken up; now when absent. */
export interface AsKnown {
  readonly knownAt?: GraphPosition;
}

/** What a search leaves out, as if it were not in the graph. */
export interface SearchOptions {
  readonly without?: readonly NodeKind[];
}

/** How another thread reaches the same graph: over a port to the embedded engine, or as a Neo4j of its own. */
export type GraphConnection = { readonly grafeo: MessagePort } | { readonly neo4j: Neo4jOptions };

/** A store of facts and the graph they make. All answers are in canonical order and equal for every engine. */
export interface GraphStore extends AsyncDisposable {
  describe(): GraphStoreDescription;
  /** One transaction: facts, removals and the checkpoint, or none of them. */
  apply(change: GraphChange): Promise<void>;
  /** The position of the last change, or undefined when the graph is new. */
  checkpoint(): Promise<GraphPosition | undefined>;
  /** The node now, or as this graph knew it at a place in the ledger (that place included, purged content never). */
  entity(ref: EntityRef, options?: AsKnown): Promise<Entity | undefined>;
  /** Who says what of a node, in ledger order: what holds now, or what held at `knownAt`; with `history` all that ever held. */
  sources(
    ref: EntityRef,
    options?: AsKnown & { readonly history?: boolean },
  ): Promise<readonly EntitySource[]>;
  /** What was purged, in ledger order: digest and reason stay, the facts are gone. */
  purges(): Promise<readonly PurgedRecord[]>;
  /** Nodes whose name or key holds every word of the text, best first. An empty text finds nothing. */
  search(text: string, limit: number, options?: SearchOptions): Promise<readonly Entity[]>;
  /** Breadth first in both directions; `hops` 0 to 6, `limit` nodes at most. Undefined when the node is unknown. */
  neighbourhood(query: {
    readonly ref: EntityRef;
    readonly hops: number;
    readonly limit: number;
    readonly knownAt?: GraphPosition;
  }): Promise<Neighbourhood | undefined>;
  /** Pairs of the given types whose attribute has at least two owners. */
  sharedAttributes(types: readonly RelationshipType[]): Promise<readonly SharedAttribute[]>;
  coTravel(): Promise<readonly CoTravel[]>;
  /** Runs a question on one snapshot, in one transaction; `signal` ends it between two steps with its reason. */
  read<T>(
    question: (reader: GraphReader) => Promise<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
  /** Gives another thread a way to the graph while the work lasts; absent where only this thread can read it. */
  lend?<T>(work: (connection: GraphConnection) => Promise<T>): Promise<T>;
  counts(): Promise<GraphCounts>;
  /** SHA-256 (hex) over the surviving facts, earlier ones and purge marks with their positions; the same for every engine. */
  digest(): Promise<string>;
  /** Whether what is kept beside statements is as the statements are; nothing is in a store that keeps nothing beside them. */
  compareHeads(): Promise<HeadComparison>;
  storage(): Promise<GraphStorage>;
  /** Rewrites the files without what was removed, in turn with changes; nothing to do without files of the node's own. */
  compact(): Promise<void>;
  /** Empties the graph and forgets the checkpoint. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
