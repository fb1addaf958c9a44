/** `guanlian graph import FILE`: a list from elsewhere in the graph of a stopped node. */
import { existsSync } from 'node:fs';
import { isSourceName, SOURCE_FORMATS } from '../../graph/index.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { withOfflineGraph } from './graph-offline.js';
import { interruption } from './interruption.js';
import { tellRefusal } from './node-client.js';
import { answer } from './output.js';
import { findingLine } from './read.js';

const SHOWN = 20;
const HAS_ERRORS = 1;

export const execute: Execute = async (input) => {
  const file = input.argument(0);
  if (!existsSync(file)) throw new UsageError(`${file} is not there`);
  const format = SOURCE_FORMATS.find((known) => known === input.text('format'));
  if (format === undefined)
    throw new UsageError(`--format takes one of ${SOURCE_FORMATS.join(', ')}`);
  const name = nameOption(input);
  using stopped = interruption('run the same command again: it begins anew');
  // Awaited here: the signals are listened to until this returns.
  return await withOfflineGraph(input, async ({ graph, sources, noRoomFor }) => {
    const noRoom = await noRoomFor(() => sources.factsOf({ file, format }));
    if (noRoom) return tellRefusal(input, noRoom);
    const report = await sources.addList(graph, { name, file, format }, stopped);
    const { records, removed, findings, counts } = report;
    answer(input, { name, ...report }, [
      `list      ${name}`,
      `records   ${records}`,
      ...(removed > 0 ? [`removed   ${removed} of the earlier edition`] : []),
      ...Object.entries(counts).map(([code, count]) => `findings  ${count} × ${code}`),
      ...findings.slice(0, SHOWN).map(findingLine),
      ...(records === 0
        ? [
            `nothing was imported: no entry of ${file} can be read as ${format}; ${name} is as it was`,
          ]
        : []),
    ]);
    if (records === 0) return HAS_ERRORS;
    return findings.some(({ severity }) => severity === 'error') ? HAS_ERRORS : 0;
  });
};

function nameOption(input: VerbInput): string {
  const name = input.text('name') ?? '';
  if (name.startsWith('generated-'))
    throw new UsageError(
      '--name: names that begin with generated- are those of generated networks',
    );
  if (isSourceName(name)) return name;
  throw new UsageError('--name takes 2 to 40 small letters, digits and dashes, e.g. un-list');
}
