/** Writes segments as an interchange (ISO 9735), releasing what needs it. */
import type { SegmentText } from './segment.js';
import type { Separators } from './separators.js';
import { DEFAULT_SEPARATORS } from './separators.js';

/** One segment with its terminator; empty components and elements at its end stay. */
export function writeSegment(
  segment: SegmentText,
  separators: Separators = DEFAULT_SEPARATORS,
): string {
  const { element, component, terminator } = separators;
  const elements = segment.elements.map((values) =>
    values.map((value) => release(value, separators)).join(component),
  );
  return [segment.tag, ...elements].join(element) + terminator;
}

/**
 * The interchange text with UNA, one segment per line, to be encoded as UTF-8. What the tokenizer read comes back
 * equal: `tokenize(buildInterchange(tokenize(x).segments))` has the same segments.
 */
export function buildInterchange(
  segments: readonly SegmentText[],
  separators: Separators = DEFAULT_SEPARATORS,
): string {
  const { component, element, release: sign, terminator } = separators;
  const una = `UNA${component}${element}.${sign} ${terminator}`;
  return `${[una, ...segments.map((segment) => writeSegment(segment, separators))].join('\n')}\n`;
}

/** A segment from plain texts, without empty ends: `seg('NAD', 'FL', '', '', ['CLARK', 'MICHAEL'])`. */
export function seg(tag: string, ...elements: (string | readonly string[])[]): SegmentText {
  const parts = elements.map((element) =>
    trimEnd(typeof element === 'string' ? [element] : element, (value) => value === ''),
  );
  return { tag, elements: trimEnd(parts, (element) => element.length === 0).map(atLeastOne) };
}

function release(
  value: string,
  { element, component, terminator, release: sign }: Separators,
): string {
  // Line breaks would be taken for wrapping.
  const line = value.replace(/[\r\n]+/g, ' ');
  const special = [element, component, terminator, sign].filter((char) => char !== ' ');
  if (!special.some((char) => line.includes(char))) return line;
  let text = '';
  for (const char of line) text += special.includes(char) && sign !== ' ' ? sign + char : char;
  return text;
}

function trimEnd<T>(values: readonly T[], isEmpty: (value: T) => boolean): T[] {
  let length = values.length;
  while (length > 0 && isEmpty(values[length - 1] as T)) length -= 1;
  return values.slice(0, length);
}

function atLeastOne(element: readonly string[]): readonly string[] {
  return element.length === 0 ? [''] : element;
}
