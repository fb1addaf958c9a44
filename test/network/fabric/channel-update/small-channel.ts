/** A channel of five members as its configuration would be, and their administrators: what the tests start from. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keySigner } from '../../../../network/identity/file-signer.js';
import type { ClientRole } from '../../../../network/identity/certificate-authority.js';
import { issueAuthority, issueClient } from '../../../../network/identity/certificate-authority.js';
import type { OrganisationIdentity } from '../../../../network/identity/organisation-identity.js';
import type {
  ChannelConfig,
  ConfigElement,
  ConfigGroup,
} from '../../../../network/fabric/channel-update/config-tree.js';
import {
  configOf,
  EMPTY_GROUP,
  writeGroup,
} from '../../../../network/fabric/channel-update/config-tree.js';
import type { OrganisationDefinition } from '../../../../network/fabric/channel-update/organisation-definition.js';
import { definitionGroup } from '../../../../network/fabric/channel-update/organisation-definition.js';
import { outOf, writePolicy } from '../../../../network/fabric/channel-update/policy.js';
import { mapOf, protos } from '../../../../network/fabric/channel-update/protos.js';

export const NOW = Date.UTC(2026, 5, 1, 12);
export const CHANNEL = 'trade';
export const MEMBERS = ['NorthMSP', 'SouthMSP', 'EastMSP', 'WestMSP', 'MiddleMSP'];
export const NEWCOMER = 'IslandMSP';

export interface SmallOrganisation {
  readonly mspId: string;
  readonly caKey: KeyObject;
  readonly definition: OrganisationDefinition;
  /** An identity of this role under the organisation's authority. */
  identity(role: ClientRole, now?: number): Promise<OrganisationIdentity>;
}

/** An organisation with authorities of its own. */
export async function smallOrganisation(mspId: string): Promise<SmallOrganisation> {
  const caKey = newKey();
  const rootCa = await issueAuthority({ mspId, name: 'ca', privateKey: caKey, now: NOW });
  const tlsCa = await issueAuthority({ mspId, name: 'tls-ca', privateKey: newKey(), now: NOW });
  return {
    ...{ mspId, caKey },
    definition: {
      ...{ mspId, rootCas: [rootCa], intermediateCas: [], tlsRootCas: [tlsCa] },
      ...{ tlsIntermediateCas: [], anchorPeers: [{ host: `peer.${mspId}.example`, port: 7051 }] },
    },
    identity: async (role, now = NOW) => {
      const privateKey = newKey();
      const certificatePem = await issueClient(
        { certificatePem: rootCa, privateKey: caKey },
        {
          ...{ mspId, name: role, role, attributes: {}, now },
          publicKey: createPublicKey(privateKey),
        },
      );
      return { mspId, certificatePem, signer: keySigner(privateKey) };
    },
  };
}

export interface SmallChannel {
  readonly config: ChannelConfig;
  readonly organisations: ReadonlyMap<string, SmallOrganisation>;
  readonly newcomer: SmallOrganisation;
}

/** The channel of five; NorthMSP runs the ordering node. */
export async function smallChannel(): Promise<SmallChannel> {
  const organisations = new Map<string, SmallOrganisation>();
  for (const mspId of MEMBERS) organisations.set(mspId, await smallOrganisation(mspId));
  const groups = new Map(
    [...organisations].map(([mspId, { definition }]) => [mspId, definitionGroup(definition)]),
  );
  const north = groups.get('NorthMSP');
  if (!north) throw new TypeError('no NorthMSP');
  const root = group({
    groups: [
      ['Application', group({ groups: [...groups], policies: applicationPolicies() })],
      [
        'Orderer',
        group({ groups: [['NorthMSP', north]], values: [['BatchTimeout', timeout('200ms')]] }),
      ],
    ],
    values: [['Capabilities', capabilities('V2_0')]],
  });
  return {
    config: configFrom(root, 0),
    organisations,
    newcomer: await smallOrganisation(NEWCOMER),
  };
}

/** A configuration with this tree. */
export function configFrom(root: ConfigGroup, sequence: number): ChannelConfig {
  const message = new (protos().common.Config)();
  message.setSequence(sequence);
  message.setChannelGroup(writeGroup(root));
  return configOf(CHANNEL, message.serializeBinary());
}

/** A value of the configuration, changed by administrators. */
export function valueOf(bytes: Uint8Array): ConfigElement {
  return { version: 0, modPolicy: 'Admins', bytes };
}

/** How long blocks wait, encoded. */
export function timeout(text: string): Uint8Array {
  const message = new (protos().orderer.BatchTimeout)();
  message.setTimeout(text);
  return message.serializeBinary();
}

/** Capabilities of the channel, encoded. */
export function capabilities(name: string): Uint8Array {
  const { common } = protos();
  const message = new common.Capabilities();
  mapOf(message.getCapabilitiesMap()).set(name, new common.Capability());
  return message.serializeBinary();
}

/** A policy of the configuration, changed by administrators. */
export function policyOf(policy: Parameters<typeof writePolicy>[0]): ConfigElement {
  return { version: 0, modPolicy: 'Admins', bytes: writePolicy(policy) };
}

function applicationPolicies(): [string, ConfigElement][] {
  const peers = MEMBERS.map((mspId) => ({ kind: 'by', mspId, role: 'peer' }) as const);
  return [['Endorsement', policyOf(outOf(2, peers))]];
}

interface GroupParts {
  readonly groups?: readonly (readonly [string, ConfigGroup])[];
  readonly values?: readonly (readonly [string, Uint8Array])[];
  readonly policies?: readonly (readonly [string, ConfigElement])[];
}

function group({ groups = [], values = [], policies = [] }: GroupParts): ConfigGroup {
  const meta = (which: 'ANY' | 'MAJORITY', sub: string): [string, ConfigElement] => [
    sub,
    policyOf({ kind: 'implicit', which, sub }),
  ];
  return {
    ...EMPTY_GROUP,
    modPolicy: 'Admins',
    groups: new Map(groups),
    values: new Map(values.map(([name, bytes]) => [name, valueOf(bytes)])),
    policies: new Map([
      ...[meta('ANY', 'Readers'), meta('ANY', 'Writers'), meta('MAJORITY', 'Admins')],
      ...policies,
    ]),
  };
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}
