/** What a development network's processes do at this moment: running, height, health, chaincode. */
import type { FabricDescription } from './description.js';
import { organisationOf } from './description.js';
import type { FabricLayout } from './layout.js';
import { layoutOf, processName } from './layout.js';
import { channelMetric, unhealthy } from './operations.js';
import { accepts } from './ports.js';
import { knownProcesses } from './process-list.js';
import type { ProcessState } from './processes.js';
import { processState } from './processes.js';
import { together } from './steps.js';

export interface ProcessStatus {
  readonly name: string;
  readonly kind: 'peer' | 'orderer' | 'chaincode';
  readonly mspId: string;
  readonly state: ProcessState['state'];
  readonly pid?: number;
  readonly port: number;
  /** Why it is not well; absent when it is. */
  readonly trouble?: string;
  /** Blocks of the channel; of peers and ordering nodes that run. */
  readonly height?: number;
  /** Label of the chaincode, which names its version. */
  readonly chaincode?: string;
  /** Of ordering nodes that run. */
  readonly leads?: boolean;
}

/** The state of every process that the network has, or had when it was last up. */
export async function networkStatus(description: FabricDescription): Promise<ProcessStatus[]> {
  const layout = layoutOf(description.dir);
  const { organisations, orderers } = description;
  const labels = await chaincodeProcesses(layout);
  return [
    ...(await together(orderers, (mspId) => ordererStatus(layout, description, mspId))),
    ...(await together(organisations, ({ mspId }) => peerStatus(layout, description, mspId))),
    ...(await together(labels, (name) => chaincodeStatus(layout, description, name))),
  ];
}

async function peerStatus(
  layout: FabricLayout,
  description: FabricDescription,
  mspId: string,
): Promise<ProcessStatus> {
  const { ports } = organisationOf(description, mspId);
  const name = processName.peer(mspId);
  const state = await processState(layout, name);
  const base = { name, kind: 'peer' as const, mspId, port: ports.peer, ...state };
  if (state.state !== 'running') return base;
  const trouble = await unhealthy(ports.operations);
  const { channel } = description;
  const height = await channelMetric(ports.operations, 'ledger_blockchain_height', channel);
  return { ...base, ...(trouble ? { trouble } : {}), ...(height === undefined ? {} : { height }) };
}

async function ordererStatus(
  layout: FabricLayout,
  description: FabricDescription,
  mspId: string,
): Promise<ProcessStatus> {
  const { ports } = organisationOf(description, mspId);
  const name = processName.orderer(mspId);
  const state = await processState(layout, name);
  const base = { name, kind: 'orderer' as const, mspId, port: ports.orderer, ...state };
  if (state.state !== 'running') return base;
  const trouble = await unhealthy(ports.ordererOperations);
  const read = (metric: string): Promise<number | undefined> =>
    channelMetric(ports.ordererOperations, `consensus_etcdraft_${metric}`, description.channel);
  const newest = await read('committed_block_number');
  const leads = (await read('is_leader')) === 1;
  const height = newest === undefined ? {} : { height: newest + 1 };
  return { ...base, leads, ...height, ...(trouble ? { trouble } : {}) };
}

async function chaincodeStatus(
  layout: FabricLayout,
  description: FabricDescription,
  name: string,
): Promise<ProcessStatus> {
  const { mspId, label } = partsOf(description, name);
  const { ports } = organisationOf(description, mspId);
  const state = await processState(layout, name);
  const chaincode = label.slice(0, label.indexOf('_'));
  const [even, odd] = ports.chaincodes[chaincode] ?? [0, 0];
  const base = { name, kind: 'chaincode' as const, mspId, chaincode: label, ...state };
  // Which of the two ports it has depends on the sequence; the one that answers is it.
  const port = (await accepts(odd)) ? odd : even;
  if (state.state !== 'running') return { ...base, port };
  return (await accepts(port)) ? { ...base, port } : { ...base, port, trouble: 'does not serve' };
}

/** MSP ids may hold dots, so the members are tried rather than the name split. */
function partsOf(description: FabricDescription, name: string): { mspId: string; label: string } {
  const rest = name.slice('chaincode.'.length);
  const owner = description.organisations.find(({ mspId }) => rest.startsWith(`${mspId}.`));
  const mspId = owner?.mspId ?? rest.slice(0, rest.lastIndexOf('.'));
  return { mspId, label: rest.slice(mspId.length + 1) };
}

async function chaincodeProcesses(layout: FabricLayout): Promise<string[]> {
  return (await knownProcesses(layout)).filter((name) => name.startsWith('chaincode.'));
}
