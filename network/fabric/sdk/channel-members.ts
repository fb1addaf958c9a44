/** The nodes of the channel that this client can ask: those of the connection profile and those that discovery lists. */
import type { FabricConnection } from '../connection-profile.js';
import type { DiscoveredChannel, DiscoveredPeer } from './discovery.js';
import type { NodeAddress } from './sdk-connection.js';

const FRESH_MS = 10_000;

export class ChannelMembers {
  readonly #connection: FabricConnection;
  readonly #ask: () => Promise<DiscoveredChannel>;
  /** By address; what discovery listed once is kept, for a peer that is down is still whom a call may name. */
  readonly #peers = new Map<string, DiscoveredPeer>();
  #asked: Promise<DiscoveredChannel> | undefined;
  #askedAt = 0;
  #last: DiscoveredChannel | undefined;

  constructor(connection: FabricConnection, ask: () => Promise<DiscoveredChannel>) {
    this.#connection = connection;
    this.#ask = ask;
    for (const { mspId, address, tlsCaPem } of connection.peers) {
      this.#peers.set(address, { mspId, address, tlsCaPem, height: 0, chaincodes: [] });
    }
  }

  /** Organisations with a peer that was ever known, sorted. */
  get organisations(): readonly string[] {
    return [...new Set([...this.#peers.values()].map(({ mspId }) => mspId))].sort();
  }

  /** What discovery lists, not older than some seconds; calls at the same time share one question. */
  async listed({ fresh = false } = {}): Promise<DiscoveredChannel> {
    if (!this.#asked || fresh || Date.now() - this.#askedAt > FRESH_MS) {
      this.#askedAt = Date.now();
      this.#asked = this.#refresh();
    }
    return this.#asked;
  }

  /** Organisations that discovery lists with a peer that runs the chaincode, the own one first, then sorted. */
  async endorsingOrganisations(): Promise<readonly string[]> {
    const { peers } = await this.listed();
    const { chaincode, mspId: own } = this.#connection;
    const able = peers.filter(({ chaincodes }) => chaincodes.includes(chaincode));
    const others = new Set(able.map(({ mspId }) => mspId).filter((mspId) => mspId !== own));
    return [own, ...[...others].sort()];
  }

  /** Peers of an organisation, the most able first; asks discovery when none is known. */
  async peersOf(mspId: string): Promise<readonly NodeAddress[]> {
    if (!this.organisations.includes(mspId)) await this.listed({ fresh: true });
    const { peer, chaincode } = this.#connection;
    const worth = (one: DiscoveredPeer): number =>
      (one.address === peer.address ? Number.MAX_SAFE_INTEGER : one.height) +
      (one.chaincodes.includes(chaincode) ? 0.5 : 0);
    const peers = [...this.#peers.values()].filter((one) => one.mspId === mspId);
    return peers.sort((a, b) => worth(b) - worth(a));
  }

  async #refresh(): Promise<DiscoveredChannel> {
    try {
      this.#last = await this.#ask();
      for (const peer of this.#last.peers) this.#peers.set(peer.address, peer);
      return this.#last;
    } catch (cause) {
      this.#asked = undefined;
      // The nodes of a moment ago serve while the peer cannot tell; whether it is there at all is asked elsewhere.
      if (this.#last) return this.#last;
      throw cause;
    }
  }
}
