/**
 * The federation in miniature on a real Fabric network of this machine (guanlian fabric up): it is brought up when it is
 * down, and stays up when the nodes stop. Each node signs with the identity that the network's folder holds for it.
 */
import { resolve } from 'node:path';
import type { FabricDescription, FabricLayer, OrganisationIdentity } from '../network/index.js';
import { loadFabric, openIdentity, PlatformFault } from '../network/index.js';
import { wishedNetwork } from './fabric-network.js';
import type { FederationLedger, LedgerOpening } from './federation-ledger.js';
import { known } from './federation-ledger.js';

export interface FabricChoice {
  /** Folder of the network. */
  readonly dir: string;
  readonly driver: 'fabric-gateway' | 'fabric-network';
}

const CHAINCODE = 'guanlian';

/** Opens the network; throws PlatformFault of `bringUp`, or UNKNOWN_ORGANISATION when a member is not in it. */
export async function openFabricLedger(
  opening: LedgerOpening,
  { dir, driver }: FabricChoice,
): Promise<FederationLedger> {
  const fabric = await loadFabric();
  const description = await networkThatIsUp(fabric, resolve(dir), opening);
  const layout = fabric.layoutOf(description.dir);
  const { channel } = description;
  const identities = new Map<string, OrganisationIdentity>();
  for (const mspId of opening.mspIds) {
    fabric.organisationOf(description, mspId);
    const place = { dir: layout.organisations, mspId, clock: opening.clock };
    identities.set(mspId, await openIdentity({ ...place, name: 'node' }));
  }
  const connectionOf = (mspId: string): ReturnType<FabricLayer['readConnectionProfile']> => {
    const choice = { channel, chaincode: CHAINCODE, mspId };
    return fabric.readConnectionProfile(layout.organisation(mspId).connectionProfile, choice);
  };
  const [first = ''] = opening.mspIds;
  const down = `npx guanlian fabric down --network ${description.dir}`;
  return {
    engine: `Fabric through ${driver}`,
    note: `The Fabric network in ${description.dir} stays up when the nodes stop; take it down: ${down}`,
    identityOf: (mspId) => known(identities, mspId),
    connect: async (mspId) => {
      const identity = known(identities, mspId);
      return fabric.connectFabric({ driver, connection: await connectionOf(mspId), identity });
    },
    mark: async () => {
      const identity = known(identities, first);
      const firstBlock = await fabric.firstBlockHash({
        ...{ driver, connection: await connectionOf(first), identity },
      });
      return { kind: 'fabric', channel, firstBlock };
    },
    // The processes of the network belong to `guanlian fabric`, the connections to whoever asked for them.
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function networkThatIsUp(
  fabric: FabricLayer,
  dir: string,
  { progress, signal, clock }: LedgerOpening,
): Promise<FabricDescription> {
  const existing = await fabric.readDescription(dir);
  if (existing && (await isUp(fabric, existing))) return existing;
  progress(
    existing
      ? `The Fabric network in ${dir} is down or not whole: bringing it up …`
      : `There is no Fabric network in ${dir}: making one …`,
  );
  const description = existing ?? (await fabric.describeNetwork(wishedNetwork(dir)));
  if (!description.chaincodes.some(({ name }) => name === CHAINCODE)) {
    throw new PlatformFault(
      'NETWORK_DESCRIPTION',
      `the network in ${dir} has no chaincode ${CHAINCODE}; choose another with --fabric`,
    );
  }
  await fabric.bringUp(description, { progress, clock, ...(signal ? { signal } : {}) });
  return description;
}

/** Everything runs, and each member's chaincode too. */
async function isUp(fabric: FabricLayer, description: FabricDescription): Promise<boolean> {
  const processes = await fabric.networkStatus(description);
  const serving = processes.filter(({ kind }) => kind === 'chaincode').map(({ mspId }) => mspId);
  return (
    processes.every(({ state, trouble }) => state === 'running' && trouble === undefined) &&
    description.organisations.every(({ mspId }) => serving.includes(mspId))
  );
}
