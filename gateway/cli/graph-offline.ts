/** The graph of a stopped node, opened by the command line under the lock of its data folder. */
import { existsSync } from 'node:fs';
import type { GraphStore } from '../../graph/index.js';
import { NodeStore, PlatformFault, systemClock } from '../../network/index.js';
import type { UserRefusal } from '../application.js';
import { GraphMemory } from '../application/graph-memory.js';
import { GraphSources } from '../application/graph-sources.js';
import { DataFolder } from '../data-folder.js';
import { MEMBERS } from '../demo/members.js';
import { openGraphAt, placeOfStopped } from '../graph-place.js';
import type { VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';

/** What a verb works with that need not look into the graph. */
export interface OfflineNode {
  readonly name: string;
  readonly sources: GraphSources;
  /** MSP id of the node's organisation. */
  readonly owner: string;
  /** Memory of the process, as the node was last told; undefined without a limit. */
  readonly limitMb: number | undefined;
  readonly openGraph: () => Promise<GraphStore>;
}

/** What a verb works with; closed in the order that it needs. */
export interface OfflineGraph {
  readonly graph: GraphStore;
  readonly sources: GraphSources;
  readonly owner: string;
  /** Why so much more has no room in memory, by the limit with which the node last ran; undefined when it has. */
  readonly noRoomFor: (facts: () => Promise<number>) => Promise<UserRefusal | undefined>;
}

/** Runs work on the node that the options name. Throws PlatformFault when it runs or never ran. */
export async function withOfflineNode<T>(
  input: VerbInput,
  work: (offline: OfflineNode) => Promise<T>,
): Promise<T> {
  const name = input.text('node');
  if (name === undefined || !/^[a-z][a-z0-9-]{0,30}$/.test(name))
    throw new UsageError('name the node: --node north');
  const data = input.text('data') ?? process.env['GUANLIAN_DATA'] ?? 'data';
  const dir = `${data}/nodes/${name}`;
  if (!existsSync(`${dir}/store`)) throw neverRan(name, data);
  await using folder = await DataFolder.open(data);
  await using store = await NodeStore.open(folder.path('nodes', name, 'store'));
  const personSalt = await store.get<string>('node', 'personSalt');
  if (personSalt === undefined) throw neverRan(name, data);
  const own = folder.path('nodes', name);
  const owner = (await store.get<string>('node', 'mspId')) ?? mspIdOf(name);
  const limitMb = (await store.get<number | null>('node', 'graphMemoryMb')) ?? undefined;
  const place = await placeOfStopped(store, own);
  // Awaited here: what is opened above closes when this returns.
  return await work({
    ...{ name, owner, limitMb },
    sources: new GraphSources({ store, dir: own, owner, personSalt, clock: systemClock }),
    openGraph: () => openGraphAt(place, own),
  });
}

/** Runs work on the graph of the node that the options name. Throws PlatformFault when the node runs or never ran. */
export async function withOfflineGraph<T>(
  input: VerbInput,
  work: (offline: OfflineGraph) => Promise<T>,
): Promise<T> {
  return withOfflineNode(input, async ({ sources, owner, limitMb, openGraph }) => {
    await using graph = await openGraph();
    const noRoomFor: OfflineGraph['noRoomFor'] = async (facts) => {
      if (limitMb === undefined || graph.describe().engine === 'neo4j') return undefined;
      // The engine takes the memory for what it holds when it is first asked for all of it.
      await graph.counts();
      return new GraphMemory(limitMb).refusalOf(await facts());
    };
    // Awaited here: the graph closes when this returns.
    return await work({ graph, sources, owner, noRoomFor });
  });
}

/** Of a node of the miniature that an older version ran. */
function mspIdOf(name: string): string {
  const member = MEMBERS.find((candidate) => candidate.name === name);
  if (member) return member.mspId;
  throw new PlatformFault(
    'NODE_NEVER_RAN',
    `the node ${name} did not say yet whose it is; start it once and stop it`,
  );
}

function neverRan(name: string, data: string): PlatformFault {
  return new PlatformFault(
    'NODE_NEVER_RAN',
    `there is no node ${name} in ${data}; start it once and stop it, or correct --node and --data`,
  );
}
