/** Connects one organisation's client to a Fabric network through the driver of its choice. */
import type { OrganisationIdentity } from '../identity/index.js';
import { PlatformFault } from '../fault.js';
import type { Ledger } from '../ledger.js';
import type { FabricConnection } from './connection-profile.js';

export type FabricDriver = 'fabric-gateway' | 'fabric-network';

export interface FabricConnectOptions {
  /** `fabric-gateway` when absent; `fabric-network` for peers before 2.4. */
  readonly driver?: FabricDriver;
  readonly connection: FabricConnection;
  readonly identity: OrganisationIdentity;
  /** How often a submission that was overtaken by another one is simulated anew; 3 when absent. */
  readonly retries?: number;
  /**
   * fabric-gateway: a peer that says nothing for so long while calls are under way is asked for a sign of life, and taken
   * for gone when none comes within as long again; 10 s when absent.
   */
  readonly silentMs?: number;
}

/**
 * Opens the connection; only the chosen driver's packages are loaded. Throws PlatformFault IDENTITY_FOREIGN when the
 * identity is another organisation's than the connection's.
 */
export async function connectFabric(options: FabricConnectOptions): Promise<Ledger> {
  const { connection, identity } = options;
  if (identity.mspId !== connection.mspId) {
    throw new PlatformFault(
      'IDENTITY_FOREIGN',
      `the identity belongs to ${identity.mspId}, the connection is ${connection.mspId}'s; use the files of one organisation`,
    );
  }
  if (options.driver === 'fabric-network') {
    const { openFabricNetworkLedger } = await import('./sdk/fabric-network-ledger.js');
    return openFabricNetworkLedger(options);
  }
  const { openFabricGatewayLedger } = await import('./gateway/fabric-gateway-ledger.js');
  return openFabricGatewayLedger(options);
}
