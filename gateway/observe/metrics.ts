/** Metrics of one node in the Prometheus text format; each node has its own registry, all series carry its name. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { GraphReadings } from './graph-gauges.js';
import { graphGauges, setOrRemove } from './graph-gauges.js';

/** What the node reads about itself at each scrape. Durations in seconds. */
export interface NodeReadings {
  readonly ledgerHeight: number;
  readonly graph: GraphReadings;
  readonly outboxPending: number;
  /** Age of the oldest release that waits for its recipient; 0 when none waits. */
  readonly outboxOldestSeconds: number;
  /** Records whose retention has ended and that are not purged yet. */
  readonly retentionBacklog: number;
  /** Time left for each signing key of the organisation; negative once expired. */
  readonly keys: readonly { readonly kid: string; readonly secondsLeft: number }[];
  /** Time left for the certificate that expires next; absent when no certificate is in force. */
  readonly nextCertificateSecondsLeft?: number;
}

export interface MetricsOptions {
  /** Name of the node: the `node` label of every series. */
  readonly node: string;
  /** Called once per scrape; its failure shows as `guanlian_readings_ok 0` and is passed to `onFailure`. */
  readonly readings?: () => Promise<NodeReadings>;
  readonly onFailure?: (cause: unknown) => void;
  /** Memory, CPU and event loop of the process (default true); switch off for all but one node of a process. */
  readonly processMetrics?: boolean;
}

export interface NodeMetrics {
  readonly registry: Registry;
  countRefusal(code: string): void;
  countEvent(event: string): void;
  observeHttp(sample: { route: string; method: string; status: number; seconds: number }): void;
  observeGraphQL(sample: { operation: string; outcome: string; seconds: number }): void;
  countVerification(outcome: string): void;
  subscriptionsOpen(change: 1 | -1): void;
  /** The exposition, freshly read. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
/** A hostile caller must not grow the number of series: codes beyond these many count as OTHER. */
const MAX_CODES = 200;

/** Creates the metrics of one node. */
export function createMetrics(options: MetricsOptions): NodeMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ node: options.node });
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry });
  const counters = createCounters(registry);
  const gauges = createGauges(registry);
  const codes = new Set<string>();
  return {
    registry,
    countRefusal: (code) => counters.refusals.inc({ code: boundedCode(codes, code) }),
    countEvent: (event) => counters.events.inc({ event }),
    observeHttp: ({ route, method, status, seconds }) =>
      counters.http.observe({ route, method, status: String(status) }, seconds),
    observeGraphQL: ({ operation, outcome, seconds }) =>
      counters.graphql.observe({ operation, outcome }, seconds),
    countVerification: (outcome) => counters.verifications.inc({ outcome }),
    subscriptionsOpen: (change) => gauges.subscriptions.inc(change),
    expose: async () => {
      await refresh(gauges, options);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function createCounters(registry: Registry) {
  const registers = [registry];
  return {
    refusals: new Counter({
      ...{ name: 'guanlian_refusals_total', help: 'Expected refusals by stable code', registers },
      labelNames: ['code'],
    }),
    events: new Counter({
      ...{ name: 'guanlian_events_total', help: 'Business events by kind', registers },
      labelNames: ['event'],
    }),
    verifications: new Counter({
      ...{ name: 'guanlian_verifications_total', help: 'Verifications by outcome', registers },
      labelNames: ['outcome'],
    }),
    http: new Histogram({
      ...{ name: 'guanlian_http_request_duration_seconds', help: 'HTTP requests', registers },
      ...{ labelNames: ['route', 'method', 'status'], buckets: SECONDS },
    }),
    graphql: new Histogram({
      ...{ name: 'guanlian_graphql_request_duration_seconds', help: 'GraphQL requests', registers },
      ...{ labelNames: ['operation', 'outcome'], buckets: SECONDS },
    }),
  };
}

function createGauges(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name: `guanlian_${name}`, help, labelNames, registers: [registry] });
  return {
    ledgerHeight: gauge('ledger_height_blocks', 'Blocks of the ledger that this node has seen'),
    setGraph: graphGauges(registry),
    outboxPending: gauge('outbox_pending', 'Releases that wait for their recipient'),
    outboxAge: gauge('outbox_oldest_age_seconds', 'Age of the oldest waiting release'),
    retention: gauge('retention_backlog_records', 'Records past their retention, not purged yet'),
    keyExpiry: gauge('key_expiry_seconds', 'Time left for each signing key', ['kid']),
    certificateExpiry: gauge(
      'certificate_expiry_seconds',
      'Time left for the certificate that expires next',
    ),
    subscriptions: gauge('subscriptions_open', 'Open subscription streams'),
    readingsOk: gauge('readings_ok', 'Whether the node could read its own state (1) or not (0)'),
  };
}

async function refresh(
  gauges: ReturnType<typeof createGauges>,
  options: MetricsOptions,
): Promise<void> {
  if (!options.readings) return;
  try {
    const readings = await options.readings();
    gauges.ledgerHeight.set(readings.ledgerHeight);
    gauges.setGraph(readings.graph);
    gauges.outboxPending.set(readings.outboxPending);
    gauges.outboxAge.set(readings.outboxOldestSeconds);
    gauges.retention.set(readings.retentionBacklog);
    gauges.keyExpiry.reset();
    for (const { kid, secondsLeft } of readings.keys) gauges.keyExpiry.set({ kid }, secondsLeft);
    setOrRemove(gauges.certificateExpiry, readings.nextCertificateSecondsLeft);
    gauges.readingsOk.set(1);
  } catch (cause) {
    // A scrape must still answer: the failure is itself a metric, and goes to the log by the callback.
    gauges.readingsOk.set(0);
    options.onFailure?.(cause);
  }
}

function boundedCode(known: Set<string>, code: string): string {
  if (known.has(code)) return code;
  if (known.size >= MAX_CODES || !/^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return 'OTHER';
  known.add(code);
  return code;
}
