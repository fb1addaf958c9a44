/** Which network a verb of `guanlian fabric` means. */
import { resolve } from 'node:path';
import { FABRIC_DIR } from '../config.js';
import type { VerbInput } from './arguments.js';

/** The network's folder: the option, the environment, or the default below the current folder. */
export function networkFolder(input: VerbInput): string {
  return resolve(input.text('network') ?? process.env['GUANLIAN_FABRIC'] ?? FABRIC_DIR);
}
