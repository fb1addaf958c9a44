/** Breadth-first walk around a node, the same for every engine: an engine only answers which nodes are next to which. */
import { byText } from './identity.js';

/** The widest walk anyone may ask for: beyond it nearly everything is connected to everything. */
export const MAX_HOPS = 6;

/** Which nodes a walk reached, by id, in the order it reached them. */
export interface Walk {
  readonly ids: readonly string[];
  readonly truncated: boolean;
}

/** Walks at most `hops` steps and keeps at most `limit` nodes, the start included; nearer nodes first, then by id. */
export async function walk(
  start: string,
  options: { readonly hops: number; readonly limit: number },
  neighboursOf: (ids: readonly string[]) => Promise<Iterable<string>>,
): Promise<Walk> {
  const limit = Math.max(1, Math.floor(options.limit));
  const hops = Math.min(MAX_HOPS, Math.max(0, Math.floor(options.hops)));
  const seen = new Set([start]);
  let frontier: readonly string[] = [start];
  for (let hop = 0; hop < hops && frontier.length > 0; hop++) {
    const next = new Set<string>();
    for (const id of await neighboursOf(frontier)) if (!seen.has(id)) next.add(id);
    const ordered = [...next].sort(byText);
    frontier = ordered.slice(0, limit - seen.size);
    for (const id of frontier) seen.add(id);
    if (frontier.length < ordered.length) return { ids: [...seen], truncated: true };
  }
  return { ids: [...seen], truncated: false };
}
