/** Paging over a stream of items in a fixed order; the cursor names the last item given. */
import type { Page, PageRequest } from '../application.js';

export const MAX_PAGE = 100;

/**
 * One page of a stream. `cursorOf` must give each item its own text; items up to and including the cursor are skipped.
 * The whole stream is walked once, for the total.
 */
export async function pageOf<T>(
  items: AsyncIterable<T> | Iterable<T>,
  request: PageRequest,
  cursorOf: (item: T) => string,
): Promise<Page<T>> {
  const first = Math.max(0, Math.min(MAX_PAGE, request.first));
  const taken: { node: T; cursor: string }[] = [];
  let started = request.after === undefined;
  let total = 0;
  let more = false;
  for await (const node of items) {
    total += 1;
    if (!started) {
      started = cursorOf(node) === request.after;
    } else if (taken.length < first) {
      taken.push({ node, cursor: cursorOf(node) });
    } else {
      more = true;
    }
  }
  return { items: taken, hasNextPage: more, totalCount: total };
}
