/** The processes of a network on this machine: running, listening, not far behind, with a leader. */
import { setTimeout as sleep } from 'node:timers/promises';
import { orderingLeader } from '../ordering.js';
import { organisationOf } from '../description.js';
import type { ProcessStatus } from '../status.js';
import { networkStatus } from '../status.js';
import { isFree } from '../ports.js';
import type { Finding } from './finding.js';
import { reporterOf } from './finding.js';
import type { LocalNetwork, Subject } from './subject.js';

const FAR_BEHIND = 10;
const ELECTION_TRIES = 8;
const ELECTION_PAUSE_MS = 1000;

/** Every process that the network should have, and who has its port when it does not run. */
export async function checkProcesses({ local }: Subject): Promise<Finding[]> {
  if (local === undefined) return [];
  const status = await networkStatus(local.description);
  return Promise.all(status.map(judge));
}

async function judge({ name, state, port, pid, trouble }: ProcessStatus): Promise<Finding> {
  const { ok, error } = reporterOf('processes');
  const why = 'The organisation cannot endorse, or does not get blocks, until it runs.';
  if (state === 'running' && trouble === undefined) return ok(name, `runs as ${pid}, port ${port}`);
  const repair = 'See its log (guanlian fabric logs), then run guanlian fabric up.';
  if (state === 'running') return error(name, `runs as ${pid}, but: ${trouble}`, { why, repair });
  if (!(await isFree(port))) {
    const what = `does not run, and port ${port} is held by another program`;
    const stop = `End the program on port ${port}, then run guanlian fabric up.`;
    return error(name, what, { why, repair: stop });
  }
  const what = state === 'died' ? `crashed or was killed (it was ${pid})` : 'is stopped';
  return error(name, what, { why, repair });
}

/** Whether the ordering nodes have a leader. */
export async function checkLeader({ local }: Subject): Promise<Finding[]> {
  if (local === undefined) return [];
  const { ok, error } = reporterOf('leader');
  const { description } = local;
  const orderers = description.orderers.map((mspId) => organisationOf(description, mspId));
  const leader = await patiently(() => orderingLeader(orderers, description.channel));
  if (leader !== undefined) return [ok('ordering', `${leader} leads`)];
  const advice = {
    why: 'No transaction is ordered; submissions answer "warming".',
    repair: `Start the ordering nodes until more than half of the ${orderers.length} run.`,
  };
  return [error('ordering', 'no leader', advice)];
}

/** An election takes a few seconds: one that is going on is no finding. */
async function patiently<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let left = ELECTION_TRIES; left > 0; left -= 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(ELECTION_PAUSE_MS);
  }
  return undefined;
}

/** Whether peers hold about the same blocks. */
export async function checkHeights({ local }: Subject): Promise<Finding[]> {
  if (local === undefined) return [];
  const { ok, warning } = reporterOf('heights');
  const heights = await peerHeights(local);
  const top = Math.max(0, ...heights.map(({ height }) => height));
  return heights.map(({ name, height }) => {
    if (top - height <= FAR_BEHIND) return ok(name, `${height} blocks`);
    return warning(name, `${height} blocks, ${top - height} behind`, {
      why: 'Its organisation reads old state, and its endorsements conflict.',
      repair: 'Look in its log for "deliver" and its way to the ordering nodes.',
    });
  });
}

async function peerHeights(local: LocalNetwork): Promise<{ name: string; height: number }[]> {
  const status = await networkStatus(local.description);
  return status.flatMap(({ kind, name, height }) =>
    kind === 'peer' && height !== undefined ? [{ name, height }] : [],
  );
}
