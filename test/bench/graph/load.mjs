/** Loads a generated network through the graph port; time, memory of our own and of the engine, size on disk. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { generateNetwork, loadRecords } from '../../../dist/graph/index.js';
import { tell } from './figures.mjs';

const MEGA = 1024 * 1024;

/** The network that all parts of the bench ask about. */
export function networkOf(relationships) {
  return generateNetwork({ relationships, seed: 7, owner: 'NorthCustomsMSP' });
}

/** Loads the network of the size and tells how it went; closes nothing. */
export async function load(name, store, relationships) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let heap = 0;
  const { records, facts } = await loadRecords(store, networkOf(relationships).records, {
    onProgress: () => {
      heap = Math.max(heap, process.memoryUsage().heapUsed);
    },
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await turn();
  tell(`load, ${name}`, {
    relationships,
    records,
    facts,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    relationshipsPerSecond: relationships / seconds,
    heapMB: heap / MEGA,
    residentMB: process.memoryUsage().rss / MEGA,
  });
}

/** Size of a folder's files, MB. */
export async function sizeOf(dir) {
  let bytes = 0;
  for (const name of await readdir(dir, { recursive: true })) {
    const found = await stat(join(dir, name));
    if (found.isFile()) bytes += found.size;
  }
  return bytes / MEGA;
}
