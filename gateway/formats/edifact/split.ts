/** Cuts one segment into elements of components (ISO 9735), with release characters undone. */
import type { ValueDecoder } from './characters.js';
import type { Separators } from './separators.js';

/** Elements of components; the first element is the tag. */
export function splitSegment(
  raw: string,
  separators: Separators,
  decode: ValueDecoder | undefined,
): string[][] {
  const { element, component, release } = separators;
  const elements =
    release === ' ' || !raw.includes(release)
      ? raw.split(element).map((text) => text.split(component))
      : splitReleased(raw, separators);
  return decode === undefined ? elements : elements.map((values) => values.map(decode));
}

function splitReleased(raw: string, { element, component, release }: Separators): string[][] {
  const elements: string[][] = [[]];
  let value = '';
  let from = 0;
  const closeComponent = (at: number): void => {
    elements[elements.length - 1]?.push(value + raw.slice(from, at));
    value = '';
    from = at + 1;
  };
  for (let i = 0; i < raw.length; i += 1) {
    const char = raw[i];
    if (char === release && i + 1 < raw.length) {
      // The character after a release is text; at the very end a release character is text itself.
      value += raw.slice(from, i);
      from = i + 1;
      i += 1;
    } else if (char === component) {
      closeComponent(i);
    } else if (char === element) {
      closeComponent(i);
      elements.push([]);
    }
  }
  closeComponent(raw.length);
  return elements;
}
