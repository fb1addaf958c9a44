/** Who has something in common with a company or person, and how unusual that is: looks at each kind of thing, and how many hold it. */
import { byText, nodeId, refOf } from '../identity.js';
import type { Pace } from '../pace.js';
import { pace } from '../pace.js';
import type { EntityRef } from '../store.js';
import type { Label } from '../vocabulary.js';
import { distinctRefs } from './fact.js';
import { grouped } from './grouped.js';
import type { FarEnds, Holdings } from './holders.js';
import { held, holdersOf, papersNaming } from './holders.js';
import type { GraphReader } from './reader.js';
import type { ShareKind, ShareKindName } from './share-kinds.js';
import { SHARE_KIND_NAMES, SHARE_KINDS } from './share-kinds.js';
import type { Sharer, Weighed } from './sharers.js';
import { inCommon, ranked, sum } from './sharers.js';

/** Whose company, and which kinds of things in common (all when absent). */
export interface SharesQuestion {
  readonly ref: EntityRef;
  readonly kinds?: readonly ShareKindName[] | undefined;
}

/** All who have something in common, the most unusual first, then by id. */
export interface Shares {
  readonly sharers: readonly Sharer[];
  /** Things of which not all holders, or papers, were looked at. */
  readonly truncated: boolean;
}

/** The most things of one entity that are compared: the first by id. */
const MOST_THINGS = 200;

/** Who shares what with the node; undefined when there is no such node. */
export async function shares(
  reader: GraphReader,
  { ref, kinds = SHARE_KIND_NAMES }: SharesQuestion,
): Promise<Shares | undefined> {
  if ((await reader.nodes([ref])).length === 0) return undefined;
  const names = [...new Set(kinds)]
    .sort(byText)
    .filter((name) => (SHARE_KINDS[name].holders as readonly string[]).includes(ref.label));
  const asking: Asking = {
    ...{ reader, ref, rest: pace().rest },
    papers: once(() => papersNaming(reader, ref)),
    population: once((label) => reader.population([label])),
  };
  const found = await Promise.all(names.map((name) => sharesOfKind(asking, name)));
  const weighed = found.flatMap((one) => one.weighed);
  return {
    sharers: await ranked(weighed, asking.rest),
    truncated: found.some(({ truncated }) => truncated),
  };
}

/** One question, and what several kinds of things need of the graph, which is asked for once. */
interface Asking {
  readonly reader: GraphReader;
  readonly ref: EntityRef;
  readonly papers: () => Promise<FarEnds>;
  readonly population: (label: Label) => Promise<number>;
  readonly rest: Pace['rest'];
}

function once<A extends readonly string[], R>(
  ask: (...asked: A) => Promise<R>,
): (...asked: A) => Promise<R> {
  const answers = new Map<string, Promise<R>>();
  return (...asked) => {
    const key = asked.join();
    const answer = answers.get(key) ?? ask(...asked);
    answers.set(key, answer);
    return answer;
  };
}

async function sharesOfKind(
  { reader, ref, papers, population: populationOf, rest }: Asking,
  name: ShareKindName,
): Promise<{ readonly weighed: readonly Weighed[]; readonly truncated: boolean }> {
  const kind: ShareKind = SHARE_KINDS[name];
  const own = await held(reader, ref, { kind, papers });
  const byThing = grouped(own.holdings, ({ attribute }) => nodeId(attribute));
  const things = [...byThing].sort(([a], [b]) => byText(a, b));
  let truncated = own.truncated || things.length > MOST_THINGS;
  if (things.length === 0) return { weighed: [], truncated };
  const population = sum(await Promise.all(kind.holders.map(populationOf)));
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
