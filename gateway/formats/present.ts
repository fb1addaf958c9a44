/** Building records with optional members: an absent member is left out, never undefined. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

export type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops members without a value. */
export function present<T extends Record<string, unknown>>(values: T): Present<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, v]) => v !== undefined),
  ) as Present<T>;
}

/** The object, or undefined when no member has a value. */
export function presentOrNone<T extends Record<string, unknown>>(
  values: T,
): Present<T> | undefined {
  const known = present(values);
  return Object.keys(known).length > 0 ? known : undefined;
}
