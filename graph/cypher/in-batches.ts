/** Lists as statements take them: in parts, so that no single one is large. */

/** Rows per statement: larger lists are sent in parts. */
const BATCH = 1000;

/** Sends a list part by part; answers all rows that came back. */
export async function inBatches<T, R>(
  items: readonly T[],
  send: (part: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let i = 0; i < items.length; i += BATCH)
    for (const answer of await send(items.slice(i, i + BATCH))) answers.push(answer);
  return answers;
}
