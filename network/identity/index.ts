/** Identities of organisations, by name. */
export type { ClientRole } from './certificate-authority.js';
export { certificateExpiry } from './certificate-authority.js';
export type { CertificateIdentityOptions } from './certificate-identity.js';
export { certificateIdentity, readCertificate } from './certificate-identity.js';
export { fileSigner, keySigner } from './file-signer.js';
export type { IdentityOptions, OrganisationIdentity } from './organisation-identity.js';
export { openIdentity } from './organisation-identity.js';
export type { TokenChoice } from './pkcs11-library.js';
export type { Pkcs11Options, Pkcs11Signer } from './pkcs11-signer.js';
export { pkcs11Signer } from './pkcs11-signer.js';
