/** `guanlian restore DIR`: checks a backup against its manifest and puts it in place of a data folder. */
import { restore } from '../backup.js';
import type { Execute } from './arguments.js';
import { answer, message } from './output.js';

export const execute: Execute = async (input) => {
  const data = input.text('data') ?? process.env['GUANLIAN_DATA'] ?? 'data';
  message(`Checking ${input.argument(0)} …`);
  const report = await restore(input.argument(0), data);
  answer(input, report, [
    `${report.folder}: ${report.files} files, ${report.bytes} bytes, all as in the manifest`,
    ...(report.withoutGraph
      ? ['It has no graphs: the nodes build them anew when they start.']
      : []),
  ]);
  return 0;
};
