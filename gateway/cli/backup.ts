/** `guanlian backup DIR`: copies a stopped data folder with a manifest. */
import { backUp } from '../backup.js';
import type { Execute } from './arguments.js';
import { answer, message } from './output.js';

export const execute: Execute = async (input) => {
  const data = input.text('data') ?? process.env['GUANLIAN_DATA'] ?? 'data';
  message(`Copying ${data} …`);
  const withoutGraph = input.flag('without-graph');
  const report = await backUp(data, input.argument(0), { now: Date.now(), withoutGraph });
  answer(input, report, [
    `${report.folder}: ${report.files} files, ${report.bytes} bytes`,
    ...(withoutGraph ? ['The graphs are left out: restored nodes build them anew.'] : []),
    'It holds private keys and personal data: guard it like the original.',
  ]);
  return 0;
};
