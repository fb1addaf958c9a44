/** A node whose graph was loaded before it started, and how it is asked. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startFederation } from '../../../dist/gateway/federation.js';
import { openGraphStore } from '../../../dist/graph/index.js';
import { load, networkOf, sizeOf } from './load.mjs';
import { tell } from './figures.mjs';

/** Loads a network into the folder of a node that never ran (one that an earlier run left is taken as it is), then starts it: `{ask, companies, dir, close}`. */
export async function nodeWith(root, relationships) {
  const dataDir = join(root, String(relationships));
  const graphDir = join(dataDir, 'nodes', 'north', 'graph');
  await mkdir(graphDir, { recursive: true });
  if (!existsSync(join(graphDir, 'graph.grafeo'))) {
    const store = await openGraphStore({ dir: graphDir });
    await load(`embedded ${relationships}`, store, relationships);
    const closing = performance.now();
    await store.close();
    const closeSeconds = (performance.now() - closing) / 1000;
    tell(`file ${relationships}`, { diskMB: await sizeOf(graphDir), closeSeconds });
  }
  return {
    graphDir,
    companies: networkOf(relationships).plan.companies,
    start: () => start(dataDir),
  };
}

async function start(dataDir) {
  const config = {
    ...{ port: 0, host: '127.0.0.1', dataDir, profile: 'development' },
    ...{ logLevel: 'error', seed: false, ledger: 'embedded', graph: 'grafeo' },
  };
  const federation = await startFederation(config, 'bench', () => undefined);
  const { token } = federation.tokens.find((t) => t.node === 'north' && t.role === 'risk-officer');
  const url = `${federation.node('north').url}/graphql`;
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json' },
    authorization: `Bearer ${token}`,
  };
  const ask = async (query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(url, { method: 'POST', headers, body });
    const answer = await response.json();
    if (!answer.data) throw new Error(JSON.stringify(answer).slice(0, 500));
    return answer.data;
  };
  return { ask, close: () => federation[Symbol.asyncDispose]() };
}
