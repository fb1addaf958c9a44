/**
 * Hubs: nodes that so many others are related to (a country, a large broker, a logistics park) that a walk through them
 * says nothing and reads everything. They are shown where they are met and not walked through, on every engine alike.
 */
import { byText, nodeId } from './identity.js';
import type { Relationship } from './store.js';

/** A node with more relationships than this is a hub. */
export const HUB_DEGREE = 500;

/**
 * The records that a hub is named by in an answer: those that state its relationships there. All records that mention
 * it would be as many as the node has.
 */
export function recordsByHub(
  hubs: ReadonlySet<string>,
  relationships: readonly Relationship[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { from, to, recordIds } of relationships)
    for (const end of [nodeId(from), nodeId(to)]) {
      if (!hubs.has(end)) continue;
      const records = found.get(end) ?? new Set<string>();
      found.set(end, records);
      for (const record of recordIds) records.add(record);
    }
  return new Map([...found].map(([id, records]) => [id, [...records].sort(byText)]));
}
