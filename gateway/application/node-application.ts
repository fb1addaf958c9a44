/** The abilities of one node, put together from its parts: this is what GraphQL, HTTP and CLI serve. */
import type { Organisation } from '../../chaincode/index.js';
import { accepted, refusal, refused } from '../../chaincode/index.js';
import type { Outbox } from '../../network/index.js';
import type { Alert, Caller, LedgerView, NodeApplication } from '../application.js';
import {
  acceptAgreement,
  listAgreements,
  proposeAgreement,
  terminateAgreement,
} from './agreements.js';
import type { AlertLog } from './alerts.js';
import type { CertificateDesk } from './certificate-desk.js';
import { listDeliveries } from './deliveries.js';
import type { Follower } from './follower.js';
import { exportCase } from './case-export.js';
import { exportGraph } from './graph-export.js';
import type { GraphMover } from './graph-move.js';
import { compactGraph, rebuildGraph, verifyGraph } from './graph-operations.js';
import { entityView, refIn } from './graph-answers.js';
import { graphQuestions } from './graph-questions.js';
import type { GraphSources } from './graph-sources.js';
import type { GraphVitals } from './graph-vitals.js';
import type { Rebuilding } from './rebuilding.js';
import { ingestMessage } from './ingest.js';
import { entitySources, lookUp, placeMeant, purgedFacts } from './known-at.js';
import { indexedEnvelope } from './ledger-index.js';
import type { NodeParts } from './parts.js';
import { isoNow } from './parts.js';
import { listRecords, summarize, viewRecord } from './records.js';
import { purgeRecord } from './retention.js';
import { scoresOf } from './risk.js';
import type { ShareJob } from './share.js';
import { shareRecord } from './share.js';
import { searchedBy, veiledAlert } from './veil.js';
import { openRaw } from './vault.js';

export interface ApplicationParts {
  readonly parts: NodeParts;
  readonly outbox: Outbox<ShareJob>;
  readonly follower: Follower;
  readonly alerts: AlertLog;
  readonly desk: CertificateDesk;
  readonly personSalt: string;
  readonly sources: GraphSources;
  readonly mover: GraphMover;
  readonly vitals: GraphVitals;
  readonly rebuilding: Rebuilding;
}

/** Creates the application of a node. */
export function createApplication(all: ApplicationParts): NodeApplication {
  const { parts, desk } = all;
  return {
    identity: parts.identity,
    ...recordAbilities(all),
    ...agreementAbilities(parts),
    ...riskAbilities(all),
    ...graphAbilities(all),
    applyForCertificate: (caller, application) => desk.apply(caller, application),
    decideCertificate: (_caller, id, decision) => desk.decide(id, decision),
    setCertificateStatus: (_caller, id, change) => desk.setStatus(id, change),
    certificates: (caller, page) => desk.page(caller, page),
    certificate: (caller, id) => desk.get(caller, id),
    verify: (document) => desk.verify(document),
    trustList: () => desk.trustList(),
    organisations: () => organisations(parts),
    ledger: () => ledgerView(all),
  };
}

/** Members as the ledger lists them. */
export async function organisations(parts: NodeParts): Promise<readonly Organisation[]> {
  const answer = await parts.ledger.evaluate({ name: 'directory:List', args: [] });
  if (answer.ok) return JSON.parse(answer.value) as Organisation[];
  throw new Error('the directory cannot be read', { cause: answer.refusal });
}

type RecordAbility = 'ingest' | 'records' | 'record' | 'raw' | 'purge' | 'share' | 'deliveries';

function recordAbilities({
  parts,
  outbox,
  follower,
}: ApplicationParts): Pick<NodeApplication, RecordAbility> {
  return {
    ingest: async (_caller, input) => {
      const outcome = await ingestMessage(parts, input);
      // The sender may ask for the record at once: answer when this node has taken it up.
      if (outcome.ok) await caughtUp(parts, follower);
      return outcome;
    },
    records: (_caller, page, filter) => listRecords(parts, page, filter),
    record: (caller, id) => viewRecord(parts, caller, id),
    raw: async (_caller, recordId) => {
      const bytes = await openRaw(parts.store, recordId);
      return bytes
        ? accepted(bytes)
        : refused(refusal('NOT_OWNER', 'only the owner keeps the raw message'));
    },
    purge: async (_caller, recordId) => {
      const outcome = await purgeRecord(parts, recordId);
      if (!outcome.ok) return outcome;
      await caughtUp(parts, follower);
      const entry = await indexedEnvelope(parts.store, recordId);
      if (!entry) return refused(refusal('NOT_FOUND', 'the record is not in the index'));
      return accepted(await summarize(parts, entry.envelope));
    },
    share: (_caller, input) => shareRecord(parts, outbox, input),
    deliveries: (_caller, page, filter) => listDeliveries(outbox, page, filter),
  };
}

type AgreementAbility =
  'agreements' | 'proposeAgreement' | 'acceptAgreement' | 'terminateAgreement';

function agreementAbilities(parts: NodeParts): Pick<NodeApplication, AgreementAbility> {
  return {
    agreements: (_caller, page) => listAgreements(parts, page),
    proposeAgreement: async (_caller, terms) => {
      const { mspId } = parts.identity;
      if (terms.provider !== mspId && terms.consumer !== mspId) {
        return refused(refusal('NOT_PARTY', `${mspId} proposes only its own agreements`));
      }
      return proposeAgreement(parts, terms);
    },
    acceptAgreement: (_caller, id) => acceptAgreement(parts, id),
    terminateAgreement: (_caller, id) => terminateAgreement(parts, id),
  };
}

type RiskAbility = 'alerts' | 'alertStream' | 'scores';

function riskAbilities({ parts, alerts }: ApplicationParts): Pick<NodeApplication, RiskAbility> {
  return {
    alerts: async (caller, page, filter) => {
      const { items, ...rest } = await alerts.page(page, filter);
      const shown = items.map(({ node, cursor }) => ({ node: veiledAlert(node, caller), cursor }));
      return { ...rest, items: shown };
    },
    alertStream: (caller, options) => veiledStream(alerts.stream(options), caller),
    scores: async (_caller, recordId) => {
      const scores = await scoresOf(parts, recordId);
      return scores
        ? accepted(scores)
        : refused(refusal('NOT_FOUND', 'no declaration is visible here under this id'));
    },
  };
}

async function* veiledStream(
  alerts: AsyncIterable<{ node: Alert; cursor: string }>,
  caller: Caller,
): AsyncGenerator<{ node: Alert; cursor: string }> {
  for await (const { node, cursor } of alerts) yield { node: veiledAlert(node, caller), cursor };
}

type GraphAbility =
  | 'entity'
  | 'entitySources'
  | 'purgedFacts'
  | 'searchEntities'
  | 'questions'
  | 'graphStatus'
  | 'graphDigest'
  | 'compactGraph'
  | 'rebuildGraph'
  | 'verifyGraph'
  | 'exportGraph'
  | 'exportCase'
  | 'moveGraph'
  | 'graphMove';

function graphAbilities({
  parts,
  follower,
  personSalt,
  sources,
  mover,
  vitals,
  rebuilding,
}: ApplicationParts): Pick<NodeApplication, GraphAbility> {
  const graph = rebuilding.guarded(parts.graph);
  const asking = { ...parts, graph };
  return {
    entity: (caller, asked) => lookUp(asking, caller, asked),
    entitySources: async (caller, asked) => {
      const ref = refIn(asked);
      return ref ? entitySources(asking, caller, { ...asked, ref }) : [];
    },
    purgedFacts: () => purgedFacts(asking),
    searchEntities: async (caller, query, limit) => {
      const found = await graph.search(query, Math.min(limit, 100), searchedBy(caller));
      return found.map((entity) => entityView(entity, caller));
    },
    questions: graphQuestions({
      graph,
      placeOf: (knownAt) => placeMeant(parts.store, knownAt),
    }),
    graphStatus: () => vitals.status(),
    graphDigest: () => vitals.digest(),
    compactGraph: () => compactGraph(parts.graph),
    rebuildGraph: () => rebuildGraph(parts, follower, { personSalt, sources, rebuilding }),
    verifyGraph: () => verifyGraph(parts, follower, { personSalt, sources }),
    exportGraph: async (caller, asked) => {
      const ref = refIn(asked);
      return ref && exportGraph(graph, caller, { ...asked, ref });
    },
    exportCase: (caller, asked) => exportCase(graph, caller, asked),
    moveGraph: (_caller, to) => mover.begin(to),
    graphMove: async () => mover.state,
  };
}

/** Waits until this node has taken up everything that is on the ledger now. */
async function caughtUp(parts: NodeParts, follower: Follower): Promise<void> {
  const { height } = await parts.ledger.info();
  if (height > 0) await follower.passed(height - 1);
}

async function ledgerView({ parts, follower }: ApplicationParts): Promise<LedgerView> {
  const { engine, channel, height, head } = await parts.ledger.info();
  const seen = follower.seenHeight;
  return {
    engine,
    channel,
    height,
    head,
    projectionLag: Math.max(0, height - seen),
    asOf: isoNow(parts.clock),
  };
}
