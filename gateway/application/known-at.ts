/** Questions about what this node knew at a place in the ledger, or at a time the ledger had, and where each fact comes from. */
import type { EntityRef, EntitySource, GraphPosition, PurgedRecord } from '../../graph/index.js';
import type { NodeStore } from '../../network/index.js';
import type { Caller } from '../application.js';
import type {
  EntitySourceView,
  EntityView,
  KnownAt,
  PlaceView,
  PurgedFactsView,
} from '../graph-views.js';
import type { EntityRefView } from '../questions.js';
import { entityView, pastEntityView, refIn } from './graph-answers.js';
import { placeAt, timeAt } from './ledger-places.js';
import type { NodeParts } from './parts.js';
import { veiled, veiledRecords, veiledSources } from './veil.js';

/** Before the first transaction of the ledger. */
const NOTHING_YET: GraphPosition = { block: -1, tx: 0 };

/** The place that is meant; undefined means now. A block without a transaction means the whole of it. */
export async function placeMeant(
  store: NodeStore,
  knownAt: KnownAt | undefined,
): Promise<{ readonly knownAt?: GraphPosition }> {
  if (knownAt === undefined) return {};
  if ('time' in knownAt) return { knownAt: (await placeAt(store, knownAt.time)) ?? NOTHING_YET };
  const { block, tx = Number.MAX_SAFE_INTEGER } = knownAt;
  return { knownAt: { block, tx } };
}

/** An entity now, or as it was known. */
export async function lookUp(
  { graph, store }: NodeParts,
  caller: Caller,
  { knownAt, ...wanted }: EntityRefView & { readonly knownAt?: KnownAt },
): Promise<EntityView | undefined> {
  const ref = refIn(wanted);
  if (ref === undefined) return undefined;
  if (knownAt === undefined) {
    const [node] = await graph.read((reader) => veiled(reader, caller).nodes([ref]));
    return node && entityView(node, caller);
  }
  const entity = await graph.entity(ref, await placeMeant(store, knownAt));
  return entity && pastEntityView(await veiledRecords(graph, caller, entity), caller);
}

/** What each record says of an entity; of a person only that it does, for who does not see personal data. */
export async function entitySources(
  { graph, store }: NodeParts,
  caller: Caller,
  asked: { readonly ref: EntityRef; readonly knownAt?: KnownAt; readonly history?: boolean },
): Promise<readonly EntitySourceView[]> {
  const { ref, history = false } = asked;
  const meant = await placeMeant(store, asked.knownAt);
  const sources = await graph.sources(ref, { ...meant, history });
  const shown = await veiledSources(graph, caller, { ref, sources });
  return Promise.all(shown.map((source) => sourceView(store, source)));
}

/** What was purged from the graph: digests and reasons, never facts. */
export async function purgedFacts({
  graph,
  store,
}: NodeParts): Promise<readonly PurgedFactsView[]> {
  return Promise.all((await graph.purges()).map((mark) => purgeView(store, mark)));
}

async function sourceView(store: NodeStore, source: EntitySource): Promise<EntitySourceView> {
  const { until, ...said } = source;
  return {
    ...said,
    knownFrom: await placeView(store, source.knownFrom),
    ...(until ? { until: await placeView(store, until) } : {}),
  };
}

async function purgeView(store: NodeStore, mark: PurgedRecord): Promise<PurgedFactsView> {
  const { position, knownFrom, ...said } = mark;
  return {
    ...said,
    knownFrom: await placeView(store, knownFrom),
    purgedAt: await placeView(store, position),
  };
}

async function placeView(store: NodeStore, { block, tx }: GraphPosition): Promise<PlaceView> {
  const time = await timeAt(store, { block, tx });
  return { block, tx, ...(time === undefined ? {} : { time }) };
}
