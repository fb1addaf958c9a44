/** The network of this test run, and the processes that tests stop, kill and start. */
import { inject } from 'vitest';
import type { FabricDescription, FabricLayout } from '../../network/fabric/index.js';
import {
  bringUp,
  findBinaries,
  killProcess,
  layoutOf,
  processName,
  readDescription,
  startOrderer,
  startPeer,
  stopProcess,
} from '../../network/fabric/index.js';
import { chaincodeOf, startChaincode } from '../../network/fabric/chaincode/deployment.js';
import { organisationOf } from '../../network/fabric/description.js';
import type { AdministratorContext } from '../../network/fabric/peer-cli.js';

export interface RunningNetwork {
  readonly description: FabricDescription;
  readonly layout: FabricLayout;
  readonly context: AdministratorContext;
  stopPeer(mspId: string): Promise<void>;
  /** Ends the peer as a crash would. */
  killPeer(mspId: string): Promise<void>;
  /** Resolves when the peer is healthy; discovery may still be filling. */
  startPeer(mspId: string): Promise<void>;
  killOrderer(mspId: string): Promise<void>;
  startOrderer(mspId: string): Promise<void>;
  killChaincode(mspId: string, name: string): Promise<void>;
  startChaincode(mspId: string, name: string): Promise<void>;
  /** Starts whatever is down and waits until all members can endorse. */
  heal(): Promise<void>;
}

/** The network that the run's global setup brought up. */
export async function runningNetwork(): Promise<RunningNetwork> {
  const dir = inject('fabricNetwork');
  const description = await readDescription(dir);
  if (!description) throw new Error(`no network in ${dir}`);
  const layout = layoutOf(dir);
  const context = { binaries: await findBinaries(), layout, description };
  const labelOf = async (name: string): Promise<string> =>
    (await chaincodeOf(context, name)).package.label;
  return {
    ...{ description, layout, context },
    stopPeer: (mspId) => stopProcess(layout, processName.peer(mspId)),
    killPeer: (mspId) => killProcess(layout, processName.peer(mspId)),
    startPeer: (mspId) => startPeer(context, mspId),
    killOrderer: (mspId) => killProcess(layout, processName.orderer(mspId)),
    startOrderer: (mspId) => startOrderer(context, mspId),
    killChaincode: async (mspId, name) =>
      killProcess(layout, processName.chaincode(mspId, await labelOf(name))),
    startChaincode: async (mspId, name) =>
      startChaincode(context, organisationOf(description, mspId), await chaincodeOf(context, name)),
    heal: () => bringUp(description),
  };
}
