/**
 * Things in common, weighed. Each counts its surprisal; together they add up as if they were independent, which is an
 * upper bound: firms that share an office often share its phone.
 */
import { byText, nodeId, refOf } from '../identity.js';
import type { Pace } from '../pace.js';
import type { EntityRef } from '../store.js';
import { distinctLinks, distinctRefs } from './fact.js';
import { grouped } from './grouped.js';
import type { Holding } from './holders.js';
import type { Link } from './reader.js';
import type { ShareKindName } from './share-kinds.js';
import { bitsText, rarity, surprisal } from './surprisal.js';

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

/** A thing in common with somebody (by node id), and how much it weighs. */
export interface Weighed {
  readonly sharer: string;
  readonly weight: number;
  readonly thing: SharedThing;
}

/** A thing with all who hold it. */
export interface Common {
  readonly name: ShareKindName;
  readonly holdings: readonly Holding[];
  readonly holders: number;
  readonly population: number;
  readonly truncated: boolean;
}

/** Who else holds a thing that the node holds over its `own` ways. */
export function inCommon(
  ref: EntityRef,
  own: readonly Holding[],
  common: Common,
): readonly Weighed[] {
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

/** All of the numbers together. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** All with whom something is in common, the most unusual first. */
export async function ranked(
  weighed: readonly Weighed[],
  rest: Pace['rest'],
): Promise<readonly Sharer[]> {
  await rest();
  const bySharer = grouped(weighed, ({ sharer }) => sharer);
  await rest();
  return [...bySharer]
    .map(([sharer, found]) => ({
      sharer,
      weight: sum(found.map(({ weight }) => weight)),
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
export function linksOf({ ways }: Pick<SharedThing, 'ways'>): readonly Link[] {
  return distinctLinks(ways.flatMap(({ links }) => links));
}

/** The nodes an answer about shares speaks of, for their names. */
export function namedIn(sharers: readonly Sharer[]): readonly EntityRef[] {
  return distinctRefs(
    sharers.flatMap(({ sharer, things }) => [sharer, ...things.map(({ attribute }) => attribute)]),
  );
}
