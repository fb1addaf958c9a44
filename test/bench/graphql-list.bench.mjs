/** A list of 30 records over HTTP from a seeded node, against plain Yoga with a hand-written schema and the same rows. */
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSchema, createYoga } from 'graphql-yoga';
import { startFederation } from '../../dist/gateway/federation.js';
import { compare } from './measure.mjs';

const dir = await mkdtemp(join(tmpdir(), 'guanlian-bench-'));
const config = {
  port: 0,
  host: '127.0.0.1',
  dataDir: dir,
  profile: 'development',
  logLevel: 'error',
  seed: true,
};
const federation = await startFederation(config, 'bench', () => undefined);
const url = federation.nodes[0].url;
const { token } = federation.tokens.find((t) => t.node === 'north' && t.role === 'risk-officer');
const query =
  '{ records(first: 30) { totalCount edges { cursor node { id kind owner holding status } } } }';

async function post(target, headers) {
  const response = await fetch(`${target}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const answer = await response.json();
  if (!answer.data) throw new Error(JSON.stringify(answer));
  return answer.data.records;
}

const rows = await post(url, { authorization: `Bearer ${token}` });
const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: `type R { id: ID! kind: String! owner: String! holding: String! status: String! } type E { cursor: String! node: R! }
      type C { totalCount: Int! edges: [E!]! } type Query { records(first: Int): C! }`,
    resolvers: { Query: { records: () => rows } },
  }),
});
const server = createServer(yoga);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const plain = `http://127.0.0.1:${server.address().port}`;

await compare({
  name: 'GraphQL list of 30 records from the store, with token, scopes, limits, metrics, vs plain Yoga with rows in memory',
  ours: () => post(url, { authorization: `Bearer ${token}` }),
  baseline: () => post(plain, {}),
  count: 100,
});
server.closeAllConnections();
server.close();
await federation[Symbol.asyncDispose]();
await rm(dir, { recursive: true, force: true });
