/** One member's node on a Fabric network that somebody else runs: what the configuration names, opened and put together. */
import type { Clock, Ledger, OrganisationIdentity } from '../../network/index.js';
import { loadFabric, systemClock } from '../../network/index.js';
import { DataFolder } from '../data-folder.js';
import type { DemoToken } from '../endpoints.js';
import { writeEndpoints } from '../endpoints.js';
import type { LedgerMark } from '../ledger-mark.js';
import { refuseOtherKind, refuseOtherLedger, rememberLedger } from '../ledger-mark.js';
import { openMemberIdentity } from './identity.js';
import type { Node } from '../node.js';
import { createNode } from '../node.js';
import type { MemberConfig } from './config.js';
import { createLog } from '../observe/log.js';
import { ROLES } from '../auth/roles.js';
import { openScorer } from '../scorer.js';
import { trustedIssuer } from './token-issuers.js';

export interface MemberNode extends AsyncDisposable {
  readonly node: Node;
  /** For the banner, e.g. `Fabric through fabric-gateway`. */
  readonly ledger: string;
  /** Of the development issuer; none in production. */
  readonly tokens: readonly DemoToken[];
}

/** Starts the node; it serves when the promise resolves. Throws PlatformFault with the repair. */
export async function startMemberNode(
  config: MemberConfig,
  version: string,
  clock: Clock = systemClock,
): Promise<MemberNode> {
  const undo: AsyncDisposable[] = [];
  const keep = <T extends AsyncDisposable>(resource: T): T => {
    undo.unshift(resource);
    return resource;
  };
  const close = async (): Promise<void> => {
    for (const resource of undo) await resource[Symbol.asyncDispose]();
  };
  try {
    const folder = keep(await DataFolder.open(config.dataDir));
    await refuseOtherKind(folder.dir, 'fabric');
    const { mspId } = config.organisation;
    const { identity } = keep(await openMemberIdentity(config.identity, mspId));
    const { ledger: connected, mark } = await connectMember(config, identity);
    const ledger = keep(connected);
    await refuseOtherLedger(folder.dir, mark);
    await rememberLedger(folder.dir, mark);
    const { scorer } = await openScorer();
    keep(scorer);
    const log = createLog({ node: config.organisation.name, level: config.logLevel });
    const node = keep(
      await createNode(await nodeConfig(config, folder, version), {
        ...{ ledger, identity, scorer, clock, log },
      }),
    );
    const tokens = await demoTokens(node);
    await writeEndpoints(folder, [node], tokens);
    return {
      ...{ node, tokens, ledger: `Fabric through ${config.ledger.driver}` },
      [Symbol.asyncDispose]: close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** The member's connection to its own peer, and which ledger that is. */
export async function connectMember(
  { ledger: { connectionProfile, channel, chaincode, driver }, organisation }: MemberConfig,
  identity: OrganisationIdentity,
): Promise<{ readonly ledger: Ledger; readonly mark: LedgerMark }> {
  const fabric = await loadFabric();
  const choice = { channel, chaincode, mspId: organisation.mspId };
  const connection = await fabric.readConnectionProfile(connectionProfile, choice);
  const firstBlock = await fabric.firstBlockHash({ driver, connection, identity });
  const ledger = await fabric.connectFabric({ driver, connection, identity });
  return { ledger, mark: { kind: 'fabric', channel, firstBlock } };
}

async function nodeConfig(
  config: MemberConfig,
  folder: DataFolder,
  version: string,
): Promise<Parameters<typeof createNode>[0]> {
  const { organisation, host, port, profile, graph, graphMemoryMb } = config;
  const issuers = await Promise.all(
    config.issuers.map((issuer) => trustedIssuer(issuer, organisation.mspId)),
  );
  return {
    ...{ ...organisation, host, port, profile, version, issuers },
    dir: folder.path('nodes', organisation.name),
    ...(graph ? { graph } : {}),
    ...(graphMemoryMb === undefined ? {} : { graphMemoryMb }),
  };
}

/** One user of each role, for trying the node out. */
async function demoTokens({ issuer, config }: Node): Promise<DemoToken[]> {
  if (!issuer) return [];
  return Promise.all(
    ROLES.map(async (role) => {
      const subject = `demo-${role}`;
      return { node: config.name, subject, role, token: await issuer.issue({ subject, role }) };
    }),
  );
}
