/** Real Fabric: bringing a development network up, and what other layers need of it. */
export type { FabricBinaries } from './binaries.js';
export { findBinaries } from './binaries.js';
export * as channelUpdate from './channel-update/index.js';
export type { FabricConnectOptions, FabricDriver } from './connect.js';
export { connectFabric } from './connect.js';
export type { ConnectionChoice, FabricConnection, PeerEndpoint } from './connection-profile.js';
export { readConnectionProfile } from './connection-profile.js';
export { firstBlockHash } from './first-block.js';
export { readWalletIdentity } from './wallet.js';
export type {
  BatchRules,
  ChaincodeDefinition,
  FabricDescription,
  FabricOrganisation,
  NetworkWish,
} from './description.js';
export {
  DEFAULT_BATCH,
  describeNetwork,
  organisationOf,
  readDescription,
  requireDescription,
} from './description.js';
export type { FabricLayout, OrganisationFolder } from './layout.js';
export { layoutOf, processName } from './layout.js';
export type { BringUpOptions } from './network.js';
export { bringUp, resetNetwork, startOrderer, startPeer, takeDown } from './network.js';
export type { ProcessState } from './processes.js';
export { killProcess, processState, stopProcess } from './processes.js';
export type { ProcessStatus } from './status.js';
export { networkStatus } from './status.js';
export type { Progress } from './steps.js';
export type { Finding as DoctorFinding } from './doctor/finding.js';
export type { Subject as DoctorSubject } from './doctor/subject.js';
export { examine } from './doctor/examine.js';
export { localSubject } from './doctor/local-subject.js';
