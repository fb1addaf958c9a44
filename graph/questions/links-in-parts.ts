/** The links of many nodes, read some at a time, so that sorting them never holds the event loop for long. */
import { refOf } from '../identity.js';
import type { RelationshipType } from '../vocabulary.js';
import type { GraphReader, Link } from './reader.js';

/** Links read together: a few ms of work on them. */
const LINKS_PER_PART = 1_500;

/** How many links each node has, by its id. */
export type Degrees = ReadonlyMap<string, number>;

/** Nodes in parts, which together have not many more links than are read together, unless one alone has. */
export function* partsByLinks(
  ids: readonly string[],
  degree: Degrees,
): Generator<readonly string[]> {
  let part: string[] = [];
  let size = 0;
  for (const id of ids) {
    part.push(id);
    size += degree.get(id) ?? 0;
    if (size < LINKS_PER_PART) continue;
    yield part;
    part = [];
    size = 0;
  }
  if (part.length > 0) yield part;
}

/**
 * All links (of the types, when given) of the nodes; a part is read while the one before is looked at. A link of two of
 * them comes once or twice.
 */
export async function* linksInParts(
  reader: GraphReader,
  ids: readonly string[],
  {
    degree,
    types,
  }: { readonly degree: Degrees; readonly types?: readonly RelationshipType[] | undefined },
): AsyncGenerator<readonly Link[]> {
  let ahead: Promise<readonly Link[]> | undefined;
  for (const part of partsByLinks(ids, degree)) {
    const read = reader.links(part.map(refOf), types);
    // Whoever asks no further does not hear how it went.
    read.catch(() => undefined);
    if (ahead) yield await ahead;
    ahead = read;
  }
  if (ahead) yield await ahead;
}
