/**
 * What an organisation sends to join: one JSON file with its authorities' certificates, its anchor peers and, for the
 * directory on the ledger, its own entry. Nothing secret is in it. From it its group of the channel is made.
 */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { checkOrganisation, isMspId } from '../../../chaincode/index.js';
import type { Organisation } from '../../../chaincode/index.js';
import { ChannelRefused } from './channel-refusal.js';
import type { ConfigElement, ConfigGroup } from './config-tree.js';
import type { PolicyRule, PrincipalRole } from './policy.js';
import { outOf, writePolicy } from './policy.js';
import { protos } from './protos.js';

export const DEFINITION_FORMAT = 'guanlian-organisation-definition/1';

export interface AnchorPeer {
  readonly host: string;
  readonly port: number;
}

export interface OrganisationDefinition {
  readonly mspId: string;
  /** PEM certificates of the authorities that issue identities, and of those between them and the identities. */
  readonly rootCas: readonly string[];
  readonly intermediateCas: readonly string[];
  /** The same for TLS. */
  readonly tlsRootCas: readonly string[];
  readonly tlsIntermediateCas: readonly string[];
  readonly anchorPeers: readonly AnchorPeer[];
  /** The entry that members vote into the directory on the ledger. */
  readonly entry?: Organisation;
}

const PEMS = z.array(z.string().max(20_000)).max(20);
const DEFINITION = z.strictObject({
  format: z.literal(DEFINITION_FORMAT),
  mspId: z.string().refine(isMspId, 'must be a Fabric MSP id'),
  rootCas: PEMS.min(1),
  intermediateCas: PEMS.default([]),
  tlsRootCas: PEMS.min(1),
  tlsIntermediateCas: PEMS.default([]),
  anchorPeers: z
    .array(z.strictObject({ host: z.string().min(1).max(253), port: z.int().min(1).max(65_535) }))
    .min(1)
    .max(20),
  entry: z.unknown().optional(),
});

/** The file's text. */
export function definitionText(definition: OrganisationDefinition): string {
  return `${JSON.stringify({ format: DEFINITION_FORMAT, ...definition }, null, 1)}\n`;
}

/** Reads a definition that somebody sent. Throws ChannelRefused DEFINITION_INVALID with field and rule. */
export function readDefinition(text: string): OrganisationDefinition {
  const { entry, ...parsed } = parse(text);
  for (const field of ['rootCas', 'intermediateCas', 'tlsRootCas', 'tlsIntermediateCas'] as const) {
    for (const pem of parsed[field]) checkAuthority(field, pem);
  }
  const { format, ...definition } = parsed;
  void format;
  if (entry === undefined) return definition;
  const checked = checkOrganisation(entry);
  if (!checked.ok) throw invalid('entry', checked.refusal.message);
  if (checked.value.mspId === definition.mspId) return { ...definition, entry: checked.value };
  throw invalid('entry', 'is of another organisation than mspId');
}

/** The organisation's group below /Channel/Application, all versions 0. */
export function definitionGroup(definition: OrganisationDefinition): ConfigGroup {
  const { mspId } = definition;
  const policy = (...roles: PrincipalRole[]): ConfigElement =>
    element(writePolicy(anyOf(mspId, roles)));
  return {
    ...{ version: 0, modPolicy: ADMINS, groups: new Map() },
    values: new Map([
      ['AnchorPeers', element(anchorPeersValue(definition.anchorPeers))],
      ['MSP', element(mspValue(definition))],
    ]),
    policies: new Map([
      ['Admins', policy('admin')],
      ['Endorsement', policy('peer')],
      ['Readers', policy('admin', 'peer', 'client')],
      ['Writers', policy('admin', 'client')],
    ]),
  };
}

const ADMINS = 'Admins';

function parse(text: string): z.infer<typeof DEFINITION> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ChannelRefused('DEFINITION_INVALID', 'the definition is no JSON', cause);
  }
  const parsed = DEFINITION.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(issue?.path.join('.') || 'the top', issue?.message ?? 'is not valid');
}

function checkAuthority(field: string, pem: string): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw invalid(field, 'holds text that is no certificate in PEM', cause);
  }
  if (pem.match(/-----BEGIN/g)?.length !== 1)
    throw invalid(field, 'holds more than one block of PEM');
  if (!certificate.ca) throw invalid(field, `holds ${certificate.subject}, which is no authority`);
}

function anyOf(mspId: string, roles: readonly PrincipalRole[]): PolicyRule {
  return outOf(
    1,
    roles.map((role) => ({ kind: 'by', mspId, role }) as const),
  );
}

function element(bytes: Uint8Array): ConfigElement {
  return { version: 0, modPolicy: ADMINS, bytes };
}

function anchorPeersValue(anchorPeers: readonly AnchorPeer[]): Uint8Array {
  const { peer } = protos();
  const message = new peer.AnchorPeers();
  for (const { host, port } of anchorPeers) {
    const anchor = new peer.AnchorPeer();
    anchor.setHost(host);
    anchor.setPort(port);
    message.addAnchorPeers(anchor);
  }
  return message.serializeBinary();
}

function mspValue(definition: OrganisationDefinition): Uint8Array {
  const { msp } = protos();
  const config = new msp.FabricMSPConfig();
  const bytes = (pems: readonly string[]): Uint8Array[] => pems.map((pem) => Buffer.from(pem));
  config.setName(definition.mspId);
  config.setRootCertsList(bytes(definition.rootCas));
  config.setIntermediateCertsList(bytes(definition.intermediateCas));
  config.setTlsRootCertsList(bytes(definition.tlsRootCas));
  config.setTlsIntermediateCertsList(bytes(definition.tlsIntermediateCas));
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  config.setCryptoConfig(crypto);
  config.setFabricNodeOus(nodeOus());
  const value = new msp.MSPConfig();
  value.setConfig(config.serializeBinary());
  return value.serializeBinary();
}

function nodeOus(): InstanceType<ReturnType<typeof protos>['msp']['FabricNodeOUs']> {
  const { msp } = protos();
  const unit = (name: string): InstanceType<typeof msp.FabricOUIdentifier> => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setOrganizationalUnitIdentifier(name);
    return identifier;
  };
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  units.setClientOuIdentifier(unit('client'));
  units.setPeerOuIdentifier(unit('peer'));
  units.setAdminOuIdentifier(unit('admin'));
  units.setOrdererOuIdentifier(unit('orderer'));
  return units;
}

function invalid(field: string, why: string, cause?: unknown): ChannelRefused {
  return new ChannelRefused('DEFINITION_INVALID', `${field} ${why}`, cause);
}
