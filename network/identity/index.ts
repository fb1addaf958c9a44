/** Identities of organisations, by name. */
export type { ClientRole } from './certificate-authority.js';
export { certificateExpiry } from './certificate-authority.js';
export { fileSigner, keySigner } from './file-signer.js';
export type { IdentityOptions, OrganisationIdentity } from './organisation-identity.js';
export { openIdentity } from './organisation-identity.js';
