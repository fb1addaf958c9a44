/** What every move of a serving node's graph must hold, wherever it goes: the digest, the answers, the alerts, and what comes after. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../gateway/application.js';
import type { GraphMoveView } from '../../gateway/graph-views.js';
import type { Node } from '../../gateway/node.js';
import { callerOf, granted } from './running-federation.js';

const NORTH = 'NorthCustomsMSP';
export const OPERATOR: Caller = callerOf(NORTH, 'operator');
export const OFFICER: Caller = callerOf(NORTH, 'risk-officer');

/** Begins the move and waits for its end. */
export async function moved(node: Node, to: 'embedded' | 'neo4j'): Promise<GraphMoveView> {
  granted(await node.application.moveGraph(OPERATOR, to));
  return ended(node);
}

/** The state of the move when it has ended. */
export async function ended({ application }: Node): Promise<GraphMoveView> {
  for (;;) {
    const state = await application.graphMove(OPERATOR);
    if (state.phase === 'moved' || state.phase === 'failed') return state;
    await sleep(20);
  }
}

/** What people see of the graph. */
export async function seen({ application }: Node): Promise<unknown> {
  const found = await application.searchEntities(OFFICER, 'orchid', 10);
  const [first] = found;
  const near =
    first && (await application.questions.picture(OFFICER, { ref: first, hops: 2, limit: 60 }));
  const { nodes, relationships } = await application.graphStatus(OFFICER);
  const digest = await application.graphDigest(OFFICER);
  return { found, near, nodes, relationships, digest };
}
