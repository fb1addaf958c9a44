/**
 * The graph at size: loads a network and one ten times as large, asks both in turn over GraphQL beside the bare engine,
 * then events, a purge, and one of the two networks on a real Neo4j beside the embedded one. `npm run bench:graph --
 * [--relationships N] [--rounds N] [--events N] [--neo4j no|small|large] [--data DIR]`; with --data the loaded graphs stay
 * in the folder for the next run.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import neo4j from 'neo4j-driver';
import { openNeo4jGraphStore } from '../../../dist/graph/index.js';
import { inTurn, told } from './compare.mjs';
import { erasure } from './erasure.mjs';
import { table } from './figures.mjs';
import { liveEvents } from './live.mjs';
import { load } from './load.mjs';
import { startNeo4j } from './neo4j-server.mjs';
import { loaded, startNode } from './node.mjs';
import { QUESTIONS } from './questions.mjs';

const { values } = parseArgs({
  options: {
    relationships: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '300' },
    events: { type: 'string', default: '8000' },
    neo4j: { type: 'string', default: 'small' },
    data: { type: 'string' },
  },
});
const size = Number(values.relationships);
const rounds = Number(values.rounds);
const temporary = await mkdtemp(join(tmpdir(), 'guanlian-graph-bench-'));
const root = values.data ?? temporary;

try {
  const small = await loaded(join(root, String(size / 10)), size / 10);
  const large = await loaded(join(root, String(size)), size);
  const asked = await onEmbedded(small, large);
  // One process holds a graph's file: the other parts get copies.
  await cp(large.graphDir, join(temporary, 'purged'), { recursive: true });
  const others = [
    await liveEvents(join(temporary, 'live'), { ...large, events: Number(values.events) }),
    await erasure(join(temporary, 'purged'), size),
  ];
  const there = values.neo4j === 'large' ? large : small;
  const onServer = values.neo4j === 'no' ? [] : await onNeo4j(there);
  show(asked, others, { ...there, rows: onServer });
} finally {
  await rm(temporary, { recursive: true, force: true });
}

async function onEmbedded(small, large) {
  await cp(large.graphDir, join(temporary, 'bare'), { recursive: true });
  const [smaller, larger] = [
    await startNode(join(root, String(size / 10))),
    await startNode(join(root, String(size))),
  ];
  const { GrafeoDB } = createRequire(import.meta.url)('@grafeo-db/js');
  const engine = GrafeoDB.create(join(temporary, 'bare', 'graph.grafeo'));
  const bare = async (text, parameters) => (await engine.executeCypher(text, parameters)).rows();
  // The typologies look at the whole graph once after a start.
  for (const { node } of [smaller, larger]) await node.settled();
  const sides = { large: { ...large, ...larger }, small: { ...small, ...smaller } };
  const rows = [];
  try {
    for (const question of QUESTIONS)
      rows.push(told(question, await inTurn(question, { sides, bare, rounds })));
  } finally {
    engine.close();
    await smaller.close();
    await larger.close();
  }
  return rows;
}

/** A network on Neo4j: its questions beside those on the embedded graph, and bare statements on the server. */
async function onNeo4j({ relationships, companies }) {
  const server = await startNeo4j();
  if (!server) {
    console.log('SKIPPED: no Neo4j here; npm run test:neo4j resolves it once.');
    return [];
  }
  const { url, user, password } = server;
  const driver = neo4j.driver(url, neo4j.auth.basic(user, password));
  try {
    const store = await openNeo4jGraphStore(server);
    await load(`neo4j ${relationships}`, store, relationships);
    await store.close();
    const passwordFile = join(temporary, 'neo4j-password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    const place = { url, user, database: 'neo4j', passwordFile };
    const [onServer, embedded] = [
      await startNode(join(temporary, 'on-neo4j'), { graph: place }),
      await startNode(join(root, String(relationships))),
    ];
    const bare = async (text, parameters) => (await driver.executeQuery(text, parameters)).records;
    for (const { node } of [onServer, embedded]) await node.settled();
    const sides = { neo4j: { companies, ...onServer }, embedded: { companies, ...embedded } };
    const rows = [];
    for (const question of QUESTIONS)
      rows.push(told(question, await inTurn(question, { sides, bare, rounds: rounds / 3 })));
    await onServer.close();
    await embedded.close();
    return rows;
  } finally {
    await driver.close();
    await server.stop();
  }
}

function show(asked, others, onServer) {
  console.log(
    `\nembedded, ${size} relationships, ms; ratios to ${size / 10} and to the bare engine`,
  );
  table([
    ['', 'p50', 'p95', 'target', 'p95 ×10', 'p50 / bare', 'held'],
    ...asked.map((row) => [
      ...[row.name, row.p50, row.p95, row.target],
      ...[row.p95Oversmall, row.p50Overbare, row.holdMs],
    ]),
    ...others.map((row) => [row.name, row.p50, row.p95, row.target, '', '', row.holdMs]),
  ]);
  if (onServer.rows.length === 0) return;
  console.log(
    `\nneo4j, ${onServer.relationships} relationships, ms; ratios to the embedded graph and to bare statements`,
  );
  table([
    ['', 'p50', 'p95', 'p50 / embedded', 'p50 / bare'],
    ...onServer.rows.map((row) => [
      row.name,
      row.p50,
      row.p95,
      row.p50Overembedded,
      row.p50Overbare,
    ]),
  ]);
}
