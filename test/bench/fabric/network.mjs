/** A Fabric network of the bench's own in a temporary folder, with connections to it; always taken down. */
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import {
  bringUp,
  connectFabric,
  describeNetwork,
  layoutOf,
  networkStatus,
  readConnectionProfile,
  readWalletIdentity,
  resetNetwork,
} from '/tmp/bd/snap/dist/network/fabric/index.js';

const NAMES = ['north', 'south', 'east', 'west', 'isle'];
const PUT = fileURLToPath(new URL('./put-contract.mjs', import.meta.url));
const open = new Set();

/** Brings up a network of so many members with the put contract, and with our own contracts when asked. */
export async function openNetwork({ members, batch = {}, own = false }) {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-fabric-bench-'));
  const network = new BenchNetwork(dir);
  open.add(network);
  const description = await describeNetwork({
    ...{ dir, firstPort: 0, batch },
    organisations: NAMES.slice(0, members).map((name) => ({ mspId: `${name}MSP`, name })),
    chaincodes: [{ name: 'bench', contracts: PUT }, ...(own ? [{ name: 'guanlian' }] : [])],
  });
  try {
    const started = performance.now();
    await bringUp(description);
    network.seconds = (performance.now() - started) / 1000;
  } catch (cause) {
    await network.close();
    throw cause;
  }
  network.description = description;
  return network;
}

/** Takes down whatever is up: for interruptions. */
export async function closeAll() {
  for (const network of [...open]) await network.close();
}

class BenchNetwork {
  #dir;
  #connections = [];
  seconds = 0;
  description;

  constructor(dir) {
    this.#dir = dir;
  }

  get members() {
    return this.description.organisations.map(({ mspId }) => mspId);
  }

  /** Our adapter, as a node opens it. */
  async ledger(mspId, { driver = 'fabric-gateway', chaincode = 'bench' } = {}) {
    const ledger = await connectFabric({
      driver,
      connection: await this.#connection(mspId, chaincode),
      identity: await this.identity(mspId),
    });
    this.#connections.push(() => ledger[Symbol.asyncDispose]());
    return ledger;
  }

  /** The gateway's client as its documentation shows it: the baseline. */
  async rawContract(mspId) {
    const { peer, channel, chaincode } = await this.#connection(mspId, 'bench');
    const folder = layoutOf(this.#dir).organisation(mspId).dir;
    const client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsCaPem)), {
      'grpc.ssl_target_name_override': peer.hostnameOverride,
    });
    const key = createPrivateKey(await readFile(join(folder, 'node-key.pem')));
    const gateway = connect({
      client,
      identity: { mspId, credentials: await readFile(join(folder, 'node.pem')) },
      signer: signers.newPrivateKeySigner(key),
      hash: hash.sha256,
    });
    this.#connections.push(() => {
      gateway.close();
      client.close();
    });
    return gateway.getNetwork(channel).getContract(chaincode);
  }

  identity(mspId) {
    return readWalletIdentity(join(layoutOf(this.#dir).organisation(mspId).wallet, 'node.id'));
  }

  status() {
    return networkStatus(this.description);
  }

  async close() {
    open.delete(this);
    for (const end of this.#connections) await end();
    if (this.description) await resetNetwork(this.#dir);
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #connection(mspId, chaincode) {
    const file = layoutOf(this.#dir).organisation(mspId).connectionProfile;
    const { channel } = this.description;
    return readConnectionProfile(file, { channel, chaincode });
  }
}
