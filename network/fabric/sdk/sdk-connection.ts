/**
 * One organisation's connections through `fabric-network`: its gateway object, made from the connection profile, and the
 * endorsers, ordering nodes, discovery and block services that the SDK's own client dials.
 */
import type { Gateway, Network } from 'fabric-network';
import type { OrganisationIdentity } from '../../identity/index.js';
import type { FabricConnection } from '../connection-profile.js';
import { nameOverride } from './name-override.js';
import { loadFabricNetwork } from './quiet-sdk.js';
import type { Signable } from './signing-identity.js';
import { identityProvider, sdkIdentity, signWith } from './signing-identity.js';

export type SdkChannel = ReturnType<Network['getChannel']>;
type SdkClient = SdkChannel['client'];
export type SdkEndorser = ReturnType<SdkClient['newEndorser']>;
export type SdkCommitter = ReturnType<SdkClient['newCommitter']>;
type SdkDiscoverer = ReturnType<SdkClient['newDiscoverer']>;
type SdkEventer = ReturnType<SdkClient['newEventer']>;
type SdkPoint = SdkEndorser | SdkCommitter | SdkDiscoverer | SdkEventer;
type SdkIdentityContext = NonNullable<Gateway['identityContext']>;

/** The gRPC client under a service of the SDK, which its types leave out. */
export interface GrpcClient {
  getChannel(): { getConnectivityState(tryToConnect: boolean): number };
  waitForReady(deadline: number, done: (error?: Error) => void): void;
  close(): void;
}

/** What the SDK's `connect` does before it waits. */
interface Dialled {
  connected: boolean;
  service: GrpcClient | null;
  readonly serviceClass: new (address: string, creds: unknown, options: unknown) => GrpcClient;
  readonly endpoint: { readonly addr: string; readonly creds: unknown };
  readonly options: unknown;
}

/** Where a node is, and whose. */
export interface NodeAddress {
  readonly mspId: string;
  /** `host:port`. */
  readonly address: string;
  /** Authorities of the organisation's TLS certificates, PEM. */
  readonly tlsCaPem: string;
}

export const CALL_LIMIT_MS = 30_000;

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
      if (!(endorser as unknown as Dialled).service) dial(endorser);
      // The SDK's mark tells only how its first wait ended; gRPC finds the peer again by itself.
      (endorser as unknown as Dialled).connected = true;
      this.#endorsers.set(address, endorser);
    }
  }

  /** Loads the SDK and the profile. Peers that do not answer are no hindrance. */
  static async open(
    connection: FabricConnection,
    identity: OrganisationIdentity,
  ): Promise<SdkConnection> {
    const { Gateway } = await loadFabricNetwork();
    const gateway = new Gateway();
    await gateway.connect(endorsersOnly(connection.profile), {
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

  /** The endpoint of the endorser is shared, and with it the connection. */
  #toOwnPeer<T extends SdkPoint>(point: T): T {
    point.setEndpoint(this.ownPeer.endpoint);
    this.#others.add(point);
    return dial(point);
  }
}

/**
 * Makes the gRPC client without the SDK's wait for it to be connected: gRPC dials at the first call, answers at once when
 * nobody listens, and dials again by itself.
 */
function dial<T extends SdkPoint>(point: T): T {
  const inside = point as unknown as Dialled;
  const { serviceClass: Service, endpoint, options } = inside;
  inside.service = new Service(endpoint.addr, endpoint.creds, options);
  inside.connected = true;
  return point;
}

/** The gRPC client of a node that has been dialled. */
export function grpcClientOf(point: SdkPoint): GrpcClient {
  return (point as unknown as Dialled).service!;
}

/** Ordering nodes come from discovery, which knows those of today. */
function endorsersOnly(profile: unknown): Record<string, unknown> {
  const { name, version, client, organizations, peers } = profile as Record<string, unknown>;
  return { name, version, client, organizations, peers };
}
