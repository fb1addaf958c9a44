/** `guanlian fabric status`: what each process of a network does at this moment. */
import type { ProcessStatus } from '../../network/index.js';
import { loadFabric } from '../../network/index.js';
import type { Execute } from './arguments.js';
import { networkFolder } from './fabric-folder.js';
import { answer } from './output.js';
import { table } from './table.js';

const NOT_WELL = 1;
const HEAD = ['organisation', 'process', 'state', 'pid', 'port', 'height', 'chaincode', 'health'];

export const execute: Execute = async (input) => {
  const fabric = await loadFabric();
  const description = await fabric.requireDescription(networkFolder(input));
  const processes = await fabric.networkStatus(description);
  const { dir, channel } = description;
  const well = processes.every(isWell);
  const repair = `npx guanlian fabric up --network ${dir} starts what does not run; npx guanlian fabric logs PROCESS --network ${dir} says why`;
  answer(input, { dir, channel, well, processes }, [
    `${dir}, channel ${channel}`,
    ...statusTable(processes),
    ...(well ? [] : ['', repair]),
  ]);
  return well ? 0 : NOT_WELL;
};

/** Whether a process runs and is healthy. */
export function isWell({ state, trouble }: ProcessStatus): boolean {
  return state === 'running' && trouble === undefined;
}

/** The processes as lines, by organisation in the order of the network. */
export function statusTable(processes: readonly ProcessStatus[]): string[] {
  const members = [...new Set(processes.map(({ mspId }) => mspId))];
  const sorted = members.flatMap((mspId) => processes.filter((one) => one.mspId === mspId));
  return table(HEAD, sorted.map(row));
}

function row(one: ProcessStatus): string[] {
  const { mspId, name, state, pid, port, height, chaincode } = one;
  return [
    ...[mspId, name, state],
    ...[pid, port, height].map((value) => (value === undefined ? '' : String(value))),
    ...[chaincode ?? '', healthOf(one)],
  ];
}

function healthOf({ state, trouble, leads }: ProcessStatus): string {
  if (trouble !== undefined) return trouble;
  if (state !== 'running') return state === 'died' ? 'it crashed or was killed' : 'not started';
  return leads === true ? 'healthy, leads' : 'healthy';
}
