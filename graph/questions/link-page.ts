/** The relationships of one node in pages: stable for a hub of any size, since a page begins after a link, not at a number. */
import { byText } from '../identity.js';
import type { EntityRef } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { RELATIONSHIP_TYPES } from '../vocabulary.js';
import type { GraphReader, Link } from './reader.js';

/** A page of links, ordered by type, from, to. */
export interface LinkPage {
  readonly links: readonly Link[];
  readonly hasNext: boolean;
  /** How many relationships of the types the node has now. */
  readonly total: number;
}

/** Which page of which links. */
export interface LinkPageQuestion {
  readonly ref: EntityRef;
  readonly types?: readonly RelationshipType[] | undefined;
  readonly first: number;
  /** The last link of the page before; it need not exist any more. */
  readonly after?: Link | undefined;
}

/** The next page of a node's relationships. */
export async function linkPage(
  reader: GraphReader,
  { ref, types, first, after }: LinkPageQuestion,
): Promise<LinkPage> {
  const degrees = await reader.degreesByType(ref);
  const wanted = [...new Set(types ?? RELATIONSHIP_TYPES)]
    .filter((type) => (degrees[type] ?? 0) > 0)
    .sort(byText);
  const total = wanted.reduce((sum, type) => sum + (degrees[type] ?? 0), 0);
  const links: Link[] = [];
  for (const type of wanted) {
    if (after !== undefined && type < after.type) continue;
    const most = first + 1 - links.length;
    if (most <= 0) break;
    const start = after?.type === type ? after : undefined;
    links.push(...(await reader.linksAfter(ref, { type, most, after: start })));
  }
  return { links: links.slice(0, first), hasNext: links.length > first, total };
}
