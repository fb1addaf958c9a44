/** `guanlian graph move --to URL`: a running node's graph to a Neo4j and back, with progress. */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphMoveView } from '../graph-views.js';
import type { Neo4jPlace } from '../graph-place.js';
import { NEO4J_PLACE, readPassword, wantPlace } from '../graph-place.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import type { Refused } from './node-client.js';
import { NodeClient, tellRefusal } from './node-client.js';
import { answer, message } from './output.js';

const POLL_MS = 300;
const FAILED = 1;
const MOVE = 'phase place block height digest problem';

type MoveAnswer = Refused | { readonly __typename: 'MoveGraphSuccess' };

export const execute: Execute = async (input) => {
  const to = input.text('to');
  if (to === undefined) throw new UsageError('say where to: --to neo4j+s://HOST:PORT or embedded');
  const target = to === 'embedded' ? 'embedded' : 'neo4j';
  if (target === 'neo4j') await want(input, to);
  const client = await NodeClient.from(input, 'operator');
  const { moveGraph } = await client.graphql<{ moveGraph: MoveAnswer }>(
    'mutation ($to: GraphTarget!) { moveGraph(to: $to) { __typename ... on Refusal { code message next } } }',
    { to: target },
  );
  if (moveGraph.__typename === 'Refusal') return tellRefusal(input, moveGraph);
  const end = await followed(client);
  answer(input, end, [
    end.phase === 'moved' ? `the graph is at ${end.place}` : `not moved: ${end.problem ?? ''}`,
    ...(end.digest ? [`digest ${end.digest}, the same as before`] : []),
  ]);
  return end.phase === 'moved' ? 0 : FAILED;
};

/** Writes the target where the node reads it: only who may write its folder says where a graph goes. */
async function want(input: VerbInput, url: string): Promise<void> {
  const passwordFile = input.text('password-file');
  if (passwordFile === undefined) throw new UsageError('--password-file names the password’s file');
  const parsed = NEO4J_PLACE.safeParse({
    ...{ url, passwordFile: resolve(passwordFile) },
    user: input.text('user'),
    database: input.text('database'),
  });
  if (!parsed.success) throw new UsageError(`--to: ${parsed.error.issues[0]?.message ?? ''}`);
  const place: Neo4jPlace = parsed.data;
  await readPassword(place.passwordFile);
  const node = input.text('node') ?? process.env['GUANLIAN_NODE'] ?? '';
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(node))
    throw new UsageError('name the node as it is called in the data folder: --node north');
  const data = input.text('data') ?? process.env['GUANLIAN_DATA'] ?? 'data';
  await wantPlace(resolve(data, 'nodes', node), place);
}

async function followed(client: NodeClient): Promise<GraphMoveView> {
  let told = '';
  for (;;) {
    const { graphMove } = await client.graphql<{ graphMove: GraphMoveView }>(
      `{ graphMove { ${MOVE} } }`,
    );
    const { phase, block, height } = graphMove;
    const line = phase === 'replaying' ? `replaying block ${block} of ${height} …` : `${phase} …`;
    if (line !== told && phase !== 'moved' && phase !== 'failed') message(line);
    told = line;
    if (phase === 'moved' || phase === 'failed' || phase === 'idle') return graphMove;
    await sleep(POLL_MS);
  }
}
