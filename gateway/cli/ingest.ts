/** `guanlian ingest FILE`: sends a message to a node, which reads it, keeps it and commits to it on the ledger. */
import { basename } from 'node:path';
import type { Finding } from '../../chaincode/index.js';
import type { IngestResult } from '../application.js';
import type { Execute } from './arguments.js';
import { NodeClient, tellRefusal } from './node-client.js';
import { answer } from './output.js';
import { findingLine, readInput } from './read.js';

export const execute: Execute = async (input) => {
  const client = await NodeClient.from(input, 'data-officer');
  const path = input.argument(0);
  const bytes = await readInput(path);
  const response = await client.request('/messages', {
    method: 'PUT',
    headers: {
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent(basename(path)),
    },
    body: new Blob([new Uint8Array(bytes)]),
  });
  const result = (await response.json()) as IngestResult & {
    code?: string;
    message?: string;
    next?: string;
  };
  if (!response.ok) {
    const {
      code = `HTTP_${response.status}`,
      message = 'the node refused the message',
      next = '',
    } = result;
    return tellRefusal(input, { code, message, next });
  }
  const findings: readonly Finding[] = result.findings;
  answer(input, result, [
    `format    ${result.format}`,
    ...result.records.map((record) => `record    ${record.id}  ${record.kind}`),
    `findings  ${findings.length}`,
    ...findings.slice(0, 20).map(findingLine),
  ]);
  return 0;
};
