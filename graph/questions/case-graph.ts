/**
 * The subgraph of a case: the entities it is about, what connects each two of them, and all relationships between the
 * nodes that come up. Connections are the shortest ones; one search reads what the next one needs.
 */
import { nodeId, refOf } from '../identity.js';
import type { EntityRef } from '../store.js';
import type { Ground } from './ball.js';
import { ball } from './ball.js';
import type { Path } from './connect.js';
import { groundOf, hubsMet, search } from './connect.js';
import { distinctRefs } from './fact.js';
import type { Hub } from './limits.js';
import { greatestHubs } from './limits.js';
import type { GraphReader, Link, NodeSummary } from './reader.js';

/** The most entities of one case: each two are connected, so the work grows with the square. */
export const MOST_SUBJECTS = 20;

/** Which entities, and how long the paths between two of them may be (relationships). */
export interface CaseQuestion extends Partial<Ground> {
  readonly subjects: readonly EntityRef[];
  readonly longest: number;
  /** The most nodes of the answer. */
  readonly limit: number;
}

/** A node of a case: one of its subjects, or one that connects them. */
export interface CaseNode extends NodeSummary {
  readonly isSubject: boolean;
}

/** The subgraph: subjects in the order asked, then connecting nodes as the paths brought them. */
export interface CaseGraph {
  readonly nodes: readonly CaseNode[];
  readonly links: readonly Link[];
  /** Subjects that this graph does not know. */
  readonly unknown: readonly EntityRef[];
  /** Pairs of subjects that nothing connects within the length, by id. */
  readonly unconnected: readonly (readonly [string, string])[];
  readonly truncated: boolean;
  readonly hubs: readonly Hub[];
}

/** The subgraph of a case. */
export async function caseGraph(reader: GraphReader, question: CaseQuestion): Promise<CaseGraph> {
  const asked = distinctRefs(question.subjects);
  const known = await reader.nodes(asked);
  const subjects = known.slice(0, MOST_SUBJECTS);
  const around = ball(reader, groundOf(question));
  const paths: Path[] = [];
  const unconnected: (readonly [string, string])[] = [];
  let truncated = subjects.length < known.length;
  for (const [from, to] of pairs(subjects)) {
    const { longest } = question;
    const found = await search(around, { from, to, paths: 1, longest });
    truncated ||= found.truncated;
    paths.push(...found.paths);
    if (found.paths.length === 0) unconnected.push([nodeId(from), nodeId(to)]);
  }
  const ids = distinctRefs([...subjects, ...shortestFirst(paths)]).map(nodeId);
  const kept = ids.slice(0, Math.max(subjects.length, question.limit));
  const isSubject = new Set(subjects.map(nodeId));
  const nodes = await reader.nodes(kept.map(refOf));
  return {
    nodes: nodes.map((node) => ({ ...node, isSubject: isSubject.has(nodeId(node)) })),
    links: await reader.linksAmong(nodes),
    unknown: asked.filter((ref) => !known.some((node) => nodeId(node) === nodeId(ref))),
    unconnected,
    truncated: truncated || kept.length < ids.length,
    hubs: greatestHubs(hubsMet(around, subjects)),
  };
}

function pairs(refs: readonly EntityRef[]): readonly (readonly [EntityRef, EntityRef])[] {
  return refs.flatMap((from, i) => refs.slice(i + 1).map((to) => [from, to] as const));
}

function shortestFirst(paths: readonly Path[]): readonly EntityRef[] {
  return [...paths].sort((a, b) => a.nodes.length - b.nodes.length).flatMap(({ nodes }) => nodes);
}
