/** A part of the graph, veiled already, as text that other programs read. */
import type { Subgraph } from '../../graph/index.js';
import { toFollowTheMoney, toGraphMl, toSubgraphJson } from '../../graph/index.js';
import type { GraphExportView, GraphFormat } from '../graph-views.js';

/** The most entities of one file, whoever asks. */
export const MOST_NODES = 500;

/** The part in the format, with what the format cannot say. */
export function graphFile(part: Subgraph, format: GraphFormat): GraphExportView {
  const { truncated } = part;
  if (format === 'json') return { text: toSubgraphJson(part), truncated, findings: [] };
  if (format === 'graphml') return { text: toGraphMl(part), truncated, findings: [] };
  const { entities, findings } = toFollowTheMoney(part);
  const text = entities.map((entity) => `${JSON.stringify(entity)}\n`).join('');
  return { text, truncated, findings };
}
