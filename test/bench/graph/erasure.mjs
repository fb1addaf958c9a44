/** A purge on a large graph: how long the file takes to be free of it, and whether anybody's event loop is held by that. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openGraphStore } from '../../../dist/graph/index.js';
import { holdWatch, tell, timed } from './figures.mjs';
import { networkOf } from './load.mjs';

/** Opens a copy of the graph, takes a record away and waits until it has left the file. */
export async function erasure(graphDir, relationships) {
  const opening = performance.now();
  const store = await openGraphStore({ dir: graphDir, eraseAfterMs: 0 });
  const openSeconds = (performance.now() - opening) / 1000;
  const [first] = networkOf(relationships).records;
  const delay = holdWatch();
  const seconds =
    (await timed(() =>
      store.apply({
        ...{ facts: [], remove: [first.provenance.recordId] },
        checkpoint: { block: 1, tx: 0 },
      }),
    )) / 1000;
  await sleep(5);
  const holdMs = delay.ms();
  const digest = holdWatch();
  const digestSeconds = (await timed(() => store.digest())) / 1000;
  const digestHoldMs = digest.ms();
  tell(`purge at ${relationships}`, { openSeconds, seconds, holdMs, digestSeconds, digestHoldMs });
  await store.close();
  return { name: 'purge until erased from the file', p50: seconds * 1000, holdMs };
}
