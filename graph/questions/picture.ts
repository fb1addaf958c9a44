/**
 * The picture around a node: breadth first in both directions, nearest first. Hubs are shown with their true number of
 * links but not walked through; whatever is left out makes the picture `truncated`.
 */
import { byText, nodeId, refOf } from '../identity.js';
import { MAX_HOPS } from '../neighbourhood.js';
import type { EntityRef } from '../store.js';
import type { Label, RelationshipType } from '../vocabulary.js';
import { distinctLinks } from './fact.js';
import type { Hub } from './limits.js';
import { greatestHubs, HUB_DEGREE } from './limits.js';
import { linkPage } from './link-page.js';
import { linksInParts } from './links-in-parts.js';
import type { GraphReader, Link, NodeSummary } from './reader.js';

/** What to look at: `hops` 0 to 6, at most `limit` nodes, only these types of relationships and labels of nodes when given. */
export interface PictureQuestion {
  readonly ref: EntityRef;
  readonly hops: number;
  readonly limit: number;
  readonly types?: readonly RelationshipType[] | undefined;
  readonly labels?: readonly Label[] | undefined;
  readonly hubDegree?: number | undefined;
}

/** A node in a picture. */
export interface PicturedNode extends NodeSummary {
  /** Relationships away from the middle. */
  readonly hop: number;
  /** How many relationships (of the types asked for) it has in the whole graph. */
  readonly degree: number;
}

/** The picture: nodes nearest first, relationships between them by id. */
export interface Picture {
  readonly nodes: readonly PicturedNode[];
  readonly links: readonly Link[];
  readonly truncated: boolean;
  /** Hubs that the walk met and did not walk through. */
  readonly hubs: readonly Hub[];
}

/** Nodes whose links are read together to close the picture have at most this many links in all. */
const CLOSING_LINKS = 20_000;

/** Comparisons of a link's end with a node of the picture, up to which the engine finds the links inside faster than they are read. */
const COMPARED = 200_000;

interface Walked {
  readonly hop: Map<string, number>;
  readonly degree: Map<string, number>;
  readonly links: Link[];
  readonly hubs: Map<string, number>;
  truncated: boolean;
}

/** The picture around a node; undefined when there is no such node. */
export async function picture(
  reader: GraphReader,
  question: PictureQuestion,
): Promise<Picture | undefined> {
  const start = nodeId(question.ref);
  const walked: Walked = {
    hop: new Map([[start, 0]]),
    degree: new Map(),
    links: [],
    hubs: new Map(),
    truncated: false,
  };
  const [known] = await Promise.all([
    reader.nodes([question.ref]),
    readDegrees(reader, [start], { question, walked }),
  ]);
  if (known.length === 0) return undefined;
  const hops = Math.min(MAX_HOPS, Math.max(0, Math.floor(question.hops)));
  let frontier: readonly string[] = [start];
  for (let hop = 1; hop <= hops && frontier.length > 0 && !isFull(walked, question); hop++) {
    const found = await linksOfRing(reader, frontier, { question, walked });
    frontier = nextRing(found, { question, walked, hop });
  }
  const [nodes] = await Promise.all([
    reader.nodes([...walked.hop.keys()].map(refOf)),
    closePicture(reader, frontier, { question, walked }),
  ]);
  return drawn(nodes, walked);
}

interface Walk {
  readonly question: PictureQuestion;
  readonly walked: Walked;
}

function isFull({ hop, truncated }: Walked, { limit }: PictureQuestion): boolean {
  return truncated && hop.size >= limit;
}

/** The links of a ring of nodes: all of those of ordinary nodes, the first of a hub in the middle, none of other hubs. */
async function linksOfRing(
  reader: GraphReader,
  ring: readonly string[],
  { question, walked }: Walk,
): Promise<readonly Link[]> {
  await readDegrees(reader, ring, { question, walked });
  const isHub = (id: string): boolean => (walked.degree.get(id) ?? 0) > hubDegree(question);
  const links: Link[] = [];
  const { types } = question;
  const ordinary = ring.filter((id) => !isHub(id));
  for await (const part of linksInParts(reader, ordinary, { degree: walked.degree, types }))
    for (const link of part) links.push(link);
  for (const id of ring.filter(isHub)) {
    walked.truncated = true;
    walked.hubs.set(id, walked.degree.get(id) ?? 0);
    if (walked.hop.get(id) !== 0) continue;
    links.push(...(await linkPage(reader, { ref: refOf(id), types, first: question.limit })).links);
  }
  for (const link of links) walked.links.push(link);
  return links;
}

function hubDegree({ hubDegree: most = HUB_DEGREE }: PictureQuestion): number {
  return most;
}

function nextRing(
  links: readonly Link[],
  { question, walked, hop }: Walk & { readonly hop: number },
): readonly string[] {
  const next = new Set<string>();
  for (const { from, to } of links)
    for (const end of [from, to]) {
      const id = nodeId(end);
      if (!walked.hop.has(id) && (question.labels?.includes(end.label) ?? true)) next.add(id);
    }
  const ordered = [...next].sort(byText);
  const kept = ordered.slice(0, Math.max(0, Math.max(1, question.limit) - walked.hop.size));
  for (const id of kept) walked.hop.set(id, hop);
  if (kept.length < ordered.length) walked.truncated = true;
  return kept;
}

async function readDegrees(
  reader: GraphReader,
  ids: readonly string[],
  { question, walked }: Walk,
): Promise<void> {
  const unknown = ids.filter((id) => !walked.degree.has(id));
  if (unknown.length === 0) return;
  const degrees = await reader.degrees(unknown.map(refOf), question.types);
  for (const [i, id] of unknown.entries()) walked.degree.set(id, degrees[i] ?? 0);
}

/** The degrees of all nodes, and the links between those that were reached but not walked from: the outermost ring and the hubs. */
async function closePicture(
  reader: GraphReader,
  outermost: readonly string[],
  { question, walked }: Walk,
): Promise<void> {
  await readDegrees(reader, [...walked.hop.keys()], { question, walked });
  const isHub = (id: string): boolean => (walked.degree.get(id) ?? 0) > hubDegree(question);
  const open = [...new Set([...outermost, ...walked.hubs.keys()])];
  const ordinary = open.filter((id) => !isHub(id));
  const size = ordinary.reduce((sum, id) => sum + (walked.degree.get(id) ?? 0), 0);
  const isWorthReading = size <= CLOSING_LINKS && size * open.length > COMPARED;
  const { types } = question;
  if (isWorthReading)
    for await (const part of linksInParts(reader, ordinary, { degree: walked.degree, types }))
      for (const link of part) walked.links.push(link);
  const rest = open.filter((id) => !isWorthReading || isHub(id));
  if (rest.length === 0) return;
  const among = await reader.linksAmong(rest.map(refOf));
  walked.links.push(...among.filter(({ type }) => types?.includes(type) ?? true));
}

function drawn(nodes: readonly NodeSummary[], walked: Walked): Picture {
  const inside = walked.links.filter(
    ({ from, to }) => walked.hop.has(nodeId(from)) && walked.hop.has(nodeId(to)),
  );
  return {
    nodes: nodes.map((node) => {
      const id = nodeId(node);
      return { ...node, hop: walked.hop.get(id) ?? 0, degree: walked.degree.get(id) ?? 0 };
    }),
    links: distinctLinks(inside),
    truncated: walked.truncated,
    hubs: greatestHubs(walked.hubs),
  };
}
