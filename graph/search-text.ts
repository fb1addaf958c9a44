/** How people find nodes: folded text, every word of the question somewhere in the name or key, best match first. */
import { byText, nodeId } from './identity.js';
import type { EntityRef } from './store.js';

/** Text without case, accents and punctuation; words apart by one space. Works for any script. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What of a node is searched. */
export function searchable(ref: EntityRef, name: string | undefined): string {
  return folded(`${name ?? ''} ${ref.key}`);
}

/** The words to look for; none when the text holds no letter or digit. */
export function searchWords(text: string): readonly string[] {
  const words = folded(text);
  return words === '' ? [] : words.split(' ');
}

/** A node that holds every word. */
export interface SearchCandidate {
  readonly ref: EntityRef;
  readonly name?: string;
}

/** The best candidates: whole name or key first, then names that begin with the text, then the rest; ties by id. */
export function ranked(
  candidates: readonly SearchCandidate[],
  text: string,
  limit: number,
): readonly EntityRef[] {
  const wanted = folded(text);
  return candidates
    .map(({ ref, name }) => ({ ref, id: nodeId(ref), rank: rankOf(ref, name, wanted) }))
    .sort((a, b) => a.rank - b.rank || byText(a.id, b.id))
    .slice(0, Math.max(0, limit))
    .map(({ ref }) => ref);
}

function rankOf(ref: EntityRef, name: string | undefined, wanted: string): number {
  const title = folded(name ?? '');
  if (title === wanted || folded(ref.key) === wanted) return 0;
  return title.startsWith(wanted) ? 1 : 2;
}
