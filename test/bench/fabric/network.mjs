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
} from '../../../dist/network/fabric/index.js';

const NAMES = ['north', 'south', 'east', 'west', 'isle'];
const PUT = fileURLToPath(new URL('./put-contract.mjs', import.meta.url));
const open = new Set();
const interruption = new globalThis.AbortController();

/** Brings up a network of so many members with the put contract, and with our own contracts when asked. */
export async function openNetwork({ members, batch = {}, own = false }) {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-fabric-bench-'));
  const description = await describeNetwork({
    ...{ dir, firstPort: 0, batch },
    organisations: NAMES.slice(0, members).map((name) => ({ mspId: `${name}MSP`, name })),
    chaincodes: [{ name: 'bench', contracts: PUT }, ...(own ? [{ name: 'guanlian' }] : [])],
  });
  const network = new BenchNetwork(dir, description);
  open.add(network);
  try {
    const started = performance.now();
    network.starting = bringUp(description, { signal: interruption.signal });
    await network.starting;
    network.seconds = (performance.now() - started) / 1000;
  } catch (cause) {
    await network.close();
    throw cause;
  }
  return network;
}

/** Takes down whatever is up. */
export async function closeAll() {
  for (const network of [...open]) await network.close();
}

/** Ends a bench in the middle of its work, its networks with it. */
export async function interrupt() {
  interruption.abort(new Error('interrupted'));
  await closeAll();
}

export function wasInterrupted() {
  return interruption.signal.aborted;
}

class BenchNetwork {
  #dir;
  #connections = [];
  #closed;
  seconds = 0;
  starting = Promise.resolve();
  description;

  constructor(dir, description) {
    this.#dir = dir;
    this.description = description;
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

  close() {
    return (this.#closed ??= this.#end());
  }

  async #end() {
    // What is being started is stopped once it has been.
    await this.starting.catch(() => undefined);
    for (const end of this.#connections) await end();
    await resetNetwork(this.#dir);
    await rm(this.#dir, { recursive: true, force: true });
    open.delete(this);
  }

  async #connection(mspId, chaincode) {
    const file = layoutOf(this.#dir).organisation(mspId).connectionProfile;
    const { channel } = this.description;
    return readConnectionProfile(file, { channel, chaincode });
  }
}
