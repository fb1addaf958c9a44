/** Nodes of the members over the network of this test run, and what the fault tests ask of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReleaseMarker } from '../../chaincode/index.js';
import type { Node } from '../../gateway/node.js';
import type { Ledger, LedgerEvent } from '../../network/index.js';
import { callerOf, granted } from '../federation/running-federation.js';
import { found } from './differential-sides.js';
import type { Place } from './fabric-side.js';
import { connectMember, fabricSide, nodeIdentity } from './fabric-side.js';
import { ask, openNode } from './single-node.js';

export const NORTH = 'NorthCustomsMSP';
export const SOUTH = 'SouthCustomsMSP';
export const COOP = 'CooperationMSP';

export interface FabricMembers extends AsyncDisposable {
  readonly dir: string;
  node(mspId: string): Node;
  /** A connection beside the node's own, for looking at the ledger. */
  ledger(mspId: string): Ledger;
  /** Resolves when every peer has the blocks that any of them has now; they commit one after the other. */
  level(): Promise<void>;
}

/** Founds the directory if need be and opens nodes; `reach` gives a node another connection than the plain one. */
export async function openMembers(
  place: Place,
  mspIds: readonly string[],
  reach: (mspId: string) => Promise<Ledger> = (mspId) => connectMember(place, mspId),
): Promise<FabricMembers> {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-members-'));
  const all = place.description.organisations.map(({ mspId }) => mspId);
  const identities = new Map(
    await Promise.all(all.map(async (id) => [id, await nodeIdentity(place, id)] as const)),
  );
  const side = await fabricSide(place);
  await found(side, identities);
  const nodes = new Map<string, Node>();
  const connections: Ledger[] = [];
  for (const mspId of mspIds) {
    const ledger = await reach(mspId);
    connections.push(ledger);
    const identity = identities.get(mspId)!;
    nodes.set(mspId, await openNode({ dir: join(dir, mspId), ledger, identity }));
  }
  return {
    dir,
    node: (mspId) => nodes.get(mspId)!,
    ledger: (mspId) => side.ledger(mspId),
    level: async () => {
      const ledgers = all.map((mspId) => side.ledger(mspId));
      const heights = await Promise.all(ledgers.map(async (one) => (await one.info()).height));
      for (const one of ledgers) await reached(one, Math.max(...heights));
    },
    [Symbol.asyncDispose]: async () => {
      for (const node of nodes.values()) await node[Symbol.asyncDispose]();
      for (const ledger of connections) await ledger[Symbol.asyncDispose]();
      await side[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const WAITED_MS = 60_000;

/** Resolves when a member's peer has so many blocks. */
export async function reached(ledger: Ledger, height: number): Promise<void> {
  const has = async (): Promise<boolean> => (await ledger.info()).height >= height;
  if (!(await within(WAITED_MS, has))) throw new Error(`${ledger.mspId} has no ${height} blocks`);
}

async function within(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + ms;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface Delivered {
  readonly id: string;
  readonly recordId: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly deliveredAt: string | null;
  readonly refusal: { readonly code: string } | null;
}

const DELIVERIES = `query ($after: String, $state: DeliveryState) {
  deliveries(first: 100, after: $after, state: $state) {
    edges { node { id recordId state deliveredAt refusal { code } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface DeliveryPage {
  readonly deliveries: {
    readonly edges: readonly { readonly node: Delivered }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** All deliveries of a node as its GraphQL shows them, page by page. */
export async function deliveriesOf(
  node: Node,
  state?: Delivered['state'],
): Promise<readonly Delivered[]> {
  const found: Delivered[] = [];
  for (let after: string | null = null; ;) {
    const variables = { after, ...(state ? { state } : {}) };
    const page: DeliveryPage = await ask(node, 'data-officer', DELIVERIES, variables);
    found.push(...page.deliveries.edges.map((edge) => edge.node));
    const { hasNextPage, endCursor } = page.deliveries.pageInfo;
    if (!hasNextPage) return found;
    after = endCursor;
  }
}

/** Waits until a node has no delivery pending, and says how long that took, in ms. */
export async function allDelivered(node: Node, withinMs: number): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < withinMs) {
    const { deliveries }: DeliveryPage = await ask(node, 'data-officer', DELIVERIES, {
      state: 'pending',
    });
    if (deliveries.edges.length === 0) return performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const left = await deliveriesOf(node, 'pending');
  throw new Error(`${left.length} shares are still pending, e.g. ${JSON.stringify(left[0])}`);
}

/** Markers of all releases made since a block, in ledger order, as a member's peer tells them. */
export async function releasesSince(
  ledger: Ledger,
  height: number,
): Promise<readonly ReleaseMarker[]> {
  const { height: end } = await ledger.info();
  const abort = new AbortController();
  const markers: ReleaseMarker[] = [];
  const onBlock = (block: number): void => {
    if (block >= end - 1) abort.abort();
  };
  const after = { block: height - 1, tx: Number.MAX_SAFE_INTEGER };
  for await (const event of ledger.events({ after, onBlock, signal: abort.signal })) {
    const marker = markerIn(event);
    if (marker) markers.push(marker);
  }
  return markers;
}

function markerIn({ name, payload }: LedgerEvent): ReleaseMarker | undefined {
  return name === 'release.made' ? (JSON.parse(payload) as ReleaseMarker) : undefined;
}

/**
 * How many of the records a recipient's node holds as a release, every field proved. What was delivered by the owner's
 * word may be a block ahead of the recipient's peer: those that lack are waited for.
 */
export async function received(node: Node, recordIds: readonly string[]): Promise<number> {
  const caller = callerOf(node.config.mspId, 'risk-officer');
  const isHeld = async (id: string): Promise<boolean> => {
    const view = await node.application.record(caller, id);
    return view?.holding === 'release' && view.fields.every((field) => field.proved);
  };
  await node.settled();
  let count = 0;
  let patience = WAITED_MS;
  for (const id of recordIds) {
    if (await within(patience, () => isHeld(id))) count += 1;
    else patience = 0;
  }
  return count;
}

/** Ends the agreement again: the network of a test run serves many tests. */
export async function terminate(node: Node, agreementId: string): Promise<void> {
  const caller = callerOf(node.config.mspId, 'data-officer');
  granted(await node.application.terminateAgreement(caller, agreementId));
}
