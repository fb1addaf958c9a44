/** Ids of facts, ends of links and their one order: what all questions share. */
import { byText, nodeId, relationshipId } from '../identity.js';
import type { EntityRef } from '../store.js';
import type { Fact, Link } from './reader.js';

/** The id under which records state a fact. */
export function factId(fact: Fact): string {
  return isLink(fact) ? linkId(fact) : nodeId(fact);
}

/** Whether a fact is a relationship. */
export function isLink(fact: Fact): fact is Link {
  return 'type' in fact;
}

/** The id of a relationship. */
export function linkId({ type, from, to }: Link): string {
  return relationshipId(type, from, to);
}

/** The end of a link that is not the node; the node itself for a link to itself. */
export function otherEnd({ from, to }: Link, id: string): EntityRef {
  return nodeId(from) === id ? to : from;
}

/** Links in the one order, each once. */
export function distinctLinks(links: Iterable<Link>): readonly Link[] {
  const byId = new Map(Array.from(links, (link) => [linkId(link), link] as const));
  return [...byId].sort(([a], [b]) => byText(a, b)).map(([, link]) => link);
}

/** Nodes in the order of first mention, each once. */
export function distinctRefs(refs: Iterable<EntityRef>): readonly EntityRef[] {
  return [
    ...new Map(
      Array.from(refs, (ref) => [nodeId(ref), { label: ref.label, key: ref.key }] as const),
    ).values(),
  ];
}
