/** A file of a known format as facts: FollowTheMoney JSON lines, or a screening list as a table. */
import type { RecordFacts } from '../store.js';
import { csvRows } from './csv.js';
import { importFollowTheMoney } from './import-followthemoney.js';
import { linesOf } from './lines.js';
import { screeningList } from './screening-list.js';
import type { ImportFindings, SourceDescription } from './source.js';

/** Formats that can be imported. */
export const SOURCE_FORMATS = ['ftm', 'screening-csv'] as const;

export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** Streams the facts of a file; what is wrong with it goes to the findings and the rest is still read. */
export function importSource(
  bytes: AsyncIterable<Uint8Array>,
  options: {
    readonly format: SourceFormat;
    readonly source: SourceDescription;
    readonly findings: ImportFindings;
  },
): AsyncIterable<RecordFacts> {
  const { format, source, findings } = options;
  const lines =
    format === 'ftm' ? linesOf(bytes, findings) : screeningList(csvRows(bytes, findings), findings);
  return importFollowTheMoney(lines, source, findings);
}
