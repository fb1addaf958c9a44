/** The knowledge graph as users of a node see it: entities, their sources in time, moves and files. */
import type { Finding } from '../chaincode/index.js';

/** An entity as the caller may see it. */
export interface EntityView {
  readonly label: string;
  readonly key: string;
  readonly name?: string;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  /** Name and properties are hidden from this caller, who does not see personal data. */
  readonly masked?: boolean;
  /** How many relationships it has in the whole graph, when the question brought it. */
  readonly degree?: number;
  /** In an answer of the past: the records that stated it then. */
  readonly recordIds?: readonly string[];
}

/** A place in the ledger with the ledger's time there, where it is known. */
export interface PlaceView {
  readonly block: number;
  readonly tx: number;
  readonly time?: string;
}

/** Asks for what this node knew: once a block (up to a transaction in it) was taken up, or at a time of the ledger. */
export type KnownAt = { readonly block: number; readonly tx?: number } | { readonly time: string };

/** What one record says of an entity, and since when this node knows it. */
export interface EntitySourceView {
  readonly recordId: string;
  readonly revision: number;
  readonly owner: string;
  readonly knownFrom: PlaceView;
  /** Where it was superseded. */
  readonly until?: PlaceView;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
}

/** What stays of purged facts. */
export interface PurgedFactsView {
  readonly recordId: string;
  readonly owner: string;
  readonly revision: number;
  readonly digest: string;
  readonly reason: 'retention' | 'withdrawn' | 'record';
  readonly knownFrom: PlaceView;
  readonly purgedAt: PlaceView;
}

/** How far a move of the graph is; `block` of `height` while it is replayed. */
export interface GraphMoveView {
  readonly phase: 'idle' | 'opening' | 'replaying' | 'verifying' | 'moved' | 'failed';
  /** Where the graph is now. */
  readonly place: string;
  readonly block: number;
  readonly height: number;
  readonly digest?: string;
  readonly problem?: string;
}

/** The state of the graph; its digest, which costs a walk over all of it, is asked for by itself. */
export interface GraphStatusView {
  readonly engine: string;
  readonly nodes: number;
  readonly relationships: number;
  /** The newest place in the ledger whose effects the graph has recorded. */
  readonly checkpoint?: PlaceView;
  /** Of the embedded graph. */
  readonly fileBytes?: number;
  /** Removed data may still be in the files. */
  readonly erasing: boolean;
  readonly lagBlocks: number;
  readonly lagSeconds: number;
  readonly reason?: string;
}

/** The graph compared with the ledger, and what it keeps beside its facts with the statements. */
export interface GraphComparisonView {
  /** Whether its digest is that of a graph built from the ledger. */
  readonly equal: boolean;
  readonly digest: string;
  readonly expected: string;
  /** How many heads (how many records state a fact, and which first) are not as the statements are. */
  readonly wrongHeads: number;
  /** What is wrong with one of them, naming nobody. */
  readonly wrongHead?: string;
}

/** What a compaction brought. */
export interface CompactedGraphView {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** Formats in which a part of the graph leaves the node. */
export type GraphFormat = 'ftm' | 'graphml' | 'json';

/** A part of the graph as text of a format, with what the format could not say. */
export interface GraphExportView {
  readonly text: string;
  readonly truncated: boolean;
  readonly findings: readonly Finding[];
}
