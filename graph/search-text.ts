/** How people find nodes: folded text, every word of the question somewhere in the name or key, best match first. */
import { byText, nodeId } from './identity.js';
import type { EntityRef } from './store.js';

/** Letters that keyboards of Arabic, Persian and Urdu write differently in the same name; the line that only stretches a word. */
const ARABIC: Readonly<Record<string, string>> = {
  ...{ '\u0649': '\u064a', '\u06cc': '\u064a', '\u06d2': '\u064a' },
  ...{ '\u06a9': '\u0643', '\u0629': '\u0647', '\u06c1': '\u0647', '\u0640': '' },
};

/** The digits of Arabic and Persian, from 0 to 9. */
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** Text without case, accents and punctuation; words apart by one space. Works for any script. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[\u0629\u0640\u0649\u06a9\u06c1\u06cc\u06d2]/g, (letter) => ARABIC[letter] ?? letter)
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
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

/** The best candidates: whole name, key or both first, then names that begin with the text, then the rest; ties by id. */
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
  const whole = [title, folded(ref.key), searchable(ref, name)];
  if (whole.includes(wanted)) return 0;
  return title.startsWith(wanted) ? 1 : 2;
}
