/** How nodes agree and talk, by name. */
export type {
  Committed,
  ContractCall,
  EventOptions,
  Ledger,
  LedgerEvent,
  LedgerFailure,
  LedgerFailureCategory,
  LedgerInfo,
  Position,
} from './ledger.js';
export type { PublicKey, Signer } from './signer.js';
export { PlatformFault } from './fault.js';
export type { RangeOptions, StoreWrite } from './node-store.js';
export { NodeStore } from './node-store.js';
export type { DeliveryAttempt, OutboxEntry, OutboxOptions, OutboxState } from './outbox.js';
export { Outbox } from './outbox.js';
export type { Clock } from './clock.js';
export { systemClock } from './clock.js';
export type {
  CertificateIdentityOptions,
  IdentityOptions,
  OrganisationIdentity,
  Pkcs11Options,
  Pkcs11Signer,
} from './identity/index.js';
export { certificateIdentity, pkcs11Signer, readCertificate } from './identity/index.js';
export { certificateExpiry, fileSigner, keySigner, openIdentity } from './identity/index.js';
export type { Block, EmbeddedNetworkOptions } from './embedded/index.js';
export { EmbeddedNetwork } from './embedded/index.js';
export type {
  DoctorFinding,
  DoctorSubject,
  FabricDescription,
  FabricOrganisation,
  NetworkWish,
  ProcessStatus,
} from './fabric/index.js';
export type { FabricLayer } from './load-fabric.js';
export { loadFabric } from './load-fabric.js';
