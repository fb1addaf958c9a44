/** The part of the graph around one entity as a file. */
import type { EntityRef, GraphStore } from '../../graph/index.js';
import type { Caller } from '../application.js';
import type { GraphExportView, GraphFormat } from '../graph-views.js';
import { graphFile, MOST_NODES } from './graph-file.js';
import { veiledNeighbourhood } from './veil.js';

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
  return graphFile(await veiledNeighbourhood(graph, caller, { part: found, ref, hops }), format);
}
