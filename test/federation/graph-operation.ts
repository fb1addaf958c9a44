/** A federation whose first node's graph is damaged, backed up, restored and compacted between starts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Federation } from '../../gateway/federation.js';
import { startFederation } from '../../gateway/federation.js';
import { findVerb, parseVerb } from '../../gateway/cli/arguments.js';
import { VERBS } from '../../gateway/cli/verbs.js';
import { granted } from './running-federation.js';
import { OFFICER, OPERATOR } from './graph-move.js';

/** Starts it on its data folder. */
export async function startOn(
  dataDir: string,
  more: { readonly graphMemoryMb?: number } = {},
): Promise<Federation> {
  return startFederation(
    {
      ...{ port: 0, host: '127.0.0.1', dataDir, profile: 'development', logLevel: 'silent' },
      ...{ seed: true, ledger: 'embedded', fabricDir: '', driver: 'fabric-gateway', ...more },
    },
    '0.0.0-test',
    () => undefined,
  );
}

/** Runs a verb as the command line does. */
export async function run(...argv: string[]): Promise<number> {
  const request = findVerb(VERBS, argv);
  if (!('verb' in request)) throw new Error(request.help);
  return (await request.verb.load())(parseVerb(request.verb, request.rest));
}

/** What must be the same before and after. */
export async function graphOf(federation: Federation): Promise<unknown> {
  const { application } = federation.node('north');
  const { nodes, relationships } = await application.graphStatus(OFFICER);
  return { nodes, relationships, digest: await application.graphDigest(OFFICER) };
}

/** The alerts of the node by id, sorted. */
export async function alertsOf(federation: Federation): Promise<readonly string[]> {
  const { items } = await federation.node('north').application.alerts(OFFICER, { first: 100 });
  return items.map(({ node }) => node.id).sort();
}

/** Whether the node's graph is the one that the ledger and the lists make. */
export async function isHonest(federation: Federation): Promise<boolean> {
  const { application } = federation.node('north');
  const { equal, wrongHeads } = granted(await application.verifyGraph(OPERATOR));
  return equal && wrongHeads === 0;
}

/** The node's check of this name, as readyz tells it, and a text of its metrics. */
export async function told(
  federation: Federation,
): Promise<{ readonly graph: string; readonly ready: boolean; readonly metrics: string }> {
  const { url } = federation.node('north');
  const report = (await (await fetch(`${url}/readyz`)).json()) as {
    ready: boolean;
    checks: { name: string; message: string }[];
  };
  const graph = report.checks.find(({ name }) => name === 'graph')?.message ?? '';
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return { graph, ready: report.ready, metrics };
}

/** Folder of the first node. */
export function northIn(dataDir: string): string {
  return join(dataDir, 'nodes', 'north');
}

/** Flips bits in the middle of the graph's file. */
export function damage(dataDir: string): void {
  const file = join(northIn(dataDir), 'graph', 'graph.grafeo');
  const bytes = readFileSync(file);
  for (let at = 12_288; at < bytes.length; at += 1000) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}
