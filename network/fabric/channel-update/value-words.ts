/** Values of a channel's configuration in plain words, by their well-known names (Fabric channelconfig). */
import { createHash, X509Certificate } from 'node:crypto';
import type { ConfigElement } from './config-tree.js';
import { decodeStrictly, mapOf, protos } from './protos.js';

type Words = (bytes: Uint8Array) => string;

const WORDS: Readonly<Record<string, Words>> = {
  MSP: mspWords,
  AnchorPeers: (bytes) =>
    decodeStrictly(protos().peer.AnchorPeers, bytes, 'AnchorPeers')
      .getAnchorPeersList()
      .map((anchor) => `${anchor.getHost()}:${anchor.getPort()}`)
      .join(', '),
  Capabilities: (bytes) => {
    const names: string[] = [];
    const message = decodeStrictly(protos().common.Capabilities, bytes, 'Capabilities');
    mapOf(message.getCapabilitiesMap()).forEach((_, name) => names.push(name));
    return names.sort().join(', ');
  },
  BatchTimeout: (bytes) =>
    decodeStrictly(protos().orderer.BatchTimeout, bytes, 'BatchTimeout').getTimeout(),
  BatchSize: (bytes) => {
    const size = decodeStrictly(protos().orderer.BatchSize, bytes, 'BatchSize');
    const [messages, most] = [size.getMaxMessageCount(), size.getAbsoluteMaxBytes()];
    return `${messages} messages, at most ${most} bytes, preferred ${size.getPreferredMaxBytes()}`;
  },
  Endpoints: addresses,
  OrdererAddresses: addresses,
};

/** A value for people; what has no words of its own is told by length and SHA-256. */
export function valueWords(name: string, { bytes }: ConfigElement): string {
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (words) return words(bytes);
  return `${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`;
}

function addresses(bytes: Uint8Array): string {
  const message = decodeStrictly(protos().common.OrdererAddresses, bytes, 'addresses');
  return message.getAddressesList().join(', ');
}

function mspWords(bytes: Uint8Array): string {
  const { msp } = protos();
  const config = decodeStrictly(msp.MSPConfig, bytes, 'MSP').getConfig_asU8();
  const details = decodeStrictly(msp.FabricMSPConfig, config, 'MSP');
  const list = (pems: readonly Uint8Array[]): string =>
    pems.map(fingerprint).join(' and ') || 'none';
  const revoked = details.getRevocationListList_asU8().length;
  return [
    `authorities ${list(details.getRootCertsList_asU8())}`,
    `TLS authorities ${list(details.getTlsRootCertsList_asU8())}`,
    `revocation lists ${revoked}`,
    `SHA-256 of the whole ${createHash('sha256').update(config).digest('hex').slice(0, 16)}…`,
  ].join('; ');
}

function fingerprint(pem: Uint8Array): string {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch {
    // Shown as what it is: whoever reads this will not agree to it.
    return 'something that is no certificate';
  }
}
