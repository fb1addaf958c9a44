/** Writes segments as an interchange text with the default separators (ISO 9735), releasing what needs it. */
import type { Separators } from './separators.js';
import { DEFAULT_SEPARATORS } from './separators.js';

export interface SegmentText {
  readonly tag: string;
  readonly elements: readonly (readonly string[])[];
}

/** One segment with its terminator. Trailing empty components and elements are left out. */
export function writeSegment(
  segment: SegmentText,
  separators: Separators = DEFAULT_SEPARATORS,
): string {
  const { element, component, terminator } = separators;
  const elements = trimEnd(
    segment.elements.map((parts) =>
      trimEnd(parts.map((value) => escape(value, separators))).join(component),
    ),
  );
  return [segment.tag, ...elements].join(element) + terminator;
}

/** All segments, one per line. */
export function writeSegments(segments: readonly SegmentText[]): string {
  return `UNA:+.? '\n${segments.map((segment) => writeSegment(segment)).join('\n')}\n`;
}

/** A segment from plain texts: `seg('NAD', 'FL', '', '', ['CLARK', 'MICHAEL'])`. */
export function seg(tag: string, ...elements: (string | readonly string[])[]): SegmentText {
  return { tag, elements: elements.map((part) => (typeof part === 'string' ? [part] : part)) };
}

function escape(value: string, { element, component, terminator, release }: Separators): string {
  let text = '';
  // Values are written as UTF-8 bytes by the caller; line breaks would be taken for wrapping.
  for (const char of value.replace(/[\r\n]+/g, ' ')) {
    const special = [element, component, terminator, release].includes(char);
    text += special ? release + char : char;
  }
  return text;
}

function trimEnd(values: readonly string[]): string[] {
  let length = values.length;
  while (length > 0 && values[length - 1] === '') length -= 1;
  return values.slice(0, length);
}
