/**
 * The federation in miniature: all members' nodes in one process over one embedded ledger, on neighbouring ports.
 * Each node has its own keys, store, graph and view; they share nothing but the ledger.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Organisation } from '../chaincode/index.js';
import { createContracts } from '../chaincode/contracts/index.js';
import type { Scorer } from '../models/index.js';
import {
  createOnnxScorer,
  createTreeScorer,
  modelsFolder,
  openModelLibrary,
} from '../models/index.js';
import type { Clock, Ledger, OrganisationIdentity } from '../network/index.js';
import { EmbeddedNetwork, openIdentity, PlatformFault, systemClock } from '../network/index.js';
import type { FederationConfig } from './config.js';
import { DataFolder } from './data-folder.js';
import type { Member } from './demo/members.js';
import { MEMBERS } from './demo/members.js';
import { seedFederation } from './demo/seed.js';
import { createLog } from './observe/log.js';
import type { Role } from './auth/roles.js';
import type { Node } from './node.js';
import { createNode } from './node.js';

export interface DemoToken {
  readonly node: string;
  readonly subject: string;
  readonly role: string;
  readonly token: string;
}

export interface Federation extends AsyncDisposable {
  readonly nodes: readonly Node[];
  readonly network: EmbeddedNetwork;
  /** Tokens of the development issuers; empty in production. */
  readonly tokens: readonly DemoToken[];
  /** What the models and graphs run on, for the banner. */
  readonly engines: { readonly graph: string; readonly model: string; readonly reason?: string };
  node(name: string): Node;
  /** A node's own connection to the ledger, for operators and tests. */
  ledgerOf(name: string): Ledger;
}

const CHANNEL = 'guanlian';
const YEAR_MS = 365 * 86_400_000;

/** Starts all nodes, founds the directory at the first start, and seeds the demo data when the ledger is new. */
export async function startFederation(
  config: FederationConfig,
  version: string,
  progress: (text: string) => void,
  clock: Clock = systemClock,
): Promise<Federation> {
  const folder = await DataFolder.open(config.dataDir);
  const undo: (() => Promise<void>)[] = [() => folder[Symbol.asyncDispose]()];
  try {
    const identities = await openIdentities(folder, clock);
    const network = await EmbeddedNetwork.open({
      ...{ dir: folder.path('ledger'), channel: CHANNEL, clock },
      contracts: () => createContracts(() => clock.now()),
      organisations: MEMBERS.map((member) => member.mspId),
    });
    undo.unshift(async () => network[Symbol.asyncDispose]());
    const isNew = (await network.connect(identities.get(MEMBERS[0]!.mspId)!).info()).height === 0;
    if (isNew) await foundDirectory(network, identities, clock);
    const scorer = await openScorer();
    undo.unshift(async () => scorer.scorer[Symbol.asyncDispose]());
    const nodes: Node[] = [];
    for (const [i, member] of MEMBERS.entries()) {
      const node = await startNode({
        member,
        i,
        config,
        folder,
        version,
        clock,
        network,
        identities,
        scorer: scorer.scorer,
      });
      nodes.push(node);
      undo.unshift(async () => node[Symbol.asyncDispose]());
    }
    const byName = (name: string): Node => {
      const node = nodes.find((candidate) => candidate.config.name === name);
      if (!node) throw new PlatformFault('NO_SUCH_NODE', `no node is called ${name}`);
      return node;
    };
    if (isNew && config.seed) {
      progress('Seeding synthetic data …');
      await seedFederation(byName, clock.now());
    }
    await Promise.all(nodes.map((node) => node.settled()));
    const tokens = await demoTokens(nodes);
    await writeEndpoints(folder, nodes, tokens);
    const graph = await nodes[0]!.application.graphStatus(SYSTEM);
    return {
      ...{ nodes, network, tokens, node: byName },
      ledgerOf: (name) => network.connect(identities.get(byName(name).config.mspId)!),
      engines: {
        graph: graph.engine,
        model: scorer.engine,
        ...(graph.reason ? { reason: graph.reason } : {}),
      },
      [Symbol.asyncDispose]: () => runAll(undo),
    };
  } catch (cause) {
    await runAll(undo);
    throw cause;
  }
}

/** The process itself, for readings at start; no request can carry it. */
const SYSTEM = { subject: 'system', mspId: '', role: 'system', scopes: new Set<never>() };

async function runAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step();
}

async function openIdentities(
  folder: DataFolder,
  clock: Clock,
): Promise<Map<string, OrganisationIdentity>> {
  const identities = new Map<string, OrganisationIdentity>();
  for (const { mspId } of MEMBERS) {
    const identity = await openIdentity({
      dir: folder.path('identities'),
      mspId,
      name: 'node',
      clock,
    });
    identities.set(mspId, identity);
  }
  return identities;
}

async function foundDirectory(
  network: EmbeddedNetwork,
  identities: ReadonlyMap<string, OrganisationIdentity>,
  clock: Clock,
): Promise<void> {
  const members = MEMBERS.map((member) =>
    directoryEntry(member, identities.get(member.mspId)!, clock.now()),
  );
  const founder = network.connect(identities.get(MEMBERS[0]!.mspId)!);
  const founded = await founder.submit({
    name: 'directory:Found',
    args: [JSON.stringify(members)],
  });
  if (!founded.ok) throw new Error('the directory cannot be founded', { cause: founded.refusal });
}

function directoryEntry(member: Member, identity: OrganisationIdentity, now: number): Organisation {
  const validFrom = new Date(now - 60_000).toISOString();
  const validUntil = new Date(now + YEAR_MS).toISOString();
  const { kid, jwk } = identity.signer.key;
  const { mspId, displayName, countryCode, roles, certifies } = member;
  return {
    ...{ mspId, name: displayName, countryCode, roles, status: 'active' },
    keys: [{ kid, jwk, validFrom, validUntil }],
    authorities: certifies.map((certificateType) => ({
      ...{ certificateType, country: countryCode, validFrom, validUntil },
    })),
  };
}

async function startNode(start: {
  member: Member;
  i: number;
  config: FederationConfig;
  folder: DataFolder;
  version: string;
  clock: Clock;
  network: EmbeddedNetwork;
  identities: ReadonlyMap<string, OrganisationIdentity>;
  scorer: Scorer;
}): Promise<Node> {
  const { member, i, config, folder, version, clock, network, identities, scorer } = start;
  const { name, displayName, mspId, countryCode, roles } = member;
  const identity = identities.get(mspId)!;
  return createNode(
    {
      ...{ name, displayName, mspId, countryCode, roles, version },
      dir: folder.path('nodes', name),
      host: config.host,
      port: config.port === 0 ? 0 : config.port + i,
      profile: config.profile,
      ...(config.graph ? { graph: config.graph } : {}),
    },
    {
      ledger: network.connect(identity),
      ...{ identity, scorer, clock },
      log: createLog({ node: name, level: config.logLevel }),
      processMetrics: i === 0,
    },
  );
}

/** The model runs on ONNX Runtime; where the platform has none, on the trees themselves, and the banner says so. */
async function openScorer(): Promise<{ scorer: Scorer; engine: string }> {
  const opened = await openModelLibrary(modelsFolder()).open('declaration-risk');
  if (!opened.ok) throw new PlatformFault(opened.refusal.code, opened.refusal.message);
  try {
    return { scorer: await createOnnxScorer(opened.value), engine: 'onnxruntime' };
  } catch (cause) {
    const scorer = createTreeScorer(opened.value);
    return {
      scorer,
      engine: `trees (${cause instanceof Error ? cause.message : 'no ONNX Runtime'})`,
    };
  }
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

/** Where the nodes are, for the command line on this machine; readable by the owner only, it holds demo tokens. */
async function writeEndpoints(
  folder: DataFolder,
  nodes: readonly Node[],
  tokens: readonly DemoToken[],
): Promise<void> {
  const endpoints = {
    nodes: nodes.map((node) => ({
      name: node.config.name,
      url: node.url,
      mspId: node.config.mspId,
    })),
    tokens,
  };
  const file = folder.path('endpoints.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(endpoints, null, 1)}\n`, { mode: 0o600 });
}
