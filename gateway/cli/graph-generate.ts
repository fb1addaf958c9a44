/** `guanlian graph generate`: a made-up trade network in a stopped node's graph, to ask questions of and to measure with. */
import type { EntityRef } from '../../graph/index.js';
import { generateNetwork, MOST_RELATIONSHIPS } from '../../graph/index.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { withOfflineGraph } from './graph-offline.js';
import { interruption } from './interruption.js';
import { countOption, tellRefusal } from './node-client.js';
import { answer, message } from './output.js';

const FACTS_PER_LINE = 200_000;

export const execute: Execute = async (input) => {
  const relationships = countOption(input, 'relationships', 100_000, MOST_RELATIONSHIPS);
  const seed = seedOption(input);
  using stopped = interruption('run the same command again: it begins anew');
  // Awaited here: the signals are listened to until this returns.
  return await withOfflineGraph(input, async ({ graph, sources, owner, noRoomFor }) => {
    const noRoom = await noRoomFor(() => sources.factsOf({ relationships, seed }));
    if (noRoom) return tellRefusal(input, noRoom);
    const { plan, answers } = generateNetwork({ relationships, seed, owner });
    const started = performance.now();
    let told = 0;
    const done = await sources.addNetwork(
      graph,
      { relationships, seed },
      {
        signal: stopped.signal,
        onProgress: ({ records, facts }) => {
          if (facts - told < FACTS_PER_LINE) return;
          told = facts;
          message(`${records} records, ${facts} facts …`);
        },
      },
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const { nodes, relationships: all } = await graph.counts();
    const rings = answers.rings.map(({ companies }) => companies.map(written));
    const groups = answers.groups.map(({ people }) => people.map(written));
    answer(input, { ...done, seconds, nodes, relationships: all, rings, groups }, [
      `records        ${done.records} in ${seconds} s`,
      `nodes          ${nodes}`,
      `relationships  ${all}`,
      `planted        ${rings.length} shell rings of ${plan.companies} companies, ${groups.length} groups of travellers`,
      `a ring         ${(rings[0] ?? []).join('  ')}`,
      `a group        ${(groups[0] ?? []).join('  ')}`,
      'Start the node and ask: { neighbourhood(label: "Company", key: "…", hops: 2) { nodes { name } } }',
    ]);
    return 0;
  });
};

function written({ label, key }: EntityRef): string {
  return `${label}:${key}`;
}

function seedOption(input: VerbInput): number {
  const text = input.text('seed') ?? '1';
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError('--seed takes a whole number from 0 to 999999');
}
