/**
 * Who has something in common with a company or person, and how unusual that is. Each thing in common counts its
 * surprisal; together they add up as if they were independent, which is an upper bound: firms that share an office often share its phone.
 */
import { byText, nodeId, refOf } from '../identity.js';
import type { Pace } from '../pace.js';
import { pace } from '../pace.js';
import type { EntityRef } from '../store.js';
import { distinctLinks, distinctRefs } from './fact.js';
import { grouped } from './grouped.js';
import type { Holding, Holdings } from './holders.js';
import { held, holdersOf } from './holders.js';
import type { GraphReader, Link } from './reader.js';
import type { ShareKind, ShareKindName } from './share-kinds.js';
import { SHARE_KIND_NAMES, SHARE_KINDS } from './share-kinds.js';
import { bitsText, rarity, surprisal } from './surprisal.js';

/** Whose company, and which kinds of things in common (all when absent). */
export interface SharesQuestion {
  readonly ref: EntityRef;
  readonly kinds?: readonly ShareKindName[] | undefined;
}

/** One thing in common, and over which ways both hold it. */
export interface SharedThing {
  readonly kind: ShareKindName;
  readonly attribute: EntityRef;
  /** How many hold it; at least so many when `truncated`. */
  readonly holders: number;
  /** How many there are who might. */
  readonly population: number;
  readonly bits: string;
  readonly rarity: string;
  readonly truncated: boolean;
  readonly ways: readonly Holding[];
}

/** Somebody with things in common, the most unusual first. */
export interface Sharer {
  readonly sharer: EntityRef;
  readonly bits: string;
  readonly things: readonly SharedThing[];
}

/** All who have something in common, the most unusual first, then by id. */
export interface Shares {
  readonly sharers: readonly Sharer[];
  /** Things of which not all holders, or papers, were looked at. */
  readonly truncated: boolean;
}

/** The most things of one entity that are compared: the first by id. */
const MOST_THINGS = 200;

interface Weighed {
  readonly sharer: string;
  readonly weight: number;
  readonly thing: SharedThing;
}

/** Who shares what with the node; undefined when there is no such node. */
export async function shares(
  reader: GraphReader,
  { ref, kinds = SHARE_KIND_NAMES }: SharesQuestion,
): Promise<Shares | undefined> {
  if ((await reader.nodes([ref])).length === 0) return undefined;
  const names = [...new Set(kinds)]
    .sort(byText)
    .filter((name) => (SHARE_KINDS[name].holders as readonly string[]).includes(ref.label));
  const { rest } = pace();
  const found = await Promise.all(names.map((name) => sharesOfKind(reader, ref, { name, rest })));
  await rest();
  return {
    sharers: await ranked(
      found.flatMap(({ weighed }) => weighed),
      rest,
    ),
    truncated: found.some(({ truncated }) => truncated),
  };
}

async function sharesOfKind(
  reader: GraphReader,
  ref: EntityRef,
  { name, rest }: { readonly name: ShareKindName } & Pick<Pace, 'rest'>,
): Promise<{ readonly weighed: readonly Weighed[]; readonly truncated: boolean }> {
  const kind: ShareKind = SHARE_KINDS[name];
  const own = await held(reader, ref, kind);
  const byThing = grouped(own.holdings, ({ attribute }) => nodeId(attribute));
  const things = [...byThing].sort(([a], [b]) => byText(a, b));
  let truncated = own.truncated || things.length > MOST_THINGS;
  if (things.length === 0) return { weighed: [], truncated };
  const population = await reader.population(kind.holders);
  const compared = things.slice(0, MOST_THINGS);
  const all = await holdersOf(
    reader,
    compared.map(([id]) => refOf(id)),
    kind,
  );
  const byAttribute = grouped(all.holdings, ({ attribute }) => nodeId(attribute));
  const weighed: Weighed[] = [];
  for (const [id, holdings] of compared) {
    const isCut = all.cut.has(id);
    truncated ||= isCut;
    const around = { holdings: byAttribute.get(id) ?? [], truncated: isCut };
    const holders = await trueHolders(reader, refOf(id), { kind, ...around });
    weighed.push(...inCommon(ref, holdings, { ...around, name, holders, population }));
    await rest();
  }
  return { weighed, truncated };
}

/** The number of holders: counted, or where not all were read, what the graph says of direct ones. */
async function trueHolders(
  reader: GraphReader,
  attribute: EntityRef,
  known: { readonly kind: ShareKind } & Holdings,
): Promise<number> {
  const seen = distinctRefs(known.holdings.map(({ holder }) => holder)).length;
  if (!known.truncated || known.kind.direct.length === 0) return seen;
  const [direct = 0] = await reader.degrees([attribute], known.kind.direct);
  return Math.max(seen, direct);
}

interface Common {
  readonly name: ShareKindName;
  readonly holdings: readonly Holding[];
  readonly holders: number;
  readonly population: number;
  readonly truncated: boolean;
}

function inCommon(ref: EntityRef, own: readonly Holding[], common: Common): readonly Weighed[] {
  const { name, holders, population, truncated } = common;
  const ownPapers = new Set(own.flatMap(({ paper }) => (paper ? [nodeId(paper)] : [])));
  // Two parties to one paper have business with each other; that they share its container is not a second fact.
  const others = common.holdings.filter(
    ({ holder, paper }) =>
      nodeId(holder) !== nodeId(ref) && !(paper && ownPapers.has(nodeId(paper))),
  );
  const [first] = own;
  if (first === undefined) return [];
  const weight = surprisal(holders, population);
  return [...grouped(others, ({ holder }) => nodeId(holder))].map(([sharer, ways]) => ({
    sharer,
    weight,
    thing: {
      kind: name,
      attribute: first.attribute,
      holders,
      population,
      bits: bitsText(weight),
      rarity: bitsText(rarity(holders, population)),
      truncated,
      ways: [...own, ...ways],
    },
  }));
}

async function ranked(weighed: readonly Weighed[], rest: Pace['rest']): Promise<readonly Sharer[]> {
  const bySharer = grouped(weighed, ({ sharer }) => sharer);
  await rest();
  return [...bySharer]
    .map(([sharer, found]) => ({
      sharer,
      weight: found.reduce((sum, { weight }) => sum + weight, 0),
      things: [...found].sort(unusualFirst).map(({ thing }) => thing),
    }))
    .sort((a, b) => b.weight - a.weight || byText(a.sharer, b.sharer))
    .map(({ sharer, weight, things }) => ({
      sharer: refOf(sharer),
      bits: bitsText(weight),
      things,
    }));
}

function unusualFirst(a: Weighed, b: Weighed): number {
  return (
    b.weight - a.weight ||
    byText(a.thing.kind, b.thing.kind) ||
    byText(nodeId(a.thing.attribute), nodeId(b.thing.attribute))
  );
}

/** The links that say of a thing that both hold it. */
export function linksOf({ ways }: SharedThing): readonly Link[] {
  return distinctLinks(ways.flatMap(({ links }) => links));
}

/** The nodes an answer about shares speaks of, for their names. */
export function namedIn(sharers: readonly Sharer[]): readonly EntityRef[] {
  return distinctRefs(
    sharers.flatMap(({ sharer, things }) => [sharer, ...things.map(({ attribute }) => attribute)]),
  );
}
