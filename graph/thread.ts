/** Threads of the graph: their entry files are JavaScript, so tests that run the sources use those of the last build. */
import { Worker } from 'node:worker_threads';

/** Starts the thread whose entry is `graph/<entry>.ts`; its standard error is the process's. */
export function startThread(
  entry: string,
  start: object,
  transfer: readonly object[] = [],
): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(`${isSource ? '../dist/graph/' : './'}${entry}.js`, import.meta.url);
  return new Worker(file, { workerData: start, transferList: [...transfer] as never[] });
}
