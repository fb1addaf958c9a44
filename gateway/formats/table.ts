/** Look-up tables by codes that messages bring: without a prototype, so that a code `constructor` finds nothing. */
export function table<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
