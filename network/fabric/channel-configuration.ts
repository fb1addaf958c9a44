/**
 * The channel's configuration for `configtxgen`, written as JSON, which YAML includes: members, ordering nodes that
 * belong to members, and the endorsement policy "any two organisations" as a policy of the channel, so that admitting
 * a member changes it in the same vote.
 */
import { join } from 'node:path';
import type { FabricDescription, FabricOrganisation } from './description.js';
import { organisationOf } from './description.js';
import type { FabricLayout } from './layout.js';

const LOOPBACK = '127.0.0.1';
export const PROFILE = 'Guanlian';
const ENDORSERS = 2;

interface Policy {
  readonly Type: 'ImplicitMeta' | 'Signature';
  readonly Rule: string;
}

/** `configtx.yaml` of the whole channel. */
export function channelConfiguration(layout: FabricLayout, description: FabricDescription): string {
  const members = description.organisations.map((one) => memberDefinition(layout, one));
  const orderers = description.orderers.map((mspId) => organisationOf(description, mspId));
  return json({
    Organizations: members,
    Profiles: {
      [PROFILE]: {
        Capabilities: { V2_0: true },
        Policies: metaPolicies(),
        Application: {
          Organizations: members,
          Capabilities: { V2_5: true },
          Policies: {
            ...metaPolicies(),
            LifecycleEndorsement: meta('MAJORITY Endorsement'),
            Endorsement: anyTwo(description.organisations.map(({ mspId }) => mspId)),
          },
        },
        Orderer: ordererSection(layout, description, orderers),
      },
    },
  });
}

/** The chaincode's endorsement policy: peers of any two of these organisations. */
export function anyTwo(mspIds: readonly string[]): Policy {
  const peers = mspIds.map((mspId) => `'${mspId}.peer'`).join(', ');
  return { Type: 'Signature', Rule: `OutOf(${ENDORSERS}, ${peers})` };
}

/** `configtx.yaml` of one organisation alone, from which `configtxgen -printOrg` makes its definition. */
export function newcomerConfiguration(layout: FabricLayout, newcomer: FabricOrganisation): string {
  return json({ Organizations: [memberDefinition(layout, newcomer)] });
}

function memberDefinition(
  layout: FabricLayout,
  { mspId, ports }: FabricOrganisation,
): Record<string, unknown> {
  const signature = (rule: string): Policy => ({ Type: 'Signature', Rule: rule });
  return {
    ...{ Name: mspId, ID: mspId, MSPDir: layout.organisation(mspId).msp },
    Policies: {
      Readers: signature(`OR('${mspId}.admin', '${mspId}.peer', '${mspId}.client')`),
      Writers: signature(`OR('${mspId}.admin', '${mspId}.client')`),
      Admins: signature(`OR('${mspId}.admin')`),
      Endorsement: signature(`OR('${mspId}.peer')`),
    },
    AnchorPeers: [{ Host: LOOPBACK, Port: ports.peer }],
  };
}

function ordererSection(
  layout: FabricLayout,
  { batch }: FabricDescription,
  orderers: readonly FabricOrganisation[],
): unknown {
  return {
    OrdererType: 'etcdraft',
    Organizations: orderers.map((one) => ({
      ...memberDefinition(layout, one),
      Policies: ordererPolicies(one.mspId),
      OrdererEndpoints: [`${LOOPBACK}:${one.ports.orderer}`],
    })),
    BatchTimeout: `${batch.timeoutMs}ms`,
    BatchSize: {
      MaxMessageCount: batch.maxMessages,
      AbsoluteMaxBytes: batch.absoluteMaxBytes,
      PreferredMaxBytes: batch.preferredMaxBytes,
    },
    EtcdRaft: {
      Consenters: orderers.map((one) => consenter(layout, one)),
      Options: {
        ...{ TickInterval: '200ms', ElectionTick: 10, HeartbeatTick: 1 },
        ...{ MaxInflightBlocks: 5, SnapshotIntervalSize: '16 MB' },
      },
    },
    Capabilities: { V2_0: true },
    Policies: { ...metaPolicies(), BlockValidation: meta('ANY Writers') },
  };
}

function ordererPolicies(mspId: string): Record<string, Policy> {
  const anyMember: Policy = { Type: 'Signature', Rule: `OR('${mspId}.member')` };
  return {
    ...{ Readers: anyMember, Writers: anyMember },
    Admins: { Type: 'Signature', Rule: `OR('${mspId}.admin')` },
  };
}

function consenter(layout: FabricLayout, { mspId, ports }: FabricOrganisation): unknown {
  const certificate = join(layout.organisation(mspId).orderer, 'tls', 'server.pem');
  return {
    ...{ Host: LOOPBACK, Port: ports.orderer },
    ...{ ClientTLSCert: certificate, ServerTLSCert: certificate },
  };
}

function metaPolicies(): Record<string, Policy> {
  return {
    Readers: meta('ANY Readers'),
    Writers: meta('ANY Writers'),
    Admins: meta('MAJORITY Admins'),
  };
}

function meta(rule: string): Policy {
  return { Type: 'ImplicitMeta', Rule: rule };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
