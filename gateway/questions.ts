/**
 * What users may ask of the knowledge graph, and the shapes of the answers. Release rules hold: the graph has only what
 * this node may see, and personal data in it is hidden from users without the scope for it, as it is in records.
 */
import type {
  Hub,
  Label,
  Properties,
  RelationshipType,
  ShareKindName,
  SharedThing,
  Source,
} from '../graph/index.js';
import type { Caller, Page, PageRequest } from './application.js';
import type { EntityView, GraphFormat, KnownAt } from './graph-views.js';

/** An entity by its label and key. */
export interface EntityRefView {
  readonly label: string;
  readonly key: string;
}

/** A relationship; its ends are `Label:key`. */
export interface RelationshipView {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** In an answer of the past: the records that stated it then, and what they said of it. */
  readonly recordIds?: readonly string[];
  readonly properties?: Properties;
}

/** Records that state a fact: the first ones on the ledger, and how many there are in all. */
export interface SourcesView {
  readonly total: number;
  readonly records: readonly Source[];
}

/** The entities around one, nearest first. */
export interface PictureView {
  readonly nodes: readonly EntityView[];
  readonly relationships: readonly RelationshipView[];
  readonly truncated: boolean;
  readonly hubs: readonly Hub[];
}

/** Paths between two entities; each step names all relationships between its two nodes. */
export interface ConnectionsView {
  readonly paths: readonly {
    readonly nodes: readonly EntityView[];
    readonly steps: readonly (readonly RelationshipView[])[];
  }[];
  readonly truncated: boolean;
  readonly hubs: readonly Hub[];
}

/** One thing in common. */
export interface SharedThingView extends Omit<SharedThing, 'attribute' | 'ways'> {
  readonly attribute: EntityView;
  readonly relationships: readonly RelationshipView[];
}

/** Somebody with things in common. */
export interface SharerView {
  readonly sharer: EntityView;
  readonly bits: string;
  readonly things: readonly SharedThingView[];
}

/** A page of those who have things in common with an entity, the most unusual first. */
export interface SharesView {
  readonly page: Page<SharerView>;
  readonly truncated: boolean;
}

/** One event around an entity. */
export interface TimelineEventView {
  readonly event: EntityView;
  readonly at?: string;
  /** `Label:key` of the flight that dates it. */
  readonly datedBy?: string;
  readonly relationships: readonly RelationshipView[];
}

/** A page of events, the earliest first. */
export interface TimelineView {
  readonly page: Page<TimelineEventView>;
  readonly truncated: boolean;
}

/** The subgraph of a case. */
export interface CaseGraphView {
  readonly subjects: readonly EntityView[];
  /** Entities that connect the subjects. */
  readonly between: readonly EntityView[];
  readonly relationships: readonly RelationshipView[];
  /** `Label:key` of subjects that this graph does not know. */
  readonly unknown: readonly string[];
  readonly unconnected: readonly (readonly [string, string])[];
  readonly truncated: boolean;
  readonly hubs: readonly Hub[];
}

/** How a question is asked: the signal ends it when the asker has gone. */
export interface Asking {
  readonly signal?: AbortSignal | undefined;
}

/** Which entities a case is about, and how long the paths between two of them may be (relationships). */
export interface CaseQuestion extends Asking {
  readonly subjects: readonly EntityRefView[];
  readonly longest: number;
  readonly limit: number;
}

/** A case to be written to a file. */
export interface CaseExportQuestion extends CaseQuestion {
  readonly format: GraphFormat;
}

/** The questions. Answers are undefined when the entity is unknown to this node. */
export interface GraphQuestions {
  picture(
    caller: Caller,
    question: Asking & {
      readonly ref: EntityRefView;
      readonly hops: number;
      readonly limit: number;
      readonly types?: readonly RelationshipType[] | undefined;
      readonly labels?: readonly Label[] | undefined;
      /** As known then; now when absent. */
      readonly knownAt?: KnownAt;
    },
  ): Promise<PictureView | undefined>;
  relationships(
    caller: Caller,
    question: Asking & {
      readonly ref: EntityRefView;
      readonly types?: readonly RelationshipType[] | undefined;
      readonly page: PageRequest;
    },
  ): Promise<Page<RelationshipView> | undefined>;
  connections(
    caller: Caller,
    question: Asking & {
      readonly from: EntityRefView;
      readonly to: EntityRefView;
      readonly paths: number;
      readonly longest: number;
      readonly types?: readonly RelationshipType[] | undefined;
      /** Labels that paths do not go through; classifications when absent. */
      readonly without?: readonly Label[] | undefined;
    },
  ): Promise<ConnectionsView | undefined>;
  shares(
    caller: Caller,
    question: Asking & {
      readonly ref: EntityRefView;
      readonly kinds?: readonly ShareKindName[] | undefined;
      readonly page: PageRequest;
    },
  ): Promise<SharesView | undefined>;
  timeline(
    caller: Caller,
    question: Asking & { readonly ref: EntityRefView; readonly page: PageRequest },
  ): Promise<TimelineView | undefined>;
  caseGraph(caller: Caller, question: CaseQuestion): Promise<CaseGraphView>;
  /** Who states each entity or relationship, at most `most` records each. */
  sources(
    caller: Caller,
    facts: readonly (EntityRefView | RelationshipView)[],
    most: number,
  ): Promise<readonly SourcesView[]>;
  /** What is known of each relationship besides its ends. */
  properties(
    caller: Caller,
    relationships: readonly RelationshipView[],
  ): Promise<readonly Properties[]>;
  /** How many relationships each entity has in the whole graph. */
  degrees(caller: Caller, refs: readonly EntityRefView[]): Promise<readonly number[]>;
}
