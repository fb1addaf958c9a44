/**
 * A NodeApplication in memory, for tests of the skins over it: it keeps what it is given, checks ownership and
 * refuses with the codes of the contract. The real application has its own tests.
 */
import { createHash } from 'node:crypto';
import type { AgreementTerms, LedgerEnvelope, Organisation } from '../../../chaincode/index.js';
import { accepted, canonicalize, flatten, refusal, refused } from '../../../chaincode/index.js';
import { exportCase } from '../../../gateway/application/case-export.js';
import { CursorRefused } from '../../../gateway/cursor-refused.js';
import { pageOf } from '../../../gateway/application/page.js';
import { graphQuestions } from '../../../gateway/application/graph-questions.js';
import type { GraphStore } from '../../../graph/index.js';
import { MemoryGraphStore } from '../../../graph/memory/memory-graph-store.js';
import type {
  AgreementView,
  Alert,
  Caller,
  CertificateView,
  Delivery,
  NodeApplication,
  Page,
  PageRequest,
  RecordSummary,
  RecordView,
  UserOutcome,
} from '../../../gateway/application.js';

export const OWN = 'XiamenCustomsMSP';
export const OTHER = 'SantosCustomsMSP';
const NOW = '2026-11-23T08:00:00.000Z';

export interface MemoryApplication {
  readonly application: NodeApplication;
  /** The graph behind the questions; empty at first. */
  readonly graph: GraphStore;
  readonly records: RecordView[];
  /** Raises an alert: stored, and sent to open streams. */
  raise(alert: Alert): void;
  /** Streams that are open now. */
  openStreams(): number;
  /** How often a method was called. */
  calls(method: keyof NodeApplication): number;
  /** Makes the next call of a method fail as a bug would. */
  breakNext(cause: Error): void;
}

export function memoryApplication(): MemoryApplication {
  const state = newState();
  let fault: Error | undefined;
  const calls = new Map<PropertyKey, number>();
  const application = new Proxy(applicationOver(state), {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      calls.set(property, (calls.get(property) ?? 0) + 1);
      if (fault === undefined) return member;
      const cause = fault;
      fault = undefined;
      return () => Promise.reject(cause);
    },
  });
  return {
    application,
    graph: state.graph,
    records: state.records,
    raise: (alert) => {
      state.alerts.push(alert);
      for (const wake of state.waiting) wake();
    },
    openStreams: () => state.streams,
    calls: (method) => calls.get(method) ?? 0,
    breakNext: (cause) => {
      fault = cause;
    },
  };
}

interface State {
  readonly records: RecordView[];
  readonly raw: Map<string, Uint8Array>;
  readonly deliveries: Delivery[];
  readonly agreements: AgreementView[];
  readonly alerts: Alert[];
  readonly certificates: CertificateView[];
  readonly waiting: Set<() => void>;
  readonly graph: GraphStore;
  streams: number;
}

function newState(): State {
  const records = Array.from({ length: 30 }, (_, i) => recordOf(i, i % 3 === 2 ? OTHER : OWN));
  return {
    records,
    raw: new Map(),
    ...{ deliveries: [], agreements: [], alerts: [], certificates: [] },
    waiting: new Set(),
    graph: new MemoryGraphStore(),
    streams: 0,
  };
}

export function recordOf(i: number, owner: string): RecordView {
  const id = `record-${String(i).padStart(4, '0')}-abcdefgh`;
  const body = { kind: 'declaration', functionalReferenceId: `REF-${i}`, itemCount: i };
  const envelope: LedgerEnvelope = {
    ...{ id, kind: 'declaration', owner, root: 'ab'.repeat(32), leafCount: 3, revision: 1 },
    ...{ createdAt: NOW, retainUntil: '2027-11-23T08:00:00.000Z', signature: 'h..s' },
    status: 'live',
  };
  const held = owner === OWN;
  return {
    ...{ id, kind: 'declaration', owner, revision: 1, createdAt: NOW, findingCount: 0 },
    ...{ retainUntil: envelope.retainUntil, status: 'live', holding: held ? 'owner' : 'envelope' },
    envelope,
    body: held ? body : null,
    fields: held ? flatten(body).map((leaf) => ({ ...leaf, proved: true })) : [],
    withheld: held
      ? [
          {
            pointer: '/declarant/name',
            reason: 'MASKED',
            explanation: 'personal data is masked for this user',
          },
        ]
      : [],
    ...{ findings: [], releases: [] },
  };
}

export function alertOf(i: number): Alert {
  return {
    ...{ id: `alert-${i}`, typology: 'shell-ring', version: '1', raisedAt: NOW, score: '0.9' },
    knownAt: { block: i, tx: 0 },
    reasons: ['three companies share one address'],
    members: [{ label: 'Company', key: 'c1', name: 'Acme Trading' }],
    witnesses: [{ type: 'LOCATED_AT', from: 'Company:c1', to: 'Address:a1', recordIds: ['r1'] }],
    ...{ contributions: [], recordIds: ['r1'] },
  };
}

function page<T>(
  items: readonly T[],
  request: PageRequest,
  idOf: (item: T) => string,
): Promise<Page<T>> {
  return pageOf(items, request, { of: idOf });
}

function notFound(id: string): UserOutcome<never> {
  return refused(refusal('NOT_FOUND', `no ${id}`));
}

function applicationOver(state: State): NodeApplication {
  return {
    identity: {
      ...{ name: 'xiamen', displayName: 'Xiamen Customs', mspId: OWN, countryCode: 'CN' },
      roles: ['customs'],
    },
    ...recordAbilities(state),
    ...agreementAbilities(state),
    ...riskAbilities(state),
    ...certificateAbilities(state),
    organisations: async () => [organisation()],
    ledger: async () => ({
      ...{ engine: 'memory', channel: 'guanlian', height: 7, head: '00'.repeat(32) },
      ...{ projectionLag: 0, asOf: NOW },
    }),
  };
}

function organisation(): Organisation {
  const jwk = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', d: 'never-to-be-shown' };
  return {
    ...{ mspId: OWN, name: 'Xiamen Customs', countryCode: 'CN', roles: ['customs'] },
    keys: [{ kid: 'kid-1', jwk, validFrom: NOW, validUntil: '2028-01-01T00:00:00.000Z' }],
    ...{ authorities: [], status: 'active' },
  };
}

function recordAbilities(
  state: State,
): Pick<
  NodeApplication,
  'ingest' | 'records' | 'record' | 'raw' | 'purge' | 'share' | 'deliveries'
> {
  const find = (id: string) => state.records.find((record) => record.id === id);
  return {
    ingest: async (_caller, { bytes }) => {
      const text = Buffer.from(bytes).toString('utf8');
      if (text.startsWith('\0')) return refused(refusal('INVALID_INPUT', 'no message format'));
      const record = recordOf(state.records.length, OWN);
      state.records.unshift(record);
      state.raw.set(record.id, bytes);
      const summary: RecordSummary = { ...record, findingCount: 1 };
      return accepted({
        format: 'UN/EDIFACT CUSDEC',
        records: [summary],
        findings: [
          {
            code: 'COUNT_WRONG',
            severity: 'warn' as const,
            path: 'UNT[0]',
            message: 'count differs',
          },
        ],
        unread: [],
      });
    },
    records: async (_caller, request, filter = {}) =>
      page(
        state.records.filter((r) => filter.owner === undefined || r.owner === filter.owner),
        request,
        (r) => r.id,
      ),
    record: async (_caller, id) => find(id),
    raw: async (_caller, id) => {
      const record = find(id);
      if (!record) return notFound(id);
      if (record.owner !== OWN) return refused(refusal('NOT_OWNER', `${id} is of ${record.owner}`));
      return accepted(state.raw.get(id) ?? Buffer.from("UNA:+.? 'UNB+UNOC:3"));
    },
    purge: async (_caller, id) => {
      const record = find(id);
      return record ? accepted({ ...record, status: 'purged' as const }) : notFound(id);
    },
    share: async (_caller, input) => {
      if (input.agreementId === undefined) {
        return refused(refusal('AGREEMENT_MISSING', `no agreement with ${input.recipient}`));
      }
      const delivery: Delivery = {
        ...{ id: `release-${state.deliveries.length}`, recordId: input.recordId, attempts: 0 },
        ...{ recipient: input.recipient, agreementId: input.agreementId, state: 'pending' },
        ...{ purpose: 'risk-assessment', queuedAt: NOW, releasedFields: 2, withheldFields: 1 },
      };
      state.deliveries.push(delivery);
      return accepted(delivery);
    },
    deliveries: async (_caller, request) => page(state.deliveries, request, (d) => d.id),
  };
}

function agreementAbilities(
  state: State,
): Pick<
  NodeApplication,
  'agreements' | 'proposeAgreement' | 'acceptAgreement' | 'terminateAgreement'
> {
  const step = async (id: string, status: 'FINALIZED' | 'TERMINATED') => {
    const index = state.agreements.findIndex((view) => view.agreement.id === id);
    const view = state.agreements[index];
    if (!view) return notFound(id);
    const next = { ...view, agreement: { ...view.agreement, status } };
    state.agreements[index] = next;
    return accepted(next);
  };
  return {
    agreements: async (_caller, request) => page(state.agreements, request, (v) => v.agreement.id),
    proposeAgreement: async (_caller, proposed) => {
      const id = `agreement-${state.agreements.length}-abcdefgh`;
      const terms: AgreementTerms = { ...proposed, id, salt: 'salt-of-128-bits-or-so' };
      const { provider, consumer, validFrom, validUntil } = terms;
      const termsHash = createHash('sha256').update(canonicalize(terms)).digest('hex');
      const agreement = {
        ...{ id, provider, consumer, validFrom, validUntil, termsHash },
        ...{ status: 'OFFERED' as const, revision: 1 },
      };
      const view = { agreement, terms };
      state.agreements.push(view);
      return accepted(view);
    },
    acceptAgreement: (_caller, id) => step(id, 'FINALIZED'),
    terminateAgreement: (_caller, id) => step(id, 'TERMINATED'),
  };
}

function riskAbilities(
  state: State,
): Pick<
  NodeApplication,
  | 'alerts'
  | 'alertStream'
  | 'scores'
  | 'entity'
  | 'entitySources'
  | 'purgedFacts'
  | 'searchEntities'
  | 'questions'
  | 'graphStatus'
  | 'graphDigest'
  | 'compactGraph'
  | 'exportGraph'
  | 'exportCase'
  | 'moveGraph'
  | 'graphMove'
  | 'rebuildGraph'
  | 'verifyGraph'
> {
  const entity = {
    label: 'Company',
    key: 'c1',
    name: 'Acme',
    properties: { risk: 1 },
  };
  return {
    alerts: async (_caller, request) => page(state.alerts, request, (a) => a.id),
    alertStream: (_caller, options) => streamAlerts(state, options),
    scores: async (_caller, id) =>
      id.startsWith('record-')
        ? accepted([
            {
              ...{ kind: 'NOT_SCORABLE' as const, itemSequence: 1, code: 'FEATURES_MISSING' },
              ...{ missing: ['invoiceAmount'], message: 'no invoice', next: 'Send it.' },
            },
          ])
        : notFound(id),
    entitySources: async (_caller, { key }) =>
      key === 'c1'
        ? [
            {
              ...{ recordId: 'r1', revision: 1, owner: 'XiamenMSP', properties: { risk: 0.5 } },
              knownFrom: { block: 3, tx: 0 },
            },
          ]
        : [],
    purgedFacts: async () => [],
    entity: async (_caller, { key }) => (key === 'c1' ? entity : undefined),
    searchEntities: async (_caller, _query, limit) => [entity].slice(0, limit),
    exportGraph: async () => undefined,
    exportCase: (caller, asked) => exportCase(state.graph, caller, asked),
    moveGraph: async () => accepted({ phase: 'opening', place: 'memory', block: 0, height: 0 }),
    graphMove: async () => ({ phase: 'idle', place: 'memory', block: 0, height: 0 }),
    questions: graphQuestions({
      graph: state.graph,
      placeOf: async (knownAt) =>
        'block' in knownAt ? { knownAt: { block: knownAt.block, tx: knownAt.tx ?? 0 } } : {},
    }),
    graphStatus: async () => ({
      ...{ engine: 'memory', nodes: 1, relationships: 0, erasing: false },
      ...{ lagBlocks: 0, lagSeconds: 0 },
    }),
    graphDigest: async () => 'd',
    compactGraph: async () => accepted({ bytesBefore: 3_000_000_000, bytesAfter: 2_500_000_000 }),
    rebuildGraph: async () => accepted({ records: 30, digest: 'd' }),
    verifyGraph: async () => accepted({ equal: true, digest: 'd', expected: 'd', wrongHeads: 0 }),
  };
}

function streamAlerts(
  state: State,
  { after, signal }: { after?: string; signal: AbortSignal },
): AsyncGenerator<{ node: Alert; cursor: string }> {
  if (after !== undefined && !state.alerts.some(({ id }) => id === after))
    throw new CursorRefused(after, 'unknown');
  return alertsFrom(state, state.alerts.findIndex(({ id }) => id === after) + 1, signal);
}

async function* alertsFrom(
  state: State,
  first: number,
  signal: AbortSignal,
): AsyncGenerator<{ node: Alert; cursor: string }> {
  let next = first;
  state.streams += 1;
  try {
    while (!signal.aborted) {
      const node = state.alerts[next];
      if (node) {
        next += 1;
        yield { node, cursor: node.id };
      } else await waitForAlert(state, signal);
    }
  } finally {
    state.streams -= 1;
  }
}

function waitForAlert(state: State, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      state.waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    state.waiting.add(wake);
    signal.addEventListener('abort', wake);
  });
}

function certificateAbilities(
  state: State,
): Pick<
  NodeApplication,
  | 'applyForCertificate'
  | 'decideCertificate'
  | 'setCertificateStatus'
  | 'certificates'
  | 'certificate'
  | 'verify'
  | 'trustList'
> {
  const change = (id: string, to: CertificateView['state']): UserOutcome<CertificateView> => {
    const index = state.certificates.findIndex((certificate) => certificate.id === id);
    const certificate = state.certificates[index];
    if (!certificate) return notFound(id);
    const next = { ...certificate, state: to };
    state.certificates[index] = next;
    return accepted(next);
  };
  return {
    applyForCertificate: async (caller: Caller, application) => {
      const certificate: CertificateView = {
        ...{ id: `certificate-${state.certificates.length}`, number: 'CN-1', anchored: false },
        ...{ certificateType: application.certificateType, state: 'manual-review' },
        applicant: caller.mspId,
        checks: [{ rule: 'mass-adds-up', result: 'manual', message: 'totals differ' }],
      };
      state.certificates.push(certificate);
      return accepted(certificate);
    },
    decideCertificate: async (_caller, id, { approve }) =>
      change(id, approve ? 'issued' : 'rejected'),
    setCertificateStatus: async (_caller, id, { status }) => change(id, status),
    certificates: async (_caller, request) => page(state.certificates, request, (c) => c.id),
    certificate: async (_caller, id) => state.certificates.find((c) => c.id === id),
    verify: async (document) => {
      const isJws = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(Buffer.from(document).toString('utf8'));
      return {
        outcome: isJws ? 'CANNOT_CHECK' : 'INVALID',
        code: isJws ? 'ISSUER_UNKNOWN' : 'NOT_A_CERTIFICATE',
        message: isJws ? 'the issuer is not in the trust list' : 'this is no certificate',
        checks: [{ name: 'format', result: isJws ? 'pass' : 'fail', message: 'form of the file' }],
        asOf: NOW,
      };
    },
    trustList: async () => 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
  };
}
