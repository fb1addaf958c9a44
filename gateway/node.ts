/**
 * The composition root: one organisation's node on one screen. Everything is built here, from a configuration and what
 * the process shares (ledger connection, scorer, clock, log), and taken down in reverse order.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { OrganisationRole } from '../chaincode/index.js';
import type { GraphStoreDescription } from '../graph/index.js';
import { movableGraph } from '../graph/index.js';
import type { Scorer } from '../models/index.js';
import type { Clock, Ledger, LedgerEvent, OrganisationIdentity } from '../network/index.js';
import { NodeStore, Outbox, PlatformFault } from '../network/index.js';
import type { NodeApplication } from './application.js';
import { AfterEvents } from './application/after-events.js';
import { AlertLog } from './application/alerts.js';
import { CertificateDesk } from './application/certificate-desk.js';
import { Follower } from './application/follower.js';
import { createApplication } from './application/node-application.js';
import { GraphMemory } from './application/graph-memory.js';
import { GraphMover } from './application/graph-move.js';
import { GraphSources } from './application/graph-sources.js';
import { GraphVitals } from './application/graph-vitals.js';
import { Rebuilding } from './application/rebuilding.js';
import type { NodeParts } from './application/parts.js';
import { RiskWatch } from './application/risk-watch.js';
import { sweepRetention } from './application/retention.js';
import type { ShareJob } from './application/share.js';
import { deliverShare } from './application/share.js';
import { nodeReadings, nodeReadiness } from './application/vital-signs.js';
import type { DevelopmentIssuer } from './auth/development-issuer.js';
import { createDevelopmentIssuer } from './auth/development-issuer.js';
import { createTokenVerifier } from './auth/token-verifier.js';
import type { TrustedIssuer } from './auth/token-verifier.js';
import type { GraphPlace } from './graph-place.js';
import { embeddedFolder, rememberConfigured } from './graph-place.js';
import { openNodeGraph } from './graph-opening.js';
import { dropSetAside } from './set-aside.js';
import { createHttpServer } from './http/server.js';
import { createMetrics } from './observe/metrics.js';

export interface NodeConfig {
  readonly name: string;
  readonly displayName: string;
  readonly mspId: string;
  readonly countryCode: string;
  readonly roles: readonly OrganisationRole[];
  /** Folder of this node's own data. */
  readonly dir: string;
  readonly host: string;
  readonly port: number;
  readonly profile: 'development' | 'production';
  /** Where the graph is; when absent, where the last move put it, or embedded. */
  readonly graph?: GraphPlace;
  /** Limit on the memory of a process with an embedded graph, in MB. */
  readonly graphMemoryMb?: number;
  readonly version: string;
  /** Token issuers that the node trusts, besides the development issuer of the development profile. */
  readonly issuers?: readonly TrustedIssuer[];
}

/** What several nodes of a process share, and what tests replace. */
export interface NodeResources {
  readonly ledger: Ledger;
  readonly identity: OrganisationIdentity;
  readonly scorer: Scorer;
  readonly clock: Clock;
  readonly log: Logger;
  /** Only one node of a process reports the process's own metrics. */
  readonly processMetrics?: boolean;
}

export interface Node extends AsyncDisposable {
  readonly config: NodeConfig;
  readonly application: NodeApplication;
  readonly url: string;
  /** What the graph runs on. */
  readonly graphEngine: GraphStoreDescription;
  /** Present in the development profile. */
  readonly issuer?: DevelopmentIssuer;
  /** Waits until ledger, graph, detectors and certificate batches have nothing to do. */
  settled(): Promise<void>;
}

const RETENTION_SWEEP_MS = 60 * 60 * 1000;

/** Starts a node; it serves when the promise resolves. */
export async function createNode(config: NodeConfig, resources: NodeResources): Promise<Node> {
  const stack = new AsyncDisposableStackLike();
  try {
    return await assemble(config, resources, stack);
  } catch (cause) {
    await stack.dispose();
    throw cause;
  }
}

async function assemble(
  config: NodeConfig,
  resources: NodeResources,
  stack: AsyncDisposableStackLike,
): Promise<Node> {
  const { ledger, identity, scorer, clock, log } = resources;
  const store = stack.use(await NodeStore.open(`${config.dir}/store`));
  const ranBefore = (await store.get('node', 'personSalt')) !== undefined;
  const opening = { dir: config.dir, configured: config.graph, ranBefore, log, now: clock.now() };
  const { graph: opened, place, notice } = await openNodeGraph(opening);
  const movable = movableGraph(opened);
  const graph = movable.store;
  stack.defer(() => movable.current.close());
  const { name, displayName, mspId, countryCode, roles } = config;
  const parts: NodeParts = {
    identity: { name, displayName, mspId, countryCode, roles },
    signer: identity.signer,
    ...{ ledger, store, graph, scorer, clock, log, randomBytes },
  };
  const personSalt = await openPersonSalt(store);
  const { dir } = config;
  await rememberConfiguration(store, config);
  const sources = new GraphSources({ store, dir, owner: mspId, personSalt, clock });
  await refill(parts, sources);
  await takeAwayLeft(parts, sources);
  const alerts = await AlertLog.open(store);
  const watch = stack.use(new RiskWatch(parts, alerts));
  const outbox = stack.use(
    new Outbox<ShareJob>({
      ...{ store, clock, random: Math.random },
      deliver: (entry) => deliverShare(parts, entry),
      onFault: (cause) => log.error({ err: cause }, 'the outbox failed; it tries again'),
    }),
  );
  const desk = stack.use(await CertificateDesk.open(parts));
  const after = stack.use(
    new AfterEvents({
      ...{ store, log },
      work: (recordIds, position) => watch.changed(recordIds, position),
    }),
  );
  const onApplied = (event: LedgerEvent): void => desk.ledgerChanged(event);
  const follower = stack.use(new Follower({ parts, personSalt, onApplied, after }));
  const mover = stack.use(
    new GraphMover({ parts, follower, sources, graph: movable, place, dir, personSalt }),
  );
  const memory =
    config.graphMemoryMb === undefined ? {} : { memory: new GraphMemory(config.graphMemoryMb) };
  const rebuilding = new Rebuilding();
  const vitals = new GraphVitals({
    ...{ parts, follower, rebuilding, ...memory },
    ...(notice ? { notice } : {}),
  });
  await follower.start();
  watch.begin(follower.position);
  await outbox.resume();
  startSweeps(parts, dir, stack);
  const application = createApplication({
    ...{ parts, outbox, follower, alerts, desk, personSalt, sources, mover, vitals, rebuilding },
  });
  const { url, issuer } = await serve(config, resources, {
    parts,
    outbox,
    follower,
    vitals,
    application,
    stack,
  });
  return {
    ...{ config, application, url, graphEngine: graph.describe() },
    ...(issuer ? { issuer } : {}),
    settled: async () => {
      await desk.settled();
      const { height } = await ledger.info();
      if (height > 0) await follower.passed(height - 1);
      await after.idle();
      await watch.settle();
    },
    [Symbol.asyncDispose]: () => stack.dispose(),
  };
}

interface Served {
  readonly parts: NodeParts;
  readonly outbox: Outbox<ShareJob>;
  readonly follower: Follower;
  readonly vitals: GraphVitals;
  readonly application: NodeApplication;
  readonly stack: AsyncDisposableStackLike;
}

async function serve(
  config: NodeConfig,
  { clock, log, processMetrics = true, identity }: NodeResources,
  { parts, outbox, follower, vitals, application, stack }: Served,
): Promise<{ url: string; issuer?: DevelopmentIssuer }> {
  const { profile, version } = config;
  const audience = `urn:guanlian:node:${config.name}`;
  const issuer =
    profile === 'development'
      ? await createDevelopmentIssuer({
          ...{ dir: `${config.dir}/keys`, node: config.name, mspId: config.mspId },
          ...{ audience, profile, clock },
        })
      : undefined;
  const issuers = [...(config.issuers ?? []), ...(issuer ? [issuer.trusted] : [])];
  if (issuers.length === 0) {
    throw new PlatformFault(
      'NO_TOKEN_ISSUER',
      `node ${config.name} trusts no token issuer: configure one`,
    );
  }
  const server = createHttpServer({
    ...{ application, profile, version, log, clock },
    tokens: createTokenVerifier({ issuers, audience, profile, clock }),
    metrics: createMetrics({
      ...{ node: config.name, processMetrics },
      readings: () => nodeReadings({ parts, outbox, vitals, identity }),
      onFailure: (cause) => log.error({ err: cause }, 'the node could not read its own state'),
    }),
    readiness: () => nodeReadiness({ parts, follower, vitals }),
    ...(issuer ? { issuer } : {}),
  });
  stack.defer(() => server.close());
  const { url } = await server.listen(config.port, config.host);
  return { url, ...(issuer ? { issuer } : {}) };
}

/** A graph that is new gets what the ledger does not tell it: imported lists and generated networks. */
async function refill({ graph, log }: NodeParts, sources: GraphSources): Promise<void> {
  const isNew = (await graph.checkpoint()) === undefined && (await graph.counts()).nodes === 0;
  if (!isNew && !(await sources.wasInterrupted())) return;
  const records = await sources.filling(() => sources.loadInto(graph));
  if (records > 0) log.info({ records }, 'the graph was new; its imported sources are in it again');
}

/** A command that was killed may have left a source half in the graph, which no rebuild or verification would know of. */
async function takeAwayLeft({ graph, log }: NodeParts, sources: GraphSources): Promise<void> {
  for (const { name, removed, isCopyMissing } of await sources.takeAwayLeft(graph)) {
    log.info({ source: name, records: removed }, 'an interrupted removal was ended');
    if (isCopyMissing)
      log.warn({ source: name }, 'the copy of a removed list was gone: rebuild the graph');
  }
}

/** For the command line, which works on a stopped node's graph without its configuration. */
async function rememberConfiguration(store: NodeStore, config: NodeConfig): Promise<void> {
  await store.put('node', 'mspId', config.mspId);
  await store.put('node', 'graphMemoryMb', config.graphMemoryMb ?? null);
  await rememberConfigured(store, config.graph);
}

/** Pseudonyms of persons are this node's own: they cannot be joined with another node's graph. */
async function openPersonSalt(store: NodeStore): Promise<string> {
  const known = await store.get<string>('node', 'personSalt');
  if (known !== undefined) return known;
  const salt = randomBytes(16).toString('base64url');
  await store.put('node', 'personSalt', salt);
  return salt;
}

function startSweeps(parts: NodeParts, dir: string, stack: AsyncDisposableStackLike): void {
  const sweep = (): void => {
    dropSetAside(embeddedFolder(dir), parts.clock.now()).catch((cause: unknown) =>
      parts.log.error({ err: cause }, 'a damaged graph that was set aside could not be removed'),
    );
    sweepRetention(parts).catch((cause: unknown) =>
      parts.log.error(
        { err: cause },
        'the retention sweep failed; the backlog metric shows what is due',
      ),
    );
  };
  const timer = setInterval(sweep, RETENTION_SWEEP_MS);
  timer.unref();
  stack.defer(async () => clearInterval(timer));
}

/** Takes resources down in reverse order (AsyncDisposableStack, which Node 20 lacks). */
class AsyncDisposableStackLike {
  readonly #steps: (() => Promise<void>)[] = [];

  use<T extends AsyncDisposable>(resource: T): T {
    this.#steps.push(async () => resource[Symbol.asyncDispose]());
    return resource;
  }

  defer(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Goes on after a step that fails, and fails with the first failure at the end. */
  async dispose(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop())
      await step().catch((cause: unknown) => failures.push(cause));
    if (failures.length > 0) throw failures[0];
  }
}
