/**
 * The embedded network: peers of all organisations, ordering and one ledger in this process, with Fabric's rules.
 * It runs the genuine fabric-shim over its own peer side; more than one machine means real Fabric.
 */
import type { Contract } from 'fabric-contract-api';
import { isMspId } from '../../chaincode/index.js';
import type { Clock } from '../clock.js';
import { PlatformFault } from '../fault.js';
import type { OrganisationIdentity } from '../identity/index.js';
import type { Ledger, LedgerInfo } from '../ledger.js';
import { ORGANISATIONS } from './addresses.js';
import type { Block } from './block.js';
import { BlockReader } from './block-reader.js';
import type { ChainReport } from './chain-report.js';
import { checkChain } from './chain-report.js';
import { CommitQueue } from './commit-queue.js';
import type { Creator } from './creator.js';
import { readCreator } from './creator.js';
import type { ConnectOptions } from './embedded-ledger.js';
import { EmbeddedLedger } from './embedded-ledger.js';
import type { EventSource } from './event-stream.js';
import { eventsOf, HeightSignal } from './event-stream.js';
import type { LedgerFolder } from './ledger-folder.js';
import { openFolder } from './ledger-folder.js';
import { Peer } from './peer.js';
import type { HeldKey, HeldValue } from './private-store.js';
import { heldKeys, heldValues } from './private-store.js';
import type { ShimRuntime } from './shim-runtime.js';
import { loadShim } from './shim-runtime.js';
import type { StateStore } from './state-store.js';
import type { PathOptions } from './transaction-path.js';
import { evaluateOnce, submitOnce } from './transaction-path.js';

export interface EmbeddedNetworkOptions {
  /** The ledger's folder; one process at a time. */
  readonly dir: string;
  readonly channel: string;
  /** New contract instances, called once per organisation: each peer runs its own chaincode. */
  readonly contracts: () => readonly Contract[];
  readonly clock: Clock;
  /** MSP ids; those that the folder knows already are kept. */
  readonly organisations: readonly string[];
  /** Most results of one scan (Fabric: totalQueryLimit); 100,000 when absent. */
  readonly queryLimit?: number;
}

const QUERY_LIMIT = 100_000;

export class EmbeddedNetwork implements AsyncDisposable {
  readonly #options: EmbeddedNetworkOptions;
  readonly #shim: ShimRuntime;
  readonly #store: StateStore;
  readonly #queue: CommitQueue;
  readonly #blocks: BlockReader;
  readonly #peers = new Map<string, Peer>();
  readonly #signal = new HeightSignal();
  #closed = false;

  private constructor(options: EmbeddedNetworkOptions, folder: LedgerFolder) {
    this.#options = options;
    this.#shim = loadShim();
    this.#store = folder.store;
    this.#blocks = new BlockReader(folder.store.latest);
    this.#queue = new CommitQueue({
      store: folder.store,
      protos: this.#shim.protos,
      head: folder.head,
      onBlock: (block, purges) => this.#onBlock(block, purges),
    });
    for (const mspId of folder.organisations) this.#startChaincode(mspId);
  }

  /**
   * Opens or creates the network's folder. Throws PlatformFault with a repair sentence: LEDGER_BUSY, LEDGER_DAMAGED,
   * LEDGER_VERSION, LEDGER_CHANNEL, DISK_FULL, UNKNOWN_ORGANISATION (an id that is no MSP id).
   */
  static async open(options: EmbeddedNetworkOptions): Promise<EmbeddedNetwork> {
    options.organisations.forEach(checkMspId);
    const folder = await openFolder(options.dir, options.channel, options.organisations);
    return new EmbeddedNetwork(options, folder);
  }

  /** MSP ids of all members, sorted. */
  get organisations(): readonly string[] {
    return [...this.#peers.keys()].sort();
  }

  /** Takes an organisation in, with an empty peer; harmless when it is a member. */
  async addOrganisation(mspId: string): Promise<void> {
    checkMspId(mspId);
    if (this.#peers.has(mspId)) return;
    const all = [...this.#peers.keys(), mspId].sort();
    await this.#store.write([{ key: ORGANISATIONS, value: Buffer.from(JSON.stringify(all)) }]);
    this.#startChaincode(mspId);
  }

  /** A client's connection to its organisation's peer. Throws PlatformFault UNKNOWN_ORGANISATION. */
  connect(identity: OrganisationIdentity, options: ConnectOptions = {}): Ledger {
    const peer = this.#peer(identity.mspId);
    const path = this.#path(identity, readCreator(identity.certificatePem));
    const source: EventSource = {
      height: () => this.#queue.head.height,
      block: (number) => this.#blocks.read(number),
      signal: this.#signal,
      isUp: () => peer.isUp,
      isClosed: () => this.#closed,
    };
    const access = {
      submitOnce: submitOnce.bind(undefined, path),
      evaluate: evaluateOnce.bind(undefined, path),
      events: eventsOf.bind(undefined, source),
      info: () => this.#info(),
    };
    return new EmbeddedLedger(identity.mspId, access, options);
  }

  /** Makes an organisation's peer unreachable, for others and for its own clients. */
  stopPeer(mspId: string): void {
    this.#peer(mspId).isUp = false;
  }

  startPeer(mspId: string): void {
    this.#peer(mspId).isUp = true;
    this.#signal.notify();
  }

  /** A block as it is stored; throws RangeError when there is none of this number. */
  block(number: number): Block {
    return this.#blocks.read(number);
  }

  /** Keys of the private values that an organisation's peer holds at present. */
  async privateKeys(mspId: string): Promise<readonly HeldKey[]> {
    const peer = this.#peer(mspId);
    return this.#store.atOneMoment((view) => heldKeys(view, peer.mspId));
  }

  /** Everything in an organisation's private store, past versions that are not purged included. */
  async privateValues(mspId: string): Promise<readonly HeldValue[]> {
    const peer = this.#peer(mspId);
    return this.#store.atOneMoment((view) => heldValues(view, peer.mspId));
  }

  /** Checks all blocks, signatures and indexes again. */
  async verifyChain(): Promise<ChainReport> {
    const { channel } = this.#options;
    const view = this.#store.latest;
    return checkChain({ shim: this.#shim, view, channel, head: this.#queue.head });
  }

  /** Resolves when values purged so far are gone from the files; purges start this by themselves. */
  async compact(): Promise<void> {
    await this.#queue.settled();
    await this.#store.compact();
  }

  /** Ends event streams, waits for blocks under way and for erasures, closes the folder. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const peer of this.#peers.values()) peer.isUp = false;
    this.#signal.notify();
    await this.#store.closeToReaders();
    // What was endorsed by then hands its transaction in within this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    await this.#queue.settled();
    if (await this.#store.isPurgePending()) await this.#store.compact();
    await this.#store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #path(identity: OrganisationIdentity, creator: Creator): PathOptions {
    const { channel, clock } = this.#options;
    return {
      shim: this.#shim,
      store: this.#store,
      queue: this.#queue,
      peers: this.#peers,
      ...{ channel, clock, identity, creator },
    };
  }

  #startChaincode(mspId: string): void {
    const peer = new Peer({
      mspId,
      shim: this.#shim,
      contracts: this.#options.contracts(),
      queryLimit: this.#options.queryLimit ?? QUERY_LIMIT,
      block: (number) => this.#blocks.read(number),
    });
    this.#peers.set(mspId, peer);
  }

  #peer(mspId: string): Peer {
    const peer = this.#peers.get(mspId);
    if (peer !== undefined) return peer;
    throw unknownOrganisation(mspId);
  }

  #info(): LedgerInfo {
    const { height, hash } = this.#queue.head;
    return { engine: 'embedded', channel: this.#options.channel, height, head: hash };
  }

  #onBlock(block: Block, purges: boolean): void {
    this.#blocks.keep(block);
    this.#signal.notify();
    // A failed compaction leaves its mark in the store: the next purge, close or opening does it again.
    if (purges) this.#store.compact().catch(() => undefined);
  }
}

function checkMspId(mspId: string): void {
  if (!isMspId(mspId)) throw unknownOrganisation(mspId);
}

function unknownOrganisation(mspId: string): PlatformFault {
  return new PlatformFault(
    'UNKNOWN_ORGANISATION',
    `${mspId} is no member of this network; add it with addOrganisation, or correct the MSP id`,
  );
}
