/** Writes one small change after the other until somebody kills it; prints the number of each acknowledged one. */
import { openGraphStore } from '../../graph/index.js';
import { change } from '../contracts/graph-store/facts.js';
import { killRecord } from './kill-record.js';

const store = await openGraphStore({ dir: process.argv[2] ?? '' });
const start = ((await store.checkpoint())?.block ?? -1) + 1;
for (let i = start; ; i++) {
  await store.apply(change(i, [killRecord(i)]));
  process.stdout.write(`${i}\n`);
}
