/** The world of the ledger contract suite on a real network: three of its organisations, through one driver. */
import {
  readConnectionProfile,
  connectFabric,
  readWalletIdentity,
} from '../../network/fabric/index.js';
import type { FabricDriver } from '../../network/fabric/index.js';
import type { Ledger } from '../../network/index.js';
import { join } from 'node:path';
import type { World } from '../contracts/ledger/world.js';
import type { RunningNetwork } from './running-network.js';
import { runningNetwork } from './running-network.js';

/** Connects an organisation's `node` identity with the files that `fabric up` wrote for it. */
export async function connectMember(
  { layout, description }: Pick<RunningNetwork, 'layout' | 'description'>,
  mspId: string,
  options: { driver: FabricDriver; chaincode: string; retries?: number },
): Promise<Ledger> {
  const folder = layout.organisation(mspId);
  const { driver, chaincode, retries } = options;
  const connection = await readConnectionProfile(folder.connectionProfile, {
    ...{ channel: description.channel, chaincode },
  });
  const identity = await readWalletIdentity(join(folder.wallet, 'node.id'));
  return connectFabric({
    driver,
    connection,
    identity,
    ...(retries === undefined ? {} : { retries }),
  });
}

export async function openFabricWorld(driver: FabricDriver): Promise<World> {
  const network = await runningNetwork();
  const organisations = network.description.organisations.map(({ mspId }) => mspId).sort();
  const ledgers = new Map<string, Ledger>();
  for (const mspId of organisations) {
    const options = { driver, chaincode: 'probe', retries: 0 };
    ledgers.set(mspId, await connectMember(network, mspId, options));
  }
  const stopped = new Set<string>();
  return {
    organisations,
    ledger: (mspId) =>
      seenByAll(ledgers.get(mspId)!, () =>
        organisations.filter((one) => !stopped.has(one)).map((one) => ledgers.get(one)!),
      ),
    stopPeer: async (mspId) => {
      stopped.add(mspId);
      await network.stopPeer(mspId);
    },
    startPeer: async (mspId) => {
      await network.startPeer(mspId);
      stopped.delete(mspId);
    },
    stopChaincode: (mspId) => network.killChaincode(mspId, 'probe'),
    startChaincode: (mspId) => network.startChaincode(mspId, 'probe'),
    stopOrdering: () => ofAll(network.description.orderers, network.killOrderer),
    startOrdering: () => ofAll(network.description.orderers, network.startOrderer),
    close: async () => {
      for (const ledger of ledgers.values()) await ledger[Symbol.asyncDispose]();
    },
  };
}

async function ofAll(
  mspIds: readonly string[],
  change: (mspId: string) => Promise<void>,
): Promise<void> {
  await Promise.all(mspIds.map(change));
}

/** Other members' peers get a block moments after the sender's: the stories are told as seen by all of them. */
function seenByAll(ledger: Ledger, running: () => readonly Ledger[]): Ledger {
  const submit: Ledger['submit'] = async (call) => {
    const outcome = await ledger.submit(call);
    if (!outcome.ok) return outcome;
    const { block } = outcome.value.position;
    await Promise.all(running().map((one) => reached(one, block)));
    return outcome;
  };
  return {
    ...{ mspId: ledger.mspId, submit },
    evaluate: (call) => ledger.evaluate(call),
    events: (options) => ledger.events(options),
    info: () => ledger.info(),
    [Symbol.asyncDispose]: async () => ledger[Symbol.asyncDispose](),
  };
}

async function reached(ledger: Ledger, block: number): Promise<void> {
  for (let left = 400; (await heightOf(ledger)) <= block; left -= 1) {
    if (left === 0) throw new Error(`${ledger.mspId} does not get block ${block}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Nothing yet while the client has not found the peer again that was just started. */
async function heightOf(ledger: Ledger): Promise<number> {
  return ledger.info().then(
    ({ height }) => height,
    () => 0,
  );
}
