/** An organisation's group of the channel, read back: its authorities, anchor peers, and what is unusual about it. */
import { X509Certificate } from 'node:crypto';
import { ChannelRefused } from './channel-refusal.js';
import type { ConfigGroup } from './config-tree.js';
import type { AnchorPeer } from './organisation-definition.js';
import type { SignatureRule } from './policy.js';
import { organisationsIn, policyWords, readPolicy } from './policy.js';
import { decodeStrictly, protos } from './protos.js';

export interface AuthorityWords {
  readonly subject: string;
  /** SHA-256 over the certificate, as `openssl x509 -fingerprint -sha256` shows it. */
  readonly fingerprint: string;
  /** ISO 8601 UTC. */
  readonly validUntil: string;
}

export interface MemberGroup {
  /** As the MSP itself says. */
  readonly mspId: string;
  readonly rootCas: readonly X509Certificate[];
  readonly intermediateCas: readonly X509Certificate[];
  readonly tlsCas: readonly X509Certificate[];
  readonly anchorPeers: readonly AnchorPeer[];
  readonly policies: readonly { readonly name: string; readonly words: string }[];
  /** What members should ask about before they agree. */
  readonly oddities: readonly string[];
}

/** Reads a group of an organisation. Throws ChannelRefused CHANNEL_UPDATE_INVALID. */
export function readMember(name: string, group: ConfigGroup): MemberGroup {
  const { msp } = protos();
  const value = group.values.get('MSP');
  const config = decodeStrictly(msp.MSPConfig, value?.bytes ?? new Uint8Array(), `MSP of ${name}`);
  const details = decodeStrictly(msp.FabricMSPConfig, config.getConfig_asU8(), `MSP of ${name}`);
  const rootCas = certificates(name, details.getRootCertsList_asU8());
  const intermediateCas = certificates(name, details.getIntermediateCertsList_asU8());
  const tlsCas = certificates(name, details.getTlsRootCertsList_asU8());
  const policies = [...group.policies].map(([policy, { bytes }]) => ({
    name: policy,
    words: policyWords(readPolicy(bytes)),
  }));
  const unusual = {
    'has another MSP id inside than its name': details.getName() !== name,
    'is of another kind of MSP than X.509': config.getType() !== 0,
    'has no authority': rootCas.length === 0,
    'does not tell roles by node OUs': details.getFabricNodeOus()?.getEnable() !== true,
    'names administrators by certificate beside those of its authority':
      details.getAdminsList_asU8().length > 0,
    'carries a private key in its definition': details.getSigningIdentity() !== undefined,
    'restricts members by organisational units':
      details.getOrganizationalUnitIdentifiersList().length > 0,
    'has no anchor peer': !group.values.has('AnchorPeers'),
    'has groups inside': group.groups.size > 0,
  };
  return {
    ...{ mspId: details.getName(), rootCas, intermediateCas, tlsCas, policies },
    anchorPeers: anchorPeersOf(name, group),
    oddities: [
      ...Object.entries(unusual).flatMap(([words, is]) => (is ? [`${name} ${words}`] : [])),
      ...policyOddities(name, group),
      ...valueOddities(name, group),
    ],
  };
}

/** An authority for people. */
export function authorityWords(certificate: X509Certificate): AuthorityWords {
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    fingerprint: certificate.fingerprint256,
    validUntil: new Date(certificate.validTo).toISOString(),
  };
}

function certificates(name: string, pems: readonly Uint8Array[]): X509Certificate[] {
  return pems.map((pem) => {
    try {
      return new X509Certificate(pem);
    } catch (cause) {
      throw new ChannelRefused(
        'CHANNEL_UPDATE_INVALID',
        `MSP of ${name} holds an authority that is no readable certificate`,
        cause,
      );
    }
  });
}

function anchorPeersOf(name: string, group: ConfigGroup): AnchorPeer[] {
  const value = group.values.get('AnchorPeers');
  if (!value) return [];
  return decodeStrictly(protos().peer.AnchorPeers, value.bytes, `anchor peers of ${name}`)
    .getAnchorPeersList()
    .map((anchor) => ({ host: anchor.getHost(), port: anchor.getPort() }));
}

const KNOWN_POLICIES = ['Readers', 'Writers', 'Admins', 'Endorsement'];

/** A member decides about itself: its policies name nobody else and are decided by its own administrators. */
function policyOddities(name: string, group: ConfigGroup): string[] {
  const missing = KNOWN_POLICIES.filter((policy) => !group.policies.has(policy));
  return [
    ...missing.map((policy) => `${name} has no policy ${policy}`),
    ...[...group.policies].flatMap(([policy, { bytes, modPolicy }]) => {
      const rule = readPolicy(bytes);
      if (rule.kind !== 'signature')
        return [`policy ${policy} of ${name} is not its own: ${policyWords(rule)}`];
      return [
        ...(namesOnly(rule.rule, name)
          ? []
          : [`policy ${policy} of ${name} names others: ${policyWords(rule)}`]),
        ...(policy === 'Admins' && !isByRole(rule.rule, 'admin')
          ? [`administrators of ${name} are not only its admins: ${policyWords(rule)}`]
          : []),
        ...(modPolicy === 'Admins'
          ? []
          : [`policy ${policy} of ${name} is changed by ${modPolicy}`]),
      ];
    }),
    ...(group.modPolicy === 'Admins' ? [] : [`${name} is changed by ${group.modPolicy}`]),
  ];
}

function valueOddities(name: string, group: ConfigGroup): string[] {
  return [...group.values].flatMap(([value, { modPolicy }]) => [
    ...(['MSP', 'AnchorPeers'].includes(value) ? [] : [`${name} has a value ${value}`]),
    ...(modPolicy === 'Admins' ? [] : [`${value} of ${name} is changed by ${modPolicy}`]),
  ]);
}

function namesOnly(rule: SignatureRule, mspId: string): boolean {
  if (rule.kind === 'other') return false;
  return organisationsIn(rule).every((one) => one === mspId);
}

function isByRole(rule: SignatureRule, role: string): boolean {
  if (rule.kind === 'by') return rule.role === role;
  return rule.kind === 'outOf' && rule.n > 0 && rule.rules.every((one) => isByRole(one, role));
}
