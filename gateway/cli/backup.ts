/** `guanlian backup DIR`: copies a stopped data folder with a manifest. */
import { backUp } from '../backup.js';
import type { Execute } from './arguments.js';
import { answer, message } from './output.js';

export const execute: Execute = async (input) => {
  const data = input.text('data') ?? process.env['GUANLIAN_DATA'] ?? 'data';
  message(`Copying ${data} …`);
  const report = await backUp(data, input.argument(0), Date.now());
  answer(input, report, [
    `${report.folder}: ${report.files} files, ${report.bytes} bytes`,
    'It holds private keys and personal data: guard it like the original.',
  ]);
  return 0;
};
