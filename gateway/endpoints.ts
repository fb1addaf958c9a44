/** Where the nodes of a data folder are, and tokens to try them with, for the command line on this machine. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataFolder } from './data-folder.js';
import type { Node } from './node.js';

export interface DemoToken {
  readonly node: string;
  readonly subject: string;
  readonly role: string;
  readonly token: string;
}

/** Writes the file; readable by the owner only, for it may hold demo tokens. */
export async function writeEndpoints(
  folder: DataFolder,
  nodes: readonly Node[],
  tokens: readonly DemoToken[],
): Promise<void> {
  const endpoints = {
    nodes: nodes.map(({ config, url }) => ({ name: config.name, url, mspId: config.mspId })),
    tokens,
  };
  const file = folder.path('endpoints.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(endpoints, null, 1)}\n`, { mode: 0o600 });
}
