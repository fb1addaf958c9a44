/** One node over an embedded ledger of its own, with a graph that was loaded before it started, and how it is asked. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MEMBERS } from '../../../dist/gateway/demo/members.js';
import { DataFolder } from '../../../dist/gateway/data-folder.js';
import { openEmbeddedLedger } from '../../../dist/gateway/federation-ledger.js';
import { foundDirectory } from '../../../dist/gateway/founding.js';
import { createNode } from '../../../dist/gateway/node.js';
import { createLog } from '../../../dist/gateway/observe/log.js';
import { openScorer } from '../../../dist/gateway/scorer.js';
import { openGraphStore } from '../../../dist/graph/index.js';
import { systemClock } from '../../../dist/network/index.js';
import { load, networkOf, sizeOf } from './load.mjs';
import { tell } from './figures.mjs';

const [MEMBER] = MEMBERS;

/** Where the embedded graph of the node in a folder is. */
export function graphDirOf(dataDir) {
  return join(dataDir, 'nodes', MEMBER.name, 'graph');
}

/** Loads a network into the folder of a node, unless an earlier run left it there. */
export async function loaded(dataDir, relationships) {
  const dir = graphDirOf(dataDir);
  // The folder is made a node's own first: a folder with other files in it is refused.
  await (await DataFolder.open(dataDir))[Symbol.asyncDispose]();
  if (!existsSync(join(dir, 'graph.grafeo'))) {
    await mkdir(dir, { recursive: true });
    const store = await openGraphStore({ dir });
    await load(`embedded ${relationships}`, store, relationships);
    const closing = performance.now();
    await store.close();
    const closeSeconds = (performance.now() - closing) / 1000;
    tell(`file, embedded ${relationships}`, { diskMB: await sizeOf(dir), closeSeconds });
  }
  return { relationships, graphDir: dir, companies: networkOf(relationships).plan.companies };
}

const same = (it) => it;

/** Starts the node: `{ask, node, close}`. `graph` is its place; `through` may stand before its ledger, `watching` before its scorer. */
export async function startNode(
  dataDir,
  { graph = 'grafeo', through = same, watching = same } = {},
) {
  const folder = await DataFolder.open(dataDir);
  const clock = systemClock;
  const mspIds = MEMBERS.map(({ mspId }) => mspId);
  const federation = await openEmbeddedLedger({ folder, clock, mspIds, progress: () => undefined });
  await foundDirectory({ ledger: federation, members: MEMBERS, clock });
  const { scorer } = await openScorer();
  const { name, displayName, mspId, countryCode, roles } = MEMBER;
  const ledger = await federation.connect(mspId);
  const node = await createNode(
    {
      ...{ name, displayName, mspId, countryCode, roles, graph, version: 'bench' },
      ...{ dir: folder.path('nodes', name), host: '127.0.0.1', port: 0, profile: 'development' },
    },
    {
      ...{
        ledger: through(ledger),
        scorer: watching(scorer),
        clock,
        identity: federation.identityOf(mspId),
      },
      log: createLog({ node: name, level: 'error' }),
    },
  );
  const token = await node.issuer.issue({ subject: 'bench', role: 'risk-officer' });
  const ask = asker(node.url, token);
  const close = async () => {
    for (const each of [node, scorer, federation, folder]) await each[Symbol.asyncDispose]();
  };
  return { ask, node, close };
}

function asker(url, token) {
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json' },
    authorization: `Bearer ${token}`,
  };
  return async (query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    const answer = await response.json();
    if (!answer.data) throw new Error(JSON.stringify(answer).slice(0, 500));
    return answer.data;
  };
}
