/** The embedded network, by name. */
export type { Block, BlockTransaction, Transaction, ValidationCode } from './block.js';
export type { ChainReport } from './chain-report.js';
export type { ConnectOptions } from './embedded-ledger.js';
export type { EmbeddedNetworkOptions } from './embedded-network.js';
export { EmbeddedNetwork } from './embedded-network.js';
export type { HeldKey, HeldValue } from './private-store.js';
