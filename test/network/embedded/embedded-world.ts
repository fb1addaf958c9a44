/** An embedded network with the probe contract in a folder of its own, for the tests of this folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../../network/index.js';
import { systemClock } from '../../../network/index.js';
import type { EmbeddedNetworkOptions } from '../../../network/embedded/index.js';
import { EmbeddedNetwork } from '../../../network/embedded/index.js';
import type { OrganisationIdentity } from '../../../network/identity/index.js';
import { openIdentity } from '../../../network/identity/index.js';
import { ProbeContract } from '../../contracts/ledger/probe-contract.js';
import type { World } from '../../contracts/ledger/world.js';

export const ORGANISATIONS = ['AirlineMSP', 'BorderMSP', 'CustomsMSP'] as const;
export const [A, B, C] = ORGANISATIONS;

export interface EmbeddedWorld extends World {
  readonly dir: string;
  network: EmbeddedNetwork;
  /** Closes the network and opens the same folder again. */
  reopen(): Promise<void>;
}

export const ledgerDir = (dir: string): string => join(dir, 'ledger');

export function networkOptions(dir: string): EmbeddedNetworkOptions {
  return {
    dir: ledgerDir(dir),
    channel: 'customs',
    contracts: () => [new ProbeContract()],
    clock: systemClock,
    organisations: ORGANISATIONS,
  };
}

export function identityOf(dir: string, mspId: string): Promise<OrganisationIdentity> {
  return openIdentity({ dir: join(dir, 'identities'), mspId, name: 'node', clock: systemClock });
}

export async function tempDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'guanlian-ledger-'));
}

export async function openEmbeddedWorld(
  options: Partial<EmbeddedNetworkOptions> = {},
): Promise<EmbeddedWorld> {
  const dir = await tempDir();
  const identities = new Map<string, OrganisationIdentity>();
  for (const mspId of ORGANISATIONS) identities.set(mspId, await identityOf(dir, mspId));
  const open = () => EmbeddedNetwork.open({ ...networkOptions(dir), ...options });
  const ledgers = new Map<string, Ledger>();
  const world: EmbeddedWorld = {
    dir,
    network: await open(),
    organisations: ORGANISATIONS,
    ledger: (mspId) => {
      const known = ledgers.get(mspId);
      if (known) return known;
      const identity = identities.get(mspId);
      if (!identity) throw new Error(`no identity of ${mspId}`);
      const ledger = world.network.connect(identity, { retries: 0 });
      ledgers.set(mspId, ledger);
      return ledger;
    },
    stopPeer: async (mspId) => world.network.stopPeer(mspId),
    startPeer: async (mspId) => world.network.startPeer(mspId),
    reopen: async () => {
      await world.network.close();
      ledgers.clear();
      world.network = await open();
    },
    close: async () => {
      await world.network.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return world;
}
