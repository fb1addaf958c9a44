/**
 * One organisation's connections through `fabric-network`: its gateway object, made from the connection profile, and the
 * endorsers, ordering nodes, discovery and block services that the SDK's own client dials.
 */
import type { Gateway } from 'fabric-network';
import type { OrganisationIdentity } from '../../identity/index.js';
import type { FabricConnection } from '../connection-profile.js';
import { nameOverride } from './name-override.js';
import { loadFabricNetwork } from './quiet-sdk.js';
import type {
  SdkChannel,
  SdkClient,
  SdkCommitter,
  SdkDiscoverer,
  SdkEndorser,
  SdkEventer,
  SdkIdentityContext,
  SdkPoint,
} from './sdk-points.js';
import { dial, keep } from './sdk-points.js';
import type { Signable } from './signing-identity.js';
import { identityProvider, sdkIdentity, signWith } from './signing-identity.js';

/** Where a node is, and whose. */
export interface NodeAddress {
  readonly mspId: string;
  /** `host:port`. */
  readonly address: string;
  /** Authorities of the organisation's TLS certificates, PEM. */
  readonly tlsCaPem: string;
}

const CALL_LIMIT_MS = 30_000;

/** gRPC ends a call that a node does not answer; the SDK would only stop listening to it. */
const CALL_LIMITS = {
  methodConfig: [
    {
      name: ['protos.Endorser', 'discovery.Discovery', 'orderer.AtomicBroadcast'].map(
        (service) => ({ service }),
      ),
      timeout: `${CALL_LIMIT_MS / 1000}s`,
    },
  ],
};

const CONNECTION_OPTIONS = {
  'grpc.service_config': JSON.stringify(CALL_LIMITS),
  // A connection of its own for each point: one that only seems to be open is left behind by dialling anew.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2000,
  // The SDK stops listening later than gRPC ends the call.
  requestTimeout: CALL_LIMIT_MS + 5000,
  // How long the SDK waits for each peer of the profile while it connects; they are dialled again whenever needed.
  'grpc-wait-for-ready-timeout': 500,
};

export class SdkConnection {
  readonly channel: SdkChannel;
  readonly identityContext: SdkIdentityContext;
  readonly #connection: FabricConnection;
  readonly #identity: OrganisationIdentity;
  readonly #gateway: Gateway;
  readonly #endorsers = new Map<string, SdkEndorser>();
  readonly #committers = new Map<string, SdkCommitter>();
  readonly #others = new Set<SdkPoint>();

  private constructor(
    gateway: Gateway,
    channel: SdkChannel,
    connection: FabricConnection,
    identity: OrganisationIdentity,
  ) {
    this.channel = channel;
    this.identityContext = gateway.identityContext as SdkIdentityContext;
    this.#connection = connection;
    this.#identity = identity;
    this.#gateway = gateway;
    for (const { name, address } of connection.peers) {
      const endorser = channel.client.getEndorser(name);
      this.#endorsers.set(address, keep(endorser));
    }
  }

  /** Loads the SDK and the profile. Peers that do not answer are no hindrance. */
  static async open(
    connection: FabricConnection,
    identity: OrganisationIdentity,
  ): Promise<SdkConnection> {
    const { Gateway } = await loadFabricNetwork();
    const gateway = new Gateway();
    await gateway.connect(profileOf(connection), {
      identity: sdkIdentity(identity),
      identityProvider: identityProvider(identity),
      // Discovery is asked by us: the SDK would sign by itself and wait for every node that does not answer.
      discovery: { enabled: false, asLocalhost: false },
      'connection-options': CONNECTION_OPTIONS,
    });
    const network = await gateway.getNetwork(connection.channel);
    return new SdkConnection(gateway, network.getChannel(), connection, identity);
  }

  get ownPeer(): SdkEndorser {
    return this.#endorsers.get(this.#connection.peer.address)!;
  }

  endorser(node: NodeAddress): SdkEndorser {
    const known = this.#endorsers.get(node.address);
    if (known) return known;
    const endorser = this.#client.newEndorser(node.address, node.mspId);
    this.#endorsers.set(node.address, this.#open(endorser, node));
    return endorser;
  }

  /** Dials an endorser anew that let a call time out; calls that are under way end on the old connection. */
  redial(endorser: SdkEndorser): void {
    endorser.disconnect();
    dial(endorser);
  }

  committer(node: NodeAddress): SdkCommitter {
    const known = this.#committers.get(node.address);
    if (known) return known;
    const committer = this.#client.newCommitter(node.address, node.mspId);
    this.#committers.set(node.address, this.#open(committer, node));
    return committer;
  }

  /** The own peer's discovery service; `release` it after use. */
  discoverer(): SdkDiscoverer {
    const { name, mspId } = this.#connection.peer;
    return this.#toOwnPeer(this.#client.newDiscoverer(name, mspId));
  }

  /** A block stream of the own peer, not started; `release` it after use. */
  eventer(): SdkEventer {
    const { name, mspId } = this.#connection.peer;
    return this.#toOwnPeer(this.#client.newEventer(name, mspId));
  }

  release(point: SdkDiscoverer | SdkEventer): void {
    this.#others.delete(point);
    point.disconnect();
  }

  sign<T extends Signable>(message: T, built: Uint8Array): Promise<T> {
    return signWith(this.#identity.signer, message, built);
  }

  close(): void {
    const points = [...this.#endorsers.values(), ...this.#committers.values(), ...this.#others];
    for (const point of points) point.disconnect();
    this.#gateway.disconnect();
  }

  get #client(): SdkClient {
    return this.channel.client;
  }

  #open<T extends SdkPoint>(point: T, { mspId, address, tlsCaPem }: NodeAddress): T {
    const override = nameOverride(this.#connection.peers, mspId, address);
    const endpoint = this.#client.newEndpoint({
      ...{ url: `grpcs://${address}`, pem: tlsCaPem },
      ...(override === undefined ? {} : { 'ssl-target-name-override': override }),
    });
    point.setEndpoint(endpoint);
    return dial(point);
  }

  #toOwnPeer<T extends SdkPoint>(point: T): T {
    point.setEndpoint(this.ownPeer.endpoint);
    this.#others.add(point);
    return dial(point);
  }
}

/**
 * The profile with the peers as they were read from it. Ordering nodes are left out: they come from discovery, which
 * knows those of today.
 */
function profileOf({ profile, peers }: FabricConnection): Record<string, unknown> {
  const { name, version, client, organizations, ...rest } = profile as Record<string, unknown>;
  const described = rest['peers'] as Record<string, { readonly grpcOptions?: object }>;
  const endpoints = peers.map((peer) => {
    const { address, tlsCaPem: pem, hostnameOverride: override } = peer;
    const names = override === undefined ? {} : { 'ssl-target-name-override': override };
    const grpcOptions = { ...described[peer.name]?.grpcOptions, ...names };
    return [peer.name, { url: `grpcs://${address}`, tlsCACerts: { pem }, grpcOptions }] as const;
  });
  return { name, version, client, organizations, peers: Object.fromEntries(endpoints) };
}
