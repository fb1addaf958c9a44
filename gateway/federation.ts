/**
 * The federation in miniature: all members' nodes in one process over one ledger, on neighbouring ports.
 * Each node has its own keys, store, graph and view; they share nothing but the ledger.
 */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { Scorer } from '../models/index.js';
import type { Clock, Ledger } from '../network/index.js';
import { PlatformFault, systemClock } from '../network/index.js';
import type { FederationConfig } from './config.js';
import { DataFolder } from './data-folder.js';
import type { Member } from './demo/members.js';
import { MEMBERS } from './demo/members.js';
import { seedFederation } from './demo/seed.js';
import type { FederationLedger, LedgerOpening } from './federation-ledger.js';
import { openEmbeddedLedger } from './federation-ledger.js';
import type { DemoToken } from './endpoints.js';
import { writeEndpoints } from './endpoints.js';
import { foundDirectory } from './founding.js';
import type { OpenedLedger } from './ledger-mark.js';
import { refuseOtherKind, refuseOtherLedger, rememberLedger } from './ledger-mark.js';
import { createLog } from './observe/log.js';
import type { Role } from './auth/roles.js';
import type { Node } from './node.js';
import { createNode } from './node.js';
import { openScorer } from './scorer.js';

export interface Federation extends AsyncDisposable {
  readonly nodes: readonly Node[];
  readonly ledger: FederationLedger;
  /** Tokens of the development issuers; empty in production. */
  readonly tokens: readonly DemoToken[];
  /** What everything runs on, for the banner. */
  readonly engines: {
    readonly ledger: string;
    readonly graph: string;
    readonly model: string;
    readonly reason?: string;
  };
  node(name: string): Node;
  /** A node's own connection to the ledger, for operators and tests; closed with the federation. */
  ledgerOf(name: string): Promise<Ledger>;
}

export interface StartOptions {
  readonly clock?: Clock;
  /** Gives up waiting for a ledger that is being brought up. */
  readonly signal?: AbortSignal;
}

/** Starts all nodes, founds the directory at the first start, and seeds the demo data when it did. */
export async function startFederation(
  config: FederationConfig,
  version: string,
  progress: (text: string) => void,
  { clock = systemClock, signal }: StartOptions = {},
): Promise<Federation> {
  const folder = await DataFolder.open(config.dataDir);
  const undo: (() => Promise<void>)[] = [() => folder[Symbol.asyncDispose]()];
  const keep = <T extends AsyncDisposable>(resource: T): T => {
    undo.unshift(async () => resource[Symbol.asyncDispose]());
    return resource;
  };
  try {
    await refuseOtherKind(folder.dir, config.ledger === 'fabric' ? 'fabric' : 'embedded');
    const mspIds = MEMBERS.map((member) => member.mspId);
    const opening = { ...{ folder, clock, mspIds, progress }, ...(signal ? { signal } : {}) };
    const wasUsed = existsSync(folder.path('nodes'));
    const ledger = keep(await openLedger(config, opening));
    const isNew = await takePossession(ledger, opening);
    const { scorer, engine: model } = await openScorer();
    keep(scorer);
    const nodes: Node[] = [];
    for (const [i, member] of MEMBERS.entries()) {
      const own = keep(await ledger.connect(member.mspId));
      const start = { ...{ member, i, config, folder, version, clock, scorer }, ledger: own };
      nodes.push(keep(await startNode(start, ledger)));
    }
    const byName = (name: string): Node => nodeOf(nodes, name);
    if (config.seed) await seed({ folder, byName, isNew, wasUsed, clock, progress });
    await Promise.all(nodes.map((node) => node.settled()));
    const tokens = await demoTokens(nodes);
    await writeEndpoints(folder, nodes, tokens);
    const graph = nodes[0]!.graphEngine;
    const reason = graph.reason ? { reason: graph.reason } : {};
    return {
      ...{ nodes, ledger, tokens, node: byName },
      ledgerOf: async (name) => keep(await ledger.connect(byName(name).config.mspId)),
      engines: { ledger: ledger.engine, graph: graph.engine, model, ...reason },
      [Symbol.asyncDispose]: () => runAll(undo),
    };
  } catch (cause) {
    await runAll(undo);
    throw cause;
  }
}

async function runAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step();
}

/** Whoever runs the embedded ledger loads nothing of Fabric. */
async function openLedger(
  config: FederationConfig,
  opening: LedgerOpening,
): Promise<FederationLedger> {
  if (config.ledger !== 'fabric') return openEmbeddedLedger(opening);
  const { openFabricLedger } = await import('./fabric-ledger.js');
  return openFabricLedger(opening, { dir: config.fabricDir, driver: config.driver });
}

/** Ties folder and ledger together, and founds the directory where there is none; true when it did. */
async function takePossession(
  ledger: FederationLedger,
  { folder, clock, signal }: LedgerOpening,
): Promise<boolean> {
  await refuseOtherLedger(folder.dir, await ledger.mark());
  const founding = { ledger, members: MEMBERS, clock };
  const isNew = await foundDirectory({ ...founding, ...(signal ? { signal } : {}) });
  const mark = await ledger.mark();
  if (isWhole(mark)) await rememberLedger(folder.dir, mark);
  return isNew;
}

function isWhole(mark: OpenedLedger): mark is Required<OpenedLedger> {
  return mark.firstBlock !== undefined;
}

interface Seeding {
  readonly folder: DataFolder;
  readonly byName: (name: string) => Node;
  /** Whether this start founded the directory. */
  readonly isNew: boolean;
  readonly wasUsed: boolean;
  readonly clock: Clock;
  readonly progress: (text: string) => void;
}

/** Writes the demo data once, on a ledger that has nothing yet; says so when what is there is not the whole of them. */
async function seed({ folder, byName, isNew, wasUsed, clock, progress }: Seeding): Promise<void> {
  const unfinished = folder.path('seeding');
  if (isNew) {
    progress('Seeding synthetic data …');
    await writeFile(unfinished, '', { mode: 0o600 });
    await seedFederation(byName, clock.now());
    await rm(unfinished);
  } else if (existsSync(unfinished)) {
    progress('Seeding was interrupted at an earlier start: the demo data are not complete.');
  } else if (!wasUsed) {
    progress(
      'This ledger has records whose payloads are not in this data folder; nothing is seeded.',
    );
  }
}

function nodeOf(nodes: readonly Node[], name: string): Node {
  const node = nodes.find((candidate) => candidate.config.name === name);
  if (node) return node;
  throw new PlatformFault('NO_SUCH_NODE', `no node is called ${name}`);
}

interface NodeStart {
  readonly member: Member;
  readonly i: number;
  readonly config: FederationConfig;
  readonly folder: DataFolder;
  readonly version: string;
  readonly clock: Clock;
  readonly scorer: Scorer;
  readonly ledger: Ledger;
}

function startNode(start: NodeStart, network: FederationLedger): Promise<Node> {
  const { member, i, config, folder, version, clock, scorer, ledger } = start;
  const { name, displayName, mspId, countryCode, roles } = member;
  return createNode(
    {
      ...{ name, displayName, mspId, countryCode, roles, version },
      dir: folder.path('nodes', name),
      host: config.host,
      port: config.port === 0 ? 0 : config.port + i,
      profile: config.profile,
      ...(config.graph ? { graph: config.graph } : {}),
      ...(config.graphMemoryMb === undefined ? {} : { graphMemoryMb: config.graphMemoryMb }),
    },
    {
      ...{ ledger, scorer, clock },
      identity: network.identityOf(mspId),
      log: createLog({ node: name, level: config.logLevel }),
      processMetrics: i === 0,
    },
  );
}

async function demoTokens(nodes: readonly Node[]): Promise<DemoToken[]> {
  const tokens: DemoToken[] = [];
  for (const node of nodes) {
    const users = MEMBERS.find((member) => member.name === node.config.name)?.users ?? [];
    for (const { subject, role } of node.issuer ? users : []) {
      const token = await node.issuer!.issue({ subject, role: role as Role });
      tokens.push({ node: node.config.name, subject, role, token });
    }
  }
  return tokens;
}
