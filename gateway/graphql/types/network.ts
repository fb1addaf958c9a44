/** The node, its users, its organisation directory and its ledger in the schema. */
import type {
  CertificateAuthority,
  Organisation,
  OrganisationKey,
} from '../../../chaincode/index.js';
import type { Caller, LedgerView, NodeIdentity } from '../../application.js';
import type { Builder, Ref } from '../builder.js';
import type { Words } from '../words.js';

export interface NetworkTypes {
  readonly ThisNode: Ref<NodeIdentity>;
  readonly Viewer: Ref<Caller>;
  readonly Organisation: Ref<Organisation>;
  readonly Ledger: Ref<LedgerView>;
}

/** Adds ThisNode, Viewer, Organisation and Ledger. */
export function defineNetwork(builder: Builder, words: Words): NetworkTypes {
  const ThisNode = builder.objectRef<NodeIdentity>('ThisNode').implement({
    description: 'The node that answers.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Short name.' }),
      displayName: t.exposeString('displayName', { description: 'Name for people.' }),
      mspId: t.exposeString('mspId', { description: 'MSP id of its organisation.' }),
      countryCode: t.exposeString('countryCode', { description: 'Country, ISO 3166-1 alpha-2.' }),
      roles: t.exposeStringList('roles', { description: 'What its organisation is.' }),
    }),
  });
  const Viewer = builder.objectRef<Caller>('Viewer').implement({
    description: 'Who asks, as the access token says.',
    fields: (t) => ({
      subject: t.exposeString('subject', { description: 'The user.' }),
      mspId: t.exposeString('mspId', { description: 'MSP id of the user’s organisation.' }),
      role: t.exposeString('role', { description: 'The role the user acts in.' }),
      scopes: t.stringList({
        description: 'What the user may do.',
        resolve: ({ scopes }) => [...scopes].sort(),
      }),
    }),
  });
  return {
    ThisNode,
    Viewer,
    Organisation: defineOrganisation(builder, words),
    Ledger: defineLedger(builder),
  };
}

function defineOrganisation(builder: Builder, words: Words): Ref<Organisation> {
  const key = builder.objectRef<OrganisationKey>('OrganisationKey').implement({
    description: 'A signing key and when it may sign.',
    fields: (t) => ({
      kid: t.exposeString('kid', { description: 'Thumbprint of the key (RFC 7638).' }),
      validFrom: t.expose('validFrom', { type: 'DateTime', description: 'Signs from.' }),
      validUntil: t.expose('validUntil', { type: 'DateTime', description: 'Signs until.' }),
    }),
  });
  const authority = builder.objectRef<CertificateAuthority>('CertificateAuthority').implement({
    description: 'What an issuer may certify.',
    fields: (t) => ({
      certificateType: t.exposeString('certificateType', { description: 'Type of certificate.' }),
      country: t.exposeString('country', { description: 'Country of export.' }),
      validFrom: t.expose('validFrom', { type: 'DateTime', description: 'From.' }),
      validUntil: t.expose('validUntil', { type: 'DateTime', description: 'Until.' }),
    }),
  });
  return builder.objectRef<Organisation>('Organisation').implement({
    description: 'A member of the network as the directory on the ledger lists it.',
    fields: (t) => ({
      mspId: t.exposeString('mspId', { description: 'MSP id.' }),
      name: t.exposeString('name', { description: 'Name.' }),
      countryCode: t.exposeString('countryCode', { description: 'Country, ISO 3166-1 alpha-2.' }),
      roles: t.field({
        type: [words.OrganisationRole],
        description: 'What it is.',
        resolve: ({ roles }) => [...roles],
      }),
      status: t.expose('status', {
        type: words.OrganisationStatus,
        description: 'Whether it takes part.',
      }),
      keys: t.expose('keys', { type: [key], description: 'Its signing keys, retired ones too.' }),
      authorities: t.expose('authorities', {
        type: [authority],
        description: 'What it may certify.',
      }),
    }),
  });
}

function defineLedger(builder: Builder): Ref<LedgerView> {
  return builder.objectRef<LedgerView>('Ledger').implement({
    description: 'The ledger as this node sees it, and how fresh the node’s view is.',
    fields: (t) => ({
      engine: t.exposeString('engine', { description: 'The engine that runs it.' }),
      channel: t.exposeString('channel', { description: 'Name of the channel.' }),
      height: t.exposeInt('height', { description: 'Number of blocks.' }),
      head: t.exposeString('head', { description: 'Hash of the newest block’s header, hex.' }),
      projectionLag: t.exposeInt('projectionLag', {
        description: 'Blocks that the graph is behind the ledger.',
      }),
      asOf: t.expose('asOf', { type: 'DateTime', description: 'As of when this is said.' }),
    }),
  });
}
