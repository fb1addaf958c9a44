/** Paging over a stream of items in a fixed order; the cursor names the last item given. */
import type { Page, PageRequest } from '../application.js';
import { CursorRefused } from '../cursor-refused.js';

export const MAX_PAGE = 100;

/** How a list names its items by cursors. */
export interface ListCursors<T> {
  /** Each item has its own text. */
  readonly of: (item: T) => string;
  /**
   * Only for lists that stand in the order of their cursors, the greatest first: whether the list may have given this one.
   * Such a list goes on at the cursor's place when its item has gone; any other refuses the cursor then.
   */
  readonly mayHaveGiven?: (cursor: string) => boolean;
}

/**
 * One page of a stream: items up to and including the cursor are skipped, and the whole stream is walked once, for the
 * total. Throws CursorRefused for a cursor that it cannot place: a page must not begin at the start unasked.
 */
export async function pageOf<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { first, after }: PageRequest,
  cursors: ListCursors<T>,
): Promise<Page<T>> {
  if (after !== undefined && cursors.mayHaveGiven?.(after) === false)
    throw new CursorRefused(after, 'unknown');
  const place = new Place(after, cursors.mayHaveGiven !== undefined);
  const most = Math.max(0, Math.min(MAX_PAGE, first));
  const taken: { node: T; cursor: string }[] = [];
  let total = 0;
  let more = false;
  for await (const node of items) {
    total += 1;
    const cursor = cursors.of(node);
    if (!place.isBefore(cursor)) continue;
    if (taken.length < most) taken.push({ node, cursor });
    else more = true;
  }
  place.assertFound();
  return { items: taken, hasNextPage: more, totalCount: total };
}

/** Where a page begins, looked for while the list is walked. */
class Place {
  readonly #after: string | undefined;
  readonly #isOrdered: boolean;
  #isFound: boolean;

  constructor(after: string | undefined, isOrdered: boolean) {
    this.#after = after;
    this.#isOrdered = isOrdered;
    this.#isFound = after === undefined;
  }

  /** Whether the next item of the list belongs to what follows the place. */
  isBefore(cursor: string): boolean {
    const after = this.#after;
    if (this.#isFound || after === undefined) return true;
    this.#isFound = cursor === after || (this.#isOrdered && cursor < after);
    return this.#isFound && cursor !== after;
  }

  /** At the end of the list; an ordered one may end before the place. */
  assertFound(): void {
    if (this.#isFound || this.#isOrdered || this.#after === undefined) return;
    throw new CursorRefused(this.#after, 'gone');
  }
}
