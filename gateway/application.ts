/**
 * What one node can do for its users, apart from how they reach it: GraphQL, HTTP and CLI are skins over this.
 * Every expected refusal is a value, but one: every list is paged by an opaque cursor, and throws CursorRefused for one
 * that it did not give or, where the order of the list does not tell its place, whose item has gone.
 */
import type {
  Agreement,
  AgreementTerms,
  CertificateApplication,
  Finding,
  LedgerEnvelope,
  Organisation,
  Outcome,
  Purpose,
  RecordKind,
  ReleaseMarker,
  StatusReason,
  WithheldReason,
} from '../chaincode/index.js';
import type {
  CompactedGraphView,
  EntitySourceView,
  EntityView,
  GraphComparisonView,
  GraphExportView,
  GraphFormat,
  GraphMoveView,
  GraphStatusView,
  KnownAt,
  PurgedFactsView,
} from './graph-views.js';
import type { CaseExportQuestion, GraphQuestions } from './questions.js';

/** A refusal as users get it: stable code, what was refused, what to do next. */
export interface UserRefusal {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

export type UserOutcome<T> = Outcome<T, UserRefusal>;

/** Who asks: from a verified token. Scopes are the static capability; ownership is checked besides. */
export interface Caller {
  readonly subject: string;
  readonly mspId: string;
  readonly role: string;
  readonly scopes: ReadonlySet<Scope>;
}

export const SCOPES = [
  'records:read',
  'records:ingest',
  'records:share',
  'records:purge',
  'personal:read',
  'agreements:read',
  'agreements:write',
  'graph:read',
  'alerts:read',
  'certificates:read',
  'certificates:apply',
  'certificates:issue',
  'operate',
] as const;
export type Scope = (typeof SCOPES)[number];

export interface PageRequest {
  readonly first: number;
  readonly after?: string;
}

export interface Page<T> {
  readonly items: readonly { readonly node: T; readonly cursor: string }[];
  readonly hasNextPage: boolean;
  readonly totalCount: number;
}

export interface NodeIdentity {
  readonly name: string;
  readonly displayName: string;
  readonly mspId: string;
  readonly countryCode: string;
  readonly roles: readonly string[];
}

export interface RecordSummary {
  readonly id: string;
  readonly kind: RecordKind;
  readonly owner: string;
  readonly revision: number;
  readonly createdAt: string;
  readonly retainUntil: string;
  readonly status: 'live' | 'purged';
  /** What this node holds of it: everything (owner), a release, or the envelope alone. */
  readonly holding: 'owner' | 'release' | 'envelope';
  readonly format?: string;
  readonly findingCount: number;
}

export interface VisibleField {
  readonly pointer: string;
  /** Canonical JSON text of the value. */
  readonly value: string;
  /** Whether the field was proved against the envelope on the ledger. */
  readonly proved: boolean;
}

export interface WithheldView {
  readonly pointer: string;
  readonly reason: WithheldReason;
  readonly explanation: string;
}

export interface RecordView extends RecordSummary {
  readonly envelope: LedgerEnvelope;
  /** Assembled from the visible fields; null when only the envelope is held. */
  readonly body: unknown;
  readonly fields: readonly VisibleField[];
  readonly withheld: readonly WithheldView[];
  readonly findings: readonly Finding[];
  readonly releases: readonly ReleaseMarker[];
}

export interface IngestResult {
  readonly format: string;
  readonly records: readonly RecordSummary[];
  readonly findings: readonly Finding[];
  readonly unread: readonly { readonly path: string; readonly text: string }[];
}

export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** One release on its way to one recipient. */
export interface Delivery {
  readonly id: string;
  readonly recordId: string;
  readonly recipient: string;
  readonly agreementId: string;
  readonly purpose: Purpose;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly queuedAt: string;
  readonly deliveredAt?: string;
  readonly releasedFields: number;
  readonly withheldFields: number;
  readonly refusal?: UserRefusal;
}

export interface ShareInput {
  readonly recordId: string;
  readonly recipient: string;
  readonly agreementId?: string;
  readonly purpose: string;
  /** Extra field patterns the owner wants released beyond the agreement: the contract refuses them (FIELD_NOT_AGREED). */
  readonly alsoRelease?: readonly string[];
}

export interface AgreementView {
  readonly agreement: Agreement;
  /** Present for the parties only. */
  readonly terms?: AgreementTerms;
}

export interface AlertMember {
  readonly label: string;
  readonly key: string;
  readonly name?: string;
}

export interface AlertContribution {
  readonly feature: string;
  readonly value: string;
  readonly contribution: string;
}

/** A risk alert: explained or not shown (DESIGN decision 10). Machines order the queue; a person decides. */
export interface Alert {
  readonly id: string;
  /** Typology id, or `declaration-risk` for the model. */
  readonly typology: string;
  readonly version: string;
  readonly raisedAt: string;
  /** Ledger position up to which the node knew when it decided. */
  readonly knownAt: { readonly block: number; readonly tx: number };
  readonly score: string;
  readonly reasons: readonly string[];
  readonly members: readonly AlertMember[];
  readonly witnesses: readonly {
    readonly type: string;
    readonly from: string;
    readonly to: string;
    readonly recordIds: readonly string[];
  }[];
  readonly contributions: readonly AlertContribution[];
  /** `sha256:…` of the model, for scored alerts. */
  readonly modelDigest?: string;
  readonly recordIds: readonly string[];
}

export type ScoreView =
  | {
      readonly kind: 'SCORED';
      readonly itemSequence: number;
      readonly score: string;
      readonly flagged: boolean;
      readonly band: string;
      readonly modelId: string;
      readonly modelDigest: string;
      readonly contributions: readonly AlertContribution[];
    }
  | {
      readonly kind: 'NOT_SCORABLE';
      readonly itemSequence: number;
      readonly code: string;
      readonly missing: readonly string[];
      readonly message: string;
      readonly next: string;
    };

export interface ReviewCheckView {
  readonly rule: string;
  readonly result: 'pass' | 'manual' | 'reject';
  readonly message: string;
  readonly field?: string;
  readonly found?: string;
  readonly repair?: string;
}

export interface CertificateView {
  readonly id: string;
  readonly number: string;
  readonly certificateType: string;
  readonly state: 'manual-review' | 'rejected' | 'issued' | 'suspended' | 'revoked' | 'replaced';
  readonly applicationRecordId?: string;
  readonly applicant?: string;
  readonly issuedAt?: string;
  readonly validUntil?: string;
  readonly anchored: boolean;
  readonly anchorId?: string;
  readonly checks: readonly ReviewCheckView[];
  /** The signed certificate (compact JWS), once issued. */
  readonly jws?: string;
  /** The bundle file with its inclusion proof, once anchored, as JSON text. */
  readonly bundle?: string;
}

/** The answer of a verification, the same over HTTP, GraphQL and offline. */
export interface VerificationView {
  readonly outcome: 'VALID' | 'INVALID' | 'CANNOT_CHECK' | 'NOT_YET_ANCHORED';
  readonly code: string;
  readonly message: string;
  readonly checks: readonly {
    readonly name: string;
    readonly result: string;
    readonly code?: string;
    readonly message: string;
  }[];
  readonly issuer?: string;
  readonly number?: string;
  readonly asOf: string;
}

export interface LedgerView {
  readonly engine: string;
  readonly channel: string;
  readonly height: number;
  readonly head: string;
  /** Blocks that the graph is behind the ledger. */
  readonly projectionLag: number;
  readonly asOf: string;
}

/** One node's abilities. Methods check ownership; scopes are checked by the skins at their root fields. */
export interface NodeApplication {
  readonly identity: NodeIdentity;
  ingest(
    caller: Caller,
    input: { bytes: Uint8Array; fileName?: string },
  ): Promise<UserOutcome<IngestResult>>;
  records(
    caller: Caller,
    page: PageRequest,
    filter?: { kind?: RecordKind; owner?: string },
  ): Promise<Page<RecordSummary>>;
  record(caller: Caller, id: string): Promise<RecordView | undefined>;
  raw(caller: Caller, recordId: string): Promise<UserOutcome<Uint8Array>>;
  purge(caller: Caller, recordId: string): Promise<UserOutcome<RecordSummary>>;
  share(caller: Caller, input: ShareInput): Promise<UserOutcome<Delivery>>;
  deliveries(
    caller: Caller,
    page: PageRequest,
    filter?: { recordId?: string; state?: DeliveryState },
  ): Promise<Page<Delivery>>;
  agreements(caller: Caller, page: PageRequest): Promise<Page<AgreementView>>;
  proposeAgreement(
    caller: Caller,
    terms: Omit<AgreementTerms, 'id' | 'salt'>,
  ): Promise<UserOutcome<AgreementView>>;
  acceptAgreement(caller: Caller, id: string): Promise<UserOutcome<AgreementView>>;
  terminateAgreement(caller: Caller, id: string): Promise<UserOutcome<AgreementView>>;
  alerts(caller: Caller, page: PageRequest, filter?: { typology?: string }): Promise<Page<Alert>>;
  /** Alerts after the cursor (all when absent), then live until the signal aborts. Throws CursorRefused at once. */
  alertStream(
    caller: Caller,
    options: { after?: string; signal: AbortSignal },
  ): AsyncIterable<{ node: Alert; cursor: string }>;
  scores(caller: Caller, recordId: string): Promise<UserOutcome<readonly ScoreView[]>>;
  entity(
    caller: Caller,
    ref: { label: string; key: string; knownAt?: KnownAt },
  ): Promise<EntityView | undefined>;
  entitySources(
    caller: Caller,
    ref: { label: string; key: string; knownAt?: KnownAt; history?: boolean },
  ): Promise<readonly EntitySourceView[]>;
  purgedFacts(caller: Caller): Promise<readonly PurgedFactsView[]>;
  searchEntities(caller: Caller, query: string, limit: number): Promise<readonly EntityView[]>;
  exportGraph(
    caller: Caller,
    input: { label: string; key: string; hops: number; limit: number; format: GraphFormat },
  ): Promise<GraphExportView | undefined>;
  /** The subgraph of a case as a file; refused when the graph lacks one of its subjects. */
  exportCase(caller: Caller, input: CaseExportQuestion): Promise<UserOutcome<GraphExportView>>;
  /** Begins to move the graph to where the machine's administrator said, or back into the node's own folder. */
  moveGraph(caller: Caller, to: 'embedded' | 'neo4j'): Promise<UserOutcome<GraphMoveView>>;
  graphMove(caller: Caller): Promise<GraphMoveView>;
  /** Questions over the graph beyond looking one entity up. */
  readonly questions: GraphQuestions;
  graphStatus(caller: Caller): Promise<GraphStatusView>;
  /** Digest over the whole graph; one at a time, whoever asks meanwhile gets the same. */
  graphDigest(caller: Caller): Promise<string>;
  /** Rewrites the files of the embedded graph without what was removed. */
  compactGraph(caller: Caller): Promise<UserOutcome<CompactedGraphView>>;
  rebuildGraph(caller: Caller): Promise<UserOutcome<{ records: number; digest: string }>>;
  /** Compares the graph with one built from the ledger, and what it keeps beside its facts with their statements. */
  verifyGraph(caller: Caller): Promise<UserOutcome<GraphComparisonView>>;
  applyForCertificate(
    caller: Caller,
    application: CertificateApplication,
  ): Promise<UserOutcome<CertificateView>>;
  decideCertificate(
    caller: Caller,
    id: string,
    decision: { approve: boolean; reason: string },
  ): Promise<UserOutcome<CertificateView>>;
  setCertificateStatus(
    caller: Caller,
    id: string,
    change: { status: 'suspended' | 'issued' | 'revoked'; reason: StatusReason },
  ): Promise<UserOutcome<CertificateView>>;
  certificates(caller: Caller, page: PageRequest): Promise<Page<CertificateView>>;
  certificate(caller: Caller, id: string): Promise<CertificateView | undefined>;
  /** Needs no account. */
  verify(document: Uint8Array): Promise<VerificationView>;
  /** The signed trust list as a compact JWS; needs no account. */
  trustList(): Promise<string>;
  organisations(): Promise<readonly Organisation[]>;
  ledger(): Promise<LedgerView>;
}
