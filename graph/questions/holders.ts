/** Who holds which attributes, and over which links: directly, or over papers of which each names a holder. */
import { nodeId, refOf } from '../identity.js';
import type { EntityRef } from '../store.js';
import type { RelationshipType } from '../vocabulary.js';
import { distinctRefs, otherEnd } from './fact.js';
import { grouped } from './grouped.js';
import { MOST_HOLDERS, MOST_WALKED } from './limits.js';
import { linkPage } from './link-page.js';
import { partsByLinks } from './links-in-parts.js';
import type { GraphReader, Link } from './reader.js';
import type { ShareKind } from './share-kinds.js';
import { TRADING_PARTIES } from './share-kinds.js';

/** One way from a holder to an attribute; `paper` is the one between them, if there is one. */
export interface Holding {
  readonly holder: EntityRef;
  readonly attribute: EntityRef;
  readonly paper?: EntityRef;
  readonly links: readonly Link[];
}

/** Holdings, and whether there are more than were read. */
export interface Holdings {
  readonly holdings: readonly Holding[];
  readonly truncated: boolean;
}

/** The papers that name a company as a trading party: the same for all kinds of things. */
export async function papersNaming(reader: GraphReader, holder: EntityRef): Promise<FarEnds> {
  return linksOfEach(reader, [holder], holder.label === 'Company' ? TRADING_PARTIES : []);
}

/** The attributes of one holder, which `papers` name. */
export async function held(
  reader: GraphReader,
  holder: EntityRef,
  { kind, papers }: { readonly kind: ShareKind; readonly papers: () => Promise<FarEnds> },
): Promise<Holdings> {
  const [direct, named] = await Promise.all([
    linksOfEach(reader, [holder], kind.direct),
    kind.papers.length === 0 ? NOTHING : papers(),
  ]);
  const over = await waysOver(reader, named, kind.papers);
  const holdings: Holding[] = [
    ...direct.ends.map(({ link, end }) => ({ holder, attribute: end, links: [link] })),
    ...over.ways.map(({ end, paper, links }) => ({ holder, attribute: end, paper, links })),
  ];
  return {
    holdings: holdings.filter(({ attribute }) => kind.attributes.includes(attribute.label)),
    truncated: direct.cut.size > 0 || named.cut.size > 0 || over.truncated,
  };
}

/** The holders of attributes; an attribute in `cut` has more than were read. */
export async function holdersOf(
  reader: GraphReader,
  attributes: readonly EntityRef[],
  kind: ShareKind,
): Promise<{ readonly holdings: readonly Holding[]; readonly cut: ReadonlySet<string> }> {
  const [direct, named] = await Promise.all([
    linksOfEach(reader, attributes, kind.direct),
    linksOfEach(reader, attributes, kind.papers),
  ]);
  const over = await waysOver(reader, named, TRADING_PARTIES);
  const holdings: Holding[] = [
    ...direct.ends.map(({ of, link, end }) => ({ holder: end, attribute: of, links: [link] })),
    ...over.ways.map(({ of, end, paper, links }) => ({ holder: end, attribute: of, paper, links })),
  ];
  const cut = [...direct.cut, ...named.cut, ...(over.truncated ? attributes.map(nodeId) : [])];
  return {
    holdings: holdings.filter(({ holder }) => kind.holders.includes(holder.label)),
    cut: new Set(cut),
  };
}

interface FarEnd {
  readonly of: EntityRef;
  readonly link: Link;
  readonly end: EntityRef;
}

/** Where links lead. */
export interface FarEnds {
  readonly ends: readonly FarEnd[];
  /** Nodes with more links than were read. */
  readonly cut: ReadonlySet<string>;
}

const NOTHING: FarEnds = { ends: [], cut: new Set() };

/** The far ends of the nodes' links: all of an ordinary node, the first of one with very many. */
async function linksOfEach(
  reader: GraphReader,
  refs: readonly EntityRef[],
  types: readonly RelationshipType[],
): Promise<FarEnds> {
  if (types.length === 0 || refs.length === 0) return NOTHING;
  const counted = await reader.degrees(refs, types);
  const degrees = new Map(refs.map((ref, i) => [nodeId(ref), counted[i] ?? 0]));
  const isCut = (id: string): boolean => (degrees.get(id) ?? 0) > MOST_HOLDERS;
  const ids = [...degrees.keys()];
  const cut = ids.filter(isCut);
  const ends: FarEnd[] = [];
  const whole = ids.filter((id) => !isCut(id));
  for (const part of partsByLinks(whole, degrees)) {
    const links = await reader.links(part.map(refOf), types);
    for (const end of farEnds(part, links)) ends.push(end);
  }
  for (const id of cut) {
    const first = await linkPage(reader, { ref: refOf(id), types, first: MOST_HOLDERS });
    for (const end of farEnds([id], first.links)) ends.push(end);
  }
  return { ends, cut: new Set(cut) };
}

function farEnds(ids: readonly string[], links: readonly Link[]): FarEnd[] {
  const asked = new Set(ids);
  return links.flatMap((link) =>
    [link.from, link.to].flatMap((of) => {
      const id = nodeId(of);
      return asked.has(id) ? [{ of, link, end: otherEnd(link, id) }] : [];
    }),
  );
}

interface Way {
  readonly of: EntityRef;
  readonly end: EntityRef;
  readonly paper: EntityRef;
  readonly links: readonly Link[];
}

/** On from the papers at the far ends, as far as one question may go. */
async function waysOver(
  reader: GraphReader,
  { ends }: FarEnds,
  types: readonly RelationshipType[],
): Promise<{ readonly ways: readonly Way[]; readonly truncated: boolean }> {
  if (ends.length === 0 || types.length === 0) return { ways: [], truncated: false };
  const papers = distinctRefs(ends.map(({ end }) => end));
  const read = papers.slice(0, MOST_WALKED);
  const on = await linksOfEach(reader, read, types);
  const byPaper = grouped(on.ends, ({ of }) => nodeId(of));
  const ways = ends.flatMap(({ of, link, end: paper }) =>
    (byPaper.get(nodeId(paper)) ?? [])
      .filter(({ end }) => nodeId(end) !== nodeId(of))
      .map(({ end, link: next }) => ({ of, end, paper, links: [link, next] })),
  );
  return { ways, truncated: read.length < papers.length || on.cut.size > 0 };
}
