/**
 * The graph at size: loads a network and one ten times as large, asks both in turn over GraphQL (so that a busy machine
 * hits both alike), and the bare engine for scale. `npm run bench:graph -- [--relationships N] [--rounds N] [--neo4j N] [--data DIR]`;
 * with --data the loaded graphs stay in the folder for the next run.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { openNeo4jGraphStore } from '../../../dist/graph/index.js';
import { percentile, spread, tell } from './figures.mjs';
import { load, networkOf } from './load.mjs';
import { startNeo4j } from './neo4j-server.mjs';
import { nodeWith } from './node.mjs';
import { companyOf, QUESTIONS } from './questions.mjs';

const { values } = parseArgs({
  options: {
    relationships: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '300' },
    neo4j: { type: 'string', default: '0' },
    data: { type: 'string' },
  },
});
const size = Number(values.relationships);
const rounds = Number(values.rounds);
const temporary = await mkdtemp(join(tmpdir(), 'guanlian-graph-bench-'));
const root = values.data ?? temporary;

try {
  if (Number(values.neo4j) > 0) await onNeo4j(Number(values.neo4j));
  if (size > 0) await onEmbedded();
} finally {
  await rm(temporary, { recursive: true, force: true });
}

async function onEmbedded() {
  const [smaller, larger] = [await nodeWith(root, size / 10), await nodeWith(root, size)];
  // One process holds a graph's file: the bare engine gets a copy.
  await cp(larger.graphDir, join(temporary, 'bare'), { recursive: true });
  const [small, large] = [await smaller.start(), await larger.start()];
  const { GrafeoDB } = createRequire(import.meta.url)('@grafeo-db/js');
  const bare = GrafeoDB.create(join(temporary, 'bare', 'graph.grafeo'));
  try {
    for (const question of await known(large)) await compare(question);
  } finally {
    bare.close();
    await small.close();
    await large.close();
  }

  async function compare({ name, text, variables, target, bare: statement }) {
    const times = { small: [], large: [], bare: [] };
    let delay;
    for (let turn = 0; turn < rounds * 1.2; turn += 1) {
      if (turn === Math.floor(rounds * 0.2)) {
        for (const list of Object.values(times)) list.length = 0;
        delay = monitorEventLoopDelay({ resolution: 1 });
        delay.enable();
      }
      times.small.push(await timed(() => small.ask(text, variables(turn, smaller.companies))));
      times.large.push(await timed(() => large.ask(text, variables(turn, larger.companies))));
      if (statement === undefined) continue;
      const id = `Company:${companyOf(turn, larger.companies)}`;
      times.bare.push(
        await timed(async () => (await bare.executeCypher(statement, { id })).rows()),
      );
    }
    delay.disable();
    const { p50, p95, longest } = spread(times.large);
    tell(`${name} at ${size}`, {
      ...{ p50, p95, longest },
      growthP50: p50 / percentile(times.small, 0.5),
      growthP95: p95 / percentile(times.small, 0.95),
      ...(statement ? bareFigures(times.bare, p50) : {}),
      longestHoldMs: delay.max / 1e6,
      ...(target ? { targetP95: target.p95, targetGrowth: target.growth } : {}),
    });
  }
}

function bareFigures(times, p50) {
  const bareP50 = percentile(times, 0.5);
  return { bareP50, bareP95: percentile(times, 0.95), oursOverBareP50: p50 / bareP50 };
}

/** Questions whose root field the schema has. */
async function known({ ask }) {
  const { __schema } = await ask('{ __schema { queryType { fields { name } } } }');
  const fields = new Set(__schema.queryType.fields.map(({ name }) => name));
  return QUESTIONS.filter(({ field }) => fields.has(field));
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The same load and the same question through the port on a real Neo4j. */
async function onNeo4j(relationships) {
  const server = await startNeo4j();
  if (!server) {
    console.log('SKIPPED: no Neo4j here; npm run test:neo4j resolves it once.');
    return;
  }
  try {
    const store = await openNeo4jGraphStore(server);
    await load(`neo4j ${relationships}`, store, relationships);
    const { companies } = networkOf(relationships).plan;
    const times = [];
    for (let turn = 0; turn < 150; turn += 1) {
      const ref = { label: 'Company', key: companyOf(turn, companies) };
      times.push(await timed(() => store.neighbourhood({ ref, hops: 2, limit: 100 })));
    }
    tell(`2-hop neighbourhood through the port, neo4j ${relationships}`, spread(times.slice(30)));
    await store.close();
  } finally {
    await server.stop();
  }
}
