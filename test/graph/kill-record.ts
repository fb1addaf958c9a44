/** What the i-th change of the kill test says: one declaration and its importer. */
import type { RecordFacts } from '../../graph/index.js';
import { link, record } from '../contracts/graph-store/facts.js';

export function killRecord(i: number): RecordFacts {
  return record(`k${i}`, i, {
    relationships: [link(`Declaration:D${i}`, 'IMPORTED_BY', `Company:C${i % 7}`)],
  });
}
