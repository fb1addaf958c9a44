/** The links of many nodes, read a few thousand at a time, so that sorting them never holds the event loop for long. */
import { refOf } from '../identity.js';
import type { RelationshipType } from '../vocabulary.js';
import type { GraphReader, Link } from './reader.js';

/** Links read together: some 10 ms of work on them. */
const LINKS_PER_PART = 4_000;

/** All links (of the types, when given) of the nodes; `degree` says how many each has. A link of two of them comes once or twice. */
export async function* linksInParts(
  reader: GraphReader,
  ids: readonly string[],
  {
    degree,
    types,
  }: {
    readonly degree: ReadonlyMap<string, number>;
    readonly types?: readonly RelationshipType[] | undefined;
  },
): AsyncGenerator<readonly Link[]> {
  let part: string[] = [];
  let size = 0;
  for (const id of ids) {
    part.push(id);
    size += degree.get(id) ?? 0;
    if (size < LINKS_PER_PART) continue;
    yield await reader.links(part.map(refOf), types);
    part = [];
    size = 0;
  }
  if (part.length > 0) yield await reader.links(part.map(refOf), types);
}
