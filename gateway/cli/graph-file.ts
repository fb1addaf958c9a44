/** What the verbs have in common that write a part of the graph to a file: format, findings, `truncated`, where to. */
import { writeFile } from 'node:fs/promises';
import type { Finding } from '../../chaincode/index.js';
import type { VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { message } from './output.js';
import { findingLine } from './read.js';

const FORMATS = ['ftm', 'graphml', 'json'];

/** The file as a node answers it. */
export interface GraphFile {
  readonly text: string;
  readonly truncated: boolean;
  readonly findings: readonly Finding[];
}

/** What to select of a file. */
export const GRAPH_FILE_FIELDS =
  'text truncated findings { code severity path message value repair }';

/** The format that the person chose; throws UsageError when there is none of this name. */
export function formatOption(input: VerbInput): string {
  const format = input.text('format') ?? 'json';
  if (FORMATS.includes(format)) return format;
  throw new UsageError(`--format takes one of ${FORMATS.join(', ')}`);
}

/** Writes the file where the person said, and tells on stderr what is not in it. */
export async function writeGraphFile(
  input: VerbInput,
  { text, truncated, findings }: GraphFile,
): Promise<void> {
  for (const finding of findings) message(findingLine(finding));
  if (truncated)
    message('there is more around it than was exported, beyond the limit or behind hubs');
  const file = input.text('out');
  if (file === undefined) process.stdout.write(text);
  else await written(file, text);
}

async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (cause) {
    const { code = String(cause) } = cause as { readonly code?: string };
    throw new UsageError(`--out: ${file} cannot be written (${code})`);
  }
}
