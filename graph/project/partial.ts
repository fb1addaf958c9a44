/** Reading bodies of which an agreement released only parts: whatever is absent or of another shape reads as absent. */

/** A JSON object of which nothing is certain. */
export type PartialObject = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): PartialObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as PartialObject)
    : {};
}

/** The objects of a list; items that were withheld (holes, null) are left out. */
export function objectsOf(value: unknown): readonly PartialObject[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[])
    .filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
    .map(objectOf);
}

/** The value as text without surrounding space; undefined when it is no text or blank. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Control characters have no place in keys or on screens.
  // eslint-disable-next-line no-control-regex
  const text = value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return text === '' ? undefined : text;
}

/** The texts of a list. */
export function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).map(textOf).filter((text) => text !== undefined);
}

/** The members that are present, as properties of a fact. */
export function present(
  members: Readonly<Record<string, string | number | boolean | undefined>>,
): Record<string, string | number | boolean> {
  const found: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) found[name] = value;
  return found;
}
