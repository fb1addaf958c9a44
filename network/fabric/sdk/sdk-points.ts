/**
 * The SDK's services of nodes ("points" here: endorser, committer, discoverer, eventer), dialled without its waits. What
 * its types leave out of them is named here and nowhere else.
 */
import type { Gateway, Network } from 'fabric-network';

export type SdkChannel = ReturnType<Network['getChannel']>;
export type SdkClient = SdkChannel['client'];
export type SdkEndorser = ReturnType<SdkClient['newEndorser']>;
export type SdkCommitter = ReturnType<SdkClient['newCommitter']>;
export type SdkDiscoverer = ReturnType<SdkClient['newDiscoverer']>;
export type SdkEventer = ReturnType<SdkClient['newEventer']>;
export type SdkPoint = SdkEndorser | SdkCommitter | SdkDiscoverer | SdkEventer;
export type SdkIdentityContext = NonNullable<Gateway['identityContext']>;

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

/**
 * Makes the gRPC client without the SDK's wait for it to be connected: gRPC dials at the first call, answers at once when
 * nobody listens, and dials again by itself.
 */
export function dial<T extends SdkPoint>(point: T): T {
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

/** Keeps a point that the SDK has dialled while it loaded the profile, whether the node answered then or not. */
export function keep<T extends SdkPoint>(point: T): T {
  const inside = point as unknown as Dialled;
  if (!inside.service) return dial(point);
  // The SDK's mark tells only how its first wait ended; gRPC finds the node again by itself.
  inside.connected = true;
  return point;
}
