/** `guanlian read FILE`: recognises a message and shows what is in it, without a node. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Finding } from '../../chaincode/index.js';
import { readMessage } from '../formats/index.js';
import type { Execute } from './arguments.js';
import { UsageError } from './arguments.js';
import { answer } from './output.js';

const READ = 0;
const READ_WITH_ERRORS = 1;
const NOT_RECOGNISED = 2;

export const execute: Execute = async (input) => {
  const path = input.argument(0);
  const bytes = await readInput(path);
  const receivedAt = new Date().toISOString();
  const { format, recognised, records, findings, unread } = readMessage(bytes, {
    receivedAt,
    fileName: basename(path),
  });
  const all = [...findings, ...records.flatMap((record) => record.findings)];
  answer(input, { format, records, findings: all, unread }, [
    `format    ${format}`,
    ...records.map((record) => `record    ${record.body.kind}`),
    `findings  ${all.length}`,
    ...all.slice(0, 40).map(findingLine),
    ...(all.length > 40 ? [`  … ${all.length - 40} more (--json shows all)`] : []),
    `unread    ${unread.length} part(s) kept as they are`,
  ]);
  if (!recognised) return NOT_RECOGNISED;
  return all.some((finding) => finding.severity === 'error') ? READ_WITH_ERRORS : READ;
};

/** Reads a file that a user named; a missing one is wrong usage, not a crash. */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new UsageError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** A finding as one line. */
export function findingLine(finding: Finding): string {
  // A node answers null for a finding without one.
  const repair = finding.repair ? ` → ${finding.repair}` : '';
  return `  ${finding.severity.padEnd(5)} ${finding.code} ${finding.path}: ${finding.message}${repair}`;
}
