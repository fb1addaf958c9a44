/** Steps of a long piece of work, each announced and reported with the time it took. */

export type Progress = (text: string) => void;

/** Runs a step and says how long it took. */
export async function step<T>(
  progress: Progress,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  progress(`${what} …`);
  const started = performance.now();
  const result = await work();
  progress(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

/** All of them at the same time. The first failure is thrown once every one has ended, so that nothing runs on. */
export async function together<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const settled = await Promise.allSettled(items.map(work));
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
