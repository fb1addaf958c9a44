/** `guanlian trust`: downloads the signed trust list, with which certificates are verified offline. No account is needed. */
import { writeFile } from 'node:fs/promises';
import type { Execute } from './arguments.js';
import { NodeClient, NodeUnreachable } from './node-client.js';
import { answer } from './output.js';

export const execute: Execute = async (input) => {
  const client = await NodeClient.from(input, 'partner');
  const response = await client.request('/trust-list');
  const list = await response.text();
  if (!response.ok) throw new NodeUnreachable(`the node answered HTTP ${response.status}`);
  const file = input.text('out') ?? 'trust-list.jwt';
  await writeFile(file, `${list.trim()}\n`);
  answer(input, { file, bytes: list.length, from: client.url }, [
    `${file}: ${list.length} bytes from ${client.url}`,
  ]);
  return 0;
};
