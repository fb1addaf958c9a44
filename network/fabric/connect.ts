/** Connects one organisation's client to a Fabric network through the driver of its choice. */
import type { OrganisationIdentity } from '../identity/index.js';
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
}

/** Opens the connection; only the chosen driver's packages are loaded. */
export async function connectFabric(options: FabricConnectOptions): Promise<Ledger> {
  if (options.driver === 'fabric-network') {
    const { openFabricNetworkLedger } = await import('./sdk/fabric-network-ledger.js');
    return openFabricNetworkLedger(options);
  }
  const { openFabricGatewayLedger } = await import('./gateway/fabric-gateway-ledger.js');
  return openFabricGatewayLedger(options);
}
