/** Real Fabric behind one door that opens only when asked: who runs the embedded ledger loads none of it. */

/** What `network/fabric` offers. */
export type FabricLayer = typeof import('./fabric/index.js');

/** Loads it. */
export function loadFabric(): Promise<FabricLayer> {
  return import('./fabric/index.js');
}
