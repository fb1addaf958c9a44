/** What a peer's discovery service answers (Fabric discovery protocol): the channel's peers and ordering nodes of today. */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import type { NodeAddress, SdkConnection } from './sdk-connection.js';

export interface DiscoveredPeer extends NodeAddress {
  /** Number of blocks that it told the others of last. */
  readonly height: number;
  readonly chaincodes: readonly string[];
}

export interface DiscoveredChannel {
  readonly peers: readonly DiscoveredPeer[];
  readonly orderers: readonly NodeAddress[];
}

/** The message as the SDK decodes it (field names as in the protocol). */
export interface DiscoveryResponse {
  readonly results: readonly {
    readonly result: string;
    readonly error?: { readonly content: string } | null;
    readonly config_result?: ConfigResult | null;
    readonly members?: PeerMembership | null;
  }[];
}

interface ConfigResult {
  readonly msps: Readonly<Record<string, MspConfig>>;
  readonly orderers: Readonly<
    Record<string, { readonly endpoint: readonly { host: string; port: number }[] }>
  >;
}

interface MspConfig {
  readonly tls_root_certs: readonly Uint8Array[];
  readonly tls_intermediate_certs: readonly Uint8Array[];
}

interface PeerMembership {
  readonly peers_by_org: Readonly<Record<string, { readonly peers: readonly PeerMessage[] }>>;
}

interface PeerMessage {
  readonly membership_info?: { readonly payload: Uint8Array } | null;
  readonly state_info?: { readonly payload: Uint8Array } | null;
}

/** Asks the own peer. Rejects with its refusal or the connection's error. */
export async function askDiscovery(connection: SdkConnection): Promise<DiscoveredChannel> {
  const { channel, identityContext } = connection;
  const service = channel.newDiscoveryService(channel.name);
  await connection.sign(service, service.build(identityContext));
  const discoverer = connection.discoverer();
  try {
    const envelope = service.getSignedEnvelope() as Buffer;
    return readDiscovery((await discoverer.sendDiscovery(envelope)) as DiscoveryResponse);
  } finally {
    connection.release(discoverer);
  }
}

/** Throws when the peer refused the question. */
export function readDiscovery({ results }: DiscoveryResponse): DiscoveredChannel {
  const refusal = results.find(({ error }) => error)?.error;
  if (refusal) throw new Error(`discovery: ${refusal.content}`);
  const config = results.find(({ config_result }) => config_result)?.config_result;
  const members = results.find((result) => result.members)?.members;
  const tlsCaPem = (mspId: string): string => authoritiesOf(config?.msps[mspId]);
  const orderers = Object.entries(config?.orderers ?? {}).flatMap(([mspId, { endpoint }]) =>
    endpoint.map(({ host, port }) => ({
      ...{ mspId, address: `${host}:${port}`, tlsCaPem: tlsCaPem(mspId) },
    })),
  );
  const peers = Object.entries(members?.peers_by_org ?? {}).flatMap(([mspId, org]) =>
    org.peers.map((peer) => ({ mspId, tlsCaPem: tlsCaPem(mspId), ...readPeer(peer) })),
  );
  // A peer without an address of its own cannot be asked from outside.
  return { orderers, peers: peers.filter(({ address }) => address !== '') };
}

function readPeer(peer: PeerMessage): Pick<DiscoveredPeer, 'address' | 'height' | 'chaincodes'> {
  const { gossip } = createRequire(import.meta.url)(
    '@hyperledger/fabric-protos',
  ) as typeof FabricProtos;
  const read = (payload: Uint8Array | undefined) =>
    gossip.GossipMessage.deserializeBinary(payload ?? new Uint8Array());
  const alive = read(peer.membership_info?.payload).getAliveMsg();
  const state = read(peer.state_info?.payload).getStateInfo()?.getProperties();
  return {
    address: alive?.getMembership()?.getEndpoint() ?? '',
    height: state?.getLedgerHeight() ?? 0,
    chaincodes: state?.getChaincodesList().map((chaincode) => chaincode.getName()) ?? [],
  };
}

function authoritiesOf(msp: MspConfig | undefined): string {
  const certificates = [...(msp?.tls_root_certs ?? []), ...(msp?.tls_intermediate_certs ?? [])];
  return certificates.map((bytes) => Buffer.from(bytes).toString().trim()).join('\n');
}
