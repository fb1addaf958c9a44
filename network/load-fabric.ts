/** Real Fabric behind one door that opens only when asked: who runs the embedded ledger loads none of it. */
import type * as Fabric from './fabric/index.js';

/** What `network/fabric` offers. */
export type FabricLayer = typeof Fabric;

/** Loads it. */
export function loadFabric(): Promise<FabricLayer> {
  return import('./fabric/index.js');
}
