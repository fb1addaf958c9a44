/** A channel of three scripted peers and two scripted ordering nodes, and the driver's connection of the first one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import protos from '@hyperledger/fabric-protos';
import type { FabricConnection } from '../../../../network/fabric/connection-profile.js';
import { openFabricNetworkLedger } from '../../../../network/fabric/sdk/fabric-network-ledger.js';
import { openIdentity } from '../../../../network/identity/index.js';
import type { Ledger } from '../../../../network/index.js';
import { systemClock } from '../../../../network/index.js';
import { endorses, responds } from './proposal-responses.js';
import type { Answer, Asked, Order, ScriptedNode } from './scripted-node.js';
import { OVERRIDE, scriptedNode } from './scripted-node.js';

export const [A, B, C] = ['AMSP', 'BMSP', 'CMSP'] as const;
const SUCCESS = 200;

export interface ChannelScript {
  /** By organisation; what every peer endorses alike when absent. */
  readonly peers?: Readonly<Record<string, (asked: Asked, time: number) => Answer>>;
  /** What each ordering node answers; both take everything when absent. */
  readonly orderers?: readonly Order[];
  /** Whether a transaction that an ordering node took is committed. */
  readonly commits?: boolean;
}

export interface ScriptedChannel extends AsyncDisposable {
  readonly ledger: Ledger;
  /** Proposals for the contract, by organisation. */
  readonly asked: Readonly<Record<string, number>>;
  /** How often each ordering node was given a transaction. */
  readonly ordered: readonly number[];
  /** Ends the peer of an organisation. */
  stop(mspId: string): Promise<void>;
}

/** Opens the channel and the ledger of AMSP. */
export async function scriptedChannel(script: ChannelScript = {}): Promise<ScriptedChannel> {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-sdk-'));
  const chain = new Chain();
  const asked: Record<string, number> = { [A]: 0, [B]: 0, [C]: 0 };
  const ordered = [0, 0];
  const answer =
    (mspId: string) =>
    (request: Asked): Answer => {
      if (request.chaincode === 'qscc') return endorses({}, chain.info());
      asked[mspId] = (asked[mspId] ?? 0) + 1;
      const said = script.peers?.[mspId];
      return said ? said(request, asked[mspId]) : endorses({ writes: { k: 'v' }, result: 'done' });
    };
  const orderers: ScriptedNode[] = [];
  for (const [index, mspId] of [A, B].entries()) {
    const order: Order = (txId) => {
      ordered[index] = (ordered[index] ?? 0) + 1;
      const status = script.orderers ? script.orderers[index]?.(txId) : SUCCESS;
      if (status === SUCCESS && script.commits !== false) chain.add(txId);
      return status;
    };
    orderers.push(await scriptedNode(mspId, { order }));
  }
  const peers: ScriptedNode[] = [];
  const discover = () => discoveryResponse(peers, orderers);
  for (const mspId of [A, B, C]) {
    const own = mspId === A ? { discover, filtered: (from: number) => chain.blocks(from) } : {};
    peers.push(await scriptedNode(mspId, { ...own, endorse: answer(mspId) }));
  }
  const identity = await openIdentity({ dir, mspId: A, name: 'node', clock: systemClock });
  const connection = connectionOf(peers);
  const ledger = await openFabricNetworkLedger({ connection, identity, retries: 0 });
  return {
    ...{ ledger, asked, ordered },
    stop: async (mspId) => peers.find((peer) => peer.mspId === mspId)?.[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => {
      await ledger[Symbol.asyncDispose]();
      chain.end();
      for (const node of [...peers, ...orderers]) await node[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Only the first peer is in the profile: the others come from discovery. */
export function connectionOf(peers: readonly ScriptedNode[]): FabricConnection {
  const [own] = peers as [ScriptedNode];
  const { mspId, address, tlsCaPem } = own;
  const peer = { name: 'own', mspId, address, tlsCaPem, hostnameOverride: OVERRIDE };
  const profile = {
    name: 'scripted',
    organizations: { [mspId]: { mspid: mspId, peers: ['own'] } },
    peers: { own: { url: `grpcs://${address}`, tlsCACerts: { pem: tlsCaPem } } },
  };
  return { channel: 'customs', chaincode: 'probe', mspId, peer, peers: [peer], profile };
}

/** Blocks of one transaction each. */
class Chain {
  readonly #txIds: string[] = ['genesis'];
  #wake: () => void = () => undefined;
  #ended = false;

  add(txId: string): void {
    this.#txIds.push(txId);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  info(): Uint8Array {
    const info = new protos.common.BlockchainInfo();
    info.setHeight(this.#txIds.length);
    info.setCurrentblockhash(Buffer.from('ab'));
    return info.serializeBinary();
  }

  async *blocks(from: number): AsyncGenerator<{ number: number; txIds: string[] }> {
    for (let number = from; !this.#ended; number += 1) {
      while (number >= this.#txIds.length && !this.#ended) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      if (!this.#ended) yield { number, txIds: [this.#txIds[number]!] };
    }
  }
}

export function discoveryResponse(
  peers: readonly Pick<ScriptedNode, 'mspId' | 'address' | 'tlsCaPem'>[],
  orderers: readonly Pick<ScriptedNode, 'mspId' | 'address'>[],
): InstanceType<typeof protos.discovery.Response> {
  const config = new protos.discovery.ConfigResult();
  const members = new protos.discovery.PeerMembershipResult();
  // google-protobuf brings no types of its own.
  const msps = config.getMspsMap() as unknown as Map<string, unknown>;
  const endpoints = config.getOrderersMap() as unknown as Map<string, unknown>;
  const byOrg = members.getPeersByOrgMap() as unknown as Map<string, unknown>;
  for (const { mspId, address, tlsCaPem } of peers) {
    const msp = new protos.msp.FabricMSPConfig();
    msp.setTlsRootCertsList([Buffer.from(tlsCaPem)]);
    msps.set(mspId, msp);
    const list = new protos.discovery.Peers();
    list.addPeers(discoveredPeer(address));
    byOrg.set(mspId, list);
  }
  for (const { mspId, address } of orderers) {
    const [host, port] = address.split(':') as [string, string];
    const endpoint = new protos.discovery.Endpoint();
    endpoint.setHost(host);
    endpoint.setPort(Number(port));
    const list = new protos.discovery.Endpoints();
    list.addEndpoint(endpoint);
    endpoints.set(mspId, list);
  }
  const response = new protos.discovery.Response();
  const [first, second] = [new protos.discovery.QueryResult(), new protos.discovery.QueryResult()];
  first.setConfigResult(config);
  second.setMembers(members);
  response.setResultsList([first, second]);
  return response;
}

function discoveredPeer(address: string): InstanceType<typeof protos.discovery.Peer> {
  const { gossip } = protos;
  const member = new gossip.Member();
  member.setEndpoint(address);
  const alive = new gossip.AliveMessage();
  alive.setMembership(member);
  const aliveMessage = new gossip.GossipMessage();
  aliveMessage.setAliveMsg(alive);
  const chaincode = new gossip.Chaincode();
  chaincode.setName('probe');
  const properties = new gossip.Properties();
  properties.setLedgerHeight(7);
  properties.addChaincodes(chaincode);
  const state = new gossip.StateInfo();
  state.setProperties(properties);
  const stateMessage = new gossip.GossipMessage();
  stateMessage.setStateInfo(state);
  const peer = new protos.discovery.Peer();
  const [info, stateInfo] = [new gossip.Envelope(), new gossip.Envelope()];
  info.setPayload(aliveMessage.serializeBinary());
  stateInfo.setPayload(stateMessage.serializeBinary());
  peer.setMembershipInfo(info);
  peer.setStateInfo(stateInfo);
  return peer;
}

export { endorses, responds };
