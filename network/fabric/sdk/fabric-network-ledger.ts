/**
 * The `Ledger` port over fabric-network 2.2, for members whose peers have no gateway service (before Fabric 2.4). The
 * package is no longer maintained upstream; it is loaded only here, with its log silenced.
 */
import { setMaxListeners } from 'node:events';
import type { Outcome } from '../../../chaincode/index.js';
import { accepted, refused } from '../../../chaincode/index.js';
import type {
  Committed,
  ContractCall,
  EventOptions,
  Ledger,
  LedgerEvent,
  LedgerFailure,
  LedgerInfo,
} from '../../ledger.js';
import type { FabricBlock } from '../block.js';
import { blockEvents } from '../block-events.js';
import { ChannelReader } from '../channel-reader.js';
import type { FabricConnectOptions } from '../connect.js';
import type { FabricConnection } from '../connection-profile.js';
import { sortEndorsement, unnamedEndorsers } from '../failures.js';
import type { Attempt, RetryRules } from '../retry.js';
import { untilAborted, withRetries } from '../retry.js';
import { errorOf } from './agreement-of-peers.js';
import { filteredBlocks, fullBlocks } from './block-stream.js';
import { ChannelMembers } from './channel-members.js';
import { CommitWatch } from './commit-watch.js';
import { askDiscovery } from './discovery.js';
import { ask, propose } from './endorsement.js';
import { lively } from './lively-stream.js';
import { OrderingNodes } from './ordering.js';
import type { PeerAnswer } from './peer-answer.js';
import { SdkConnection } from './sdk-connection.js';
import type { TransactionOptions } from './transaction.js';
import { submitOnce } from './transaction.js';

const DEFAULT_RETRIES = 3;
const SYSTEM = 'qscc';

/** Opens the connection. A peer that does not answer is found by the first call that needs it. */
export async function openFabricNetworkLedger(options: FabricConnectOptions): Promise<Ledger> {
  const connection = await SdkConnection.open(options.connection, options.identity);
  return new FabricNetworkLedger(connection, options);
}

class FabricNetworkLedger implements Ledger {
  readonly mspId: string;
  readonly #fabric: FabricConnection;
  readonly #retries: number;
  readonly #connection: SdkConnection;
  readonly #reader: ChannelReader;
  readonly #transactions: TransactionOptions;
  readonly #closing = new AbortController();
  readonly #own = { height: async (): Promise<number> => (await this.#reader.info()).height };

  constructor(connection: SdkConnection, options: FabricConnectOptions) {
    const { chaincode, channel, mspId } = options.connection;
    this.mspId = mspId;
    this.#fabric = options.connection;
    this.#retries = options.retries ?? DEFAULT_RETRIES;
    // Every call under way listens to it.
    setMaxListeners(0, this.#closing.signal);
    this.#connection = connection;
    this.#reader = new ChannelReader(channel, (name, args) => this.#querySystem(name, args));
    this.#transactions = {
      ...{ connection, chaincode, own: mspId },
      members: new ChannelMembers(options.connection, () => askDiscovery(connection)),
      ordering: new OrderingNodes((node) => connection.committer(node)),
      watch: new CommitWatch({
        open: lively((from, signal) => filteredBlocks(connection, from, signal), this.#own),
        ...this.#own,
      }),
    };
  }

  async submit(call: ContractCall): Promise<Outcome<Committed, LedgerFailure>> {
    call.signal?.throwIfAborted();
    if (call.transient && !call.endorsers) return refused(unnamedEndorsers());
    const once = (): Promise<Attempt<Committed>> =>
      untilAborted(submitOnce(this.#transactions, call), call.signal);
    return withRetries(once, this.#rules(call));
  }

  async evaluate(call: ContractCall): Promise<Outcome<string, LedgerFailure>> {
    call.signal?.throwIfAborted();
    const once = (): Promise<Attempt<string>> =>
      untilAborted(this.#evaluateOnce(call), call.signal);
    return withRetries(once, this.#rules(call));
  }

  events(options: EventOptions = {}): AsyncIterable<LedgerEvent> {
    const signals = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    const open = lively<FabricBlock>(
      (from, signal) => fullBlocks(this.#connection, from, signal),
      this.#own,
    );
    const signal = AbortSignal.any(signals);
    return blockEvents(open, this.#fabric.chaincode, { ...options, signal });
  }

  async info(): Promise<LedgerInfo> {
    const { height, head } = await this.#reader.info();
    return { engine: 'fabric-network', channel: this.#fabric.channel, height, head };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#transactions.watch.close();
    this.#connection.close();
  }

  async #evaluateOnce(call: ContractCall): Promise<Attempt<string>> {
    const named = call.endorsers ?? [this.mspId];
    const asked = named.includes(this.mspId) ? this.mspId : (named[0] ?? this.mspId);
    const answer = await this.#query(this.#fabric.chaincode, call, asked);
    if (answer.kind !== 'endorsed') return refused(sortEndorsement(errorOf([answer]), asked));
    return accepted(answer.response.response.payload.toString());
  }

  async #querySystem(name: string, args: readonly string[]): Promise<Uint8Array> {
    const answer = await this.#query(SYSTEM, { name, args }, this.mspId);
    if (answer.kind === 'endorsed') return answer.response.response.payload;
    const { code, details } = errorOf([answer]);
    const reason = new Error(`${SYSTEM} ${name}: ${details[0]?.message ?? 'no answer'}`);
    throw Object.assign(reason, { code });
  }

  /** An organisation's own peer comes first among its peers; the own organisation's is always this client's. */
  async #query(
    chaincode: string,
    call: Pick<ContractCall, 'name' | 'args' | 'transient'>,
    mspId: string,
  ): Promise<PeerAnswer> {
    const query = this.#connection.channel.newQuery(chaincode);
    await propose(this.#connection, query, call);
    return ask(this.#transactions, mspId, query.getSignedProposal());
  }

  #rules({ signal }: ContractCall): RetryRules {
    return { conflicts: this.#retries, ...(signal ? { signal } : {}) };
  }
}
