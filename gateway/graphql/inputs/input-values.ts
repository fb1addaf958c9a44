/** GraphQL writes an absent optional member as null or not at all; records know only "not at all". */

type Nullish = null | undefined;
type AbsentKeys<T> = {
  [K in keyof T]-?: Extract<T[K], Nullish> extends never ? never : K;
}[keyof T];

/** A value without its null members: what could be null may be absent instead. */
export type WithoutNulls<T> = T extends readonly (infer I)[]
  ? readonly WithoutNulls<I>[]
  : T extends object
    ? { [K in AbsentKeys<T>]?: WithoutNulls<Exclude<T[K], Nullish>> } & {
        [K in Exclude<keyof T, AbsentKeys<T>>]: WithoutNulls<T[K]>;
      }
    : T;

/** Removes null and undefined members at every level; items of lists stay. */
export function withoutNulls<T>(value: T): WithoutNulls<T> {
  return strip(value) as WithoutNulls<T>;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => [key, strip(member)]),
  );
}
