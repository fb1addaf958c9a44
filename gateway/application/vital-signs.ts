/** What a node reads about itself: for its metrics at each scrape, and for its readiness. */
import { setTimeout as sleep } from 'node:timers/promises';
import { certificateExpiry } from '../../network/index.js';
import type { OrganisationIdentity, Outbox } from '../../network/index.js';
import type { NodeReadings } from '../observe/metrics.js';
import type { ReadinessCheck } from '../observe/readiness.js';
import type { Follower } from './follower.js';
import type { GraphVitals } from './graph-vitals.js';
import { organisations } from './node-application.js';
import type { NodeParts } from './parts.js';
import { retentionBacklog } from './retention.js';
import type { ShareJob } from './share.js';

/** How long a probe waits for a graph on a server. */
const ANSWER_MS = 2_000;
/** A graph further behind than this makes the node not ready. */
const MAX_LAG_BLOCKS = 1_000;

/** Readings for the metrics. */
export async function nodeReadings(node: {
  parts: NodeParts;
  outbox: Outbox<ShareJob>;
  vitals: GraphVitals;
  identity: OrganisationIdentity;
}): Promise<NodeReadings> {
  const { parts, outbox, vitals, identity } = node;
  const now = parts.clock.now();
  const { height } = await parts.ledger.info();
  const pending = (await outbox.list()).filter((entry) => entry.state === 'pending');
  const oldest = Math.min(now, ...pending.map((entry) => Date.parse(entry.queuedAt)));
  const own = (await organisations(parts)).find((o) => o.mspId === parts.identity.mspId);
  return {
    ledgerHeight: height,
    graph: await vitals.readings(),
    outboxPending: pending.length,
    outboxOldestSeconds: (now - oldest) / 1000,
    retentionBacklog: await retentionBacklog(parts),
    keys: (own?.keys ?? []).map(({ kid, validUntil }) => ({
      kid,
      secondsLeft: (Date.parse(validUntil) - now) / 1000,
    })),
    nextCertificateSecondsLeft:
      (Date.parse(certificateExpiry(identity.certificatePem)) - now) / 1000,
  };
}

/** Whether the node can do its work now. */
export async function nodeReadiness(node: {
  parts: NodeParts;
  follower: Follower;
  vitals: GraphVitals;
}): Promise<readonly ReadinessCheck[]> {
  const { parts, follower, vitals } = node;
  const { engine, height } = await parts.ledger.info();
  const lag = Math.max(0, height - follower.seenHeight);
  return [
    { name: 'ledger', ready: true, message: `${engine}, ${height} blocks` },
    {
      name: 'projection',
      ready: follower.healthy && lag <= MAX_LAG_BLOCKS,
      message: follower.healthy
        ? `${lag} blocks behind`
        : 'following the ledger fails; see the log',
    },
    await graphCheck(parts, vitals),
  ];
}

/** A Neo4j is another machine's affair: it is asked, and not waited for long. */
async function graphCheck(parts: NodeParts, vitals: GraphVitals): Promise<ReadinessCheck> {
  const { graph } = parts;
  const name = 'graph';
  const answered = await Promise.race([
    graph.checkpoint().then(
      () => true,
      () => false,
    ),
    sleep(ANSWER_MS, graph.describe().engine !== 'neo4j', { ref: false }),
  ]);
  if (answered) return { name, ready: true, message: graphMessage(parts, vitals) };
  const message = `${graph.describe().engine} does not answer: see the log, and whether its server runs`;
  return { name, ready: false, message };
}

/** A graph that is short of memory, or is being built anew, answers: that is said and does not stop the node. */
function graphMessage({ graph }: NodeParts, vitals: GraphVitals): string {
  const said = [vitals.reason(), vitals.memory()?.message].filter((text) => text !== undefined);
  const { engine } = graph.describe();
  return said.length === 0 ? engine : `${engine}: ${said.join('; ')}`;
}
