/** The name that a node's TLS certificate must show, where its address says something else. */
import type { PeerEndpoint } from '../connection-profile.js';

/**
 * The override for an address that discovery gave. The profile's own entry counts first; an address that the profile
 * does not name takes the override of a peer on the same host, one of its own organisation before others.
 */
export function nameOverride(
  peers: readonly PeerEndpoint[],
  mspId: string,
  address: string,
): string | undefined {
  const exact = peers.find((peer) => peer.address === address);
  if (exact) return exact.hostnameOverride;
  const host = hostOf(address);
  const near = peers.filter((peer) => hostOf(peer.address) === host);
  return (near.find((peer) => peer.mspId === mspId) ?? near[0])?.hostnameOverride;
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}
