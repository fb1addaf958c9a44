/** The primitives of questions over the Cypher catalogue, inside one read transaction. */
import { nodeId, refOf, relationshipId, relationshipParts } from '../identity.js';
import type { EntityRef, Properties } from '../store.js';
import { distinctLinks, factId, linkId } from '../questions/fact.js';
import type {
  DegreesByType,
  Fact,
  GraphReader,
  Link,
  LinkPart,
  NodeSummary,
  Sources,
} from '../questions/reader.js';
import { grouped } from '../questions/grouped.js';
import { summaryOf } from '../questions/summary.js';
import type { Label, RelationshipType } from '../vocabulary.js';
import { entitiesById } from './entities.js';
import { headOf } from './head.js';
import { headsOfFacts } from './heads.js';
import type { LinkRow } from './links.js';
import {
  degreesByType,
  degreesOf,
  degreesOfAny,
  incomingAfter,
  incomingOf,
  incomingOfAny,
  outgoingAfter,
  outgoingOf,
  outgoingOfAny,
  populationOf,
} from './links.js';
import { linksAmong, relationshipsBetween } from './relationships.js';
import type { RunCypher } from './runner.js';
import { firstSources, sourcesOfFacts } from './statements.js';
import { factProperties, sourcesIn } from './stored.js';

/** Reads through `run`. */
export function cypherReader(run: RunCypher): GraphReader {
  return {
    nodes: (refs) => nodes(run, refs),
    degrees: (refs, types) => degrees(run, refs, types),
    degreesByType: (ref) => byTypeOf(run, ref),
    links: (refs, types) => links(run, refs, types),
    linksAfter: (ref, part) => linksAfter(run, ref, part),
    linksAmong: async (refs) =>
      distinctLinks((await run(linksAmong, { ids: refs.map(nodeId) })).map(linkOf)),
    linkProperties: (asked) => linkProperties(run, asked),
    sources: (facts, most) => sources(run, facts, most),
    population: (labels) => population(run, labels),
  };
}

async function nodes(run: RunCypher, refs: readonly EntityRef[]): Promise<readonly NodeSummary[]> {
  const ids = refs.map(nodeId);
  const rows = await run(entitiesById, { ids: [...new Set(ids)] });
  const found = new Map(rows.map(({ id, properties }) => [id, properties]));
  return ids.flatMap((id) => {
    const stored = found.get(id);
    return stored === undefined ? [] : [summaryOf(refOf(id), factProperties(stored))];
  });
}

async function degrees(
  run: RunCypher,
  refs: readonly EntityRef[],
  types: readonly RelationshipType[] | undefined,
): Promise<readonly number[]> {
  const ids = refs.map(nodeId);
  const asked = [...new Set(ids)];
  const totals = new Map<string, number>();
  const queries = types === undefined ? [degreesOfAny] : distinct(types).map((t) => degreesOf[t]);
  // Side by side: each type is a statement of its own, and most of its time is the way there and back.
  const answers = await Promise.all(queries.map((query) => run(query, { ids: asked })));
  for (const { id, total } of answers.flat()) totals.set(id, (totals.get(id) ?? 0) + total);
  return ids.map((id) => totals.get(id) ?? 0);
}

async function byTypeOf(run: RunCypher, ref: EntityRef): Promise<DegreesByType> {
  const [row] = await run(degreesByType, { id: nodeId(ref) });
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, total]) => total > 0));
}

async function links(
  run: RunCypher,
  refs: readonly EntityRef[],
  types: readonly RelationshipType[] | undefined,
): Promise<readonly Link[]> {
  const ids = [...new Set(refs.map(nodeId))];
  const queries =
    types === undefined
      ? [outgoingOfAny, incomingOfAny]
      : distinct(types).flatMap((type) => [outgoingOf[type], incomingOf[type]]);
  const answers = await Promise.all(queries.map((query) => run(query, { ids })));
  return distinctLinks(answers.flat().map(linkOf));
}

/** Links are ordered by from, then to: the node itself stands in one of these places, so each direction has its own start. */
async function linksAfter(
  run: RunCypher,
  ref: EntityRef,
  part: LinkPart,
): Promise<readonly Link[]> {
  const { type, after } = part;
  const id = nodeId(ref);
  const most = Math.max(0, part.most);
  const [from, to] = after === undefined ? ['', ''] : [nodeId(after.from), nodeId(after.to)];
  const outgoing = from > id ? [] : [from === id ? to : ''];
  const found: Link[] = [];
  for (const start of outgoing)
    for (const row of await run(outgoingAfter[type], { id, after: start, most }))
      found.push(linkOf(row));
  for (const row of await run(incomingAfter[type], { id, after: from, most }))
    found.push(linkOf(row));
  return distinctLinks(found).slice(0, most);
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

async function linkProperties(
  run: RunCypher,
  asked: readonly Link[],
): Promise<readonly Properties[]> {
  const said = new Map<string, Properties>();
  const byType = grouped(asked, ({ type }) => type);
  for (const [type, some] of byType) {
    const rows = some.map(({ from, to }) => ({ from: nodeId(from), to: nodeId(to) }));
    for (const { from, to, properties } of await run(relationshipsBetween[type], { rows }))
      said.set(relationshipId(type, refOf(from), refOf(to)), factProperties(properties));
  }
  return asked.map((link) => said.get(linkId(link)) ?? {});
}

async function sources(
  run: RunCypher,
  facts: readonly Fact[],
  most: number,
): Promise<readonly Sources[]> {
  const ids = facts.map(factId);
  const asked = [...new Set(ids)];
  if (asked.length === 0) return [];
  const heads = await run(headsOfFacts, { facts: asked });
  const found = new Map<string, Sources>(heads.map((row) => [row.fact, headOf(row)]));
  const few = asked.filter((id) => !found.has(id));
  const longer = [...found].filter(([, head]) => head.records.length < Math.min(head.total, most));
  const [ofFew, ...ofMany] = await Promise.all([
    few.length === 0 ? [] : run(sourcesOfFacts, { facts: few }),
    ...longer.map(([fact]) => run(firstSources, { fact, most })),
  ]);
  for (const [fact, rows] of grouped(ofFew, ({ fact }) => fact)) found.set(fact, sourcesIn(rows));
  for (const [i, [fact, { total }]] of longer.entries())
    found.set(fact, sourcesIn(ofMany[i] ?? [], total));
  return ids.map((id) => {
    const { total, records } = found.get(id) ?? { total: 0, records: [] };
    return { total, records: records.slice(0, Math.max(0, most)) };
  });
}

async function population(run: RunCypher, labels: readonly Label[]): Promise<number> {
  const counts = await Promise.all(
    [...new Set(labels)].map((label) => run(populationOf[label], {})),
  );
  return counts.reduce((sum, [row]) => sum + (row?.total ?? 0), 0);
}

function linkOf({ type, from, to }: LinkRow): Link {
  return relationshipParts(`${type}\n${from}\n${to}`);
}
