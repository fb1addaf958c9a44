/** A part of the graph around one entity as text that other programs read. */
import type { EntityRef, GraphStore } from '../../graph/index.js';
import { toFollowTheMoney, toGraphMl, toSubgraphJson } from '../../graph/index.js';
import type { Caller } from '../application.js';
import type { GraphExportView, GraphFormat } from '../graph-views.js';
import { veiledNeighbourhood } from './veil.js';

const MOST_NODES = 500;

/** The neighbourhood as the caller may see it, in the format; undefined when there is no such entity. */
export async function exportGraph(
  graph: GraphStore,
  caller: Caller,
  asked: {
    readonly ref: EntityRef;
    readonly hops: number;
    readonly limit: number;
    readonly format: GraphFormat;
  },
): Promise<GraphExportView | undefined> {
  const { ref, hops, format } = asked;
  const found = await graph.neighbourhood({ ref, hops, limit: Math.min(asked.limit, MOST_NODES) });
  if (found === undefined) return undefined;
  const part = await veiledNeighbourhood(graph, caller, { part: found, ref, hops });
  const { truncated } = part;
  if (format === 'json') return { text: toSubgraphJson(part), truncated, findings: [] };
  if (format === 'graphml') return { text: toGraphMl(part), truncated, findings: [] };
  const { entities, findings } = toFollowTheMoney(part);
  const text = entities.map((entity) => `${JSON.stringify(entity)}\n`).join('');
  return { text, truncated, findings };
}
