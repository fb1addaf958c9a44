/** The `Ledger` port over fabric-gateway: one organisation's client, its own peer's gateway service (Fabric 2.4 and later). */
import { setMaxListeners } from 'node:events';
import type { Network } from '@hyperledger/fabric-gateway';
import type { Outcome } from '../../../chaincode/index.js';
import { accepted, refused } from '../../../chaincode/index.js';
import { PlatformFault } from '../../fault.js';
import type {
  Committed,
  ContractCall,
  EventOptions,
  Ledger,
  LedgerEvent,
  LedgerFailure,
  LedgerInfo,
} from '../../ledger.js';
import { blockEvents } from '../block-events.js';
import { ChannelReader } from '../channel-reader.js';
import type { FabricConnectOptions } from '../connect.js';
import type { FabricConnection } from '../connection-profile.js';
import { sortEndorsement, unnamedEndorsers } from '../failures.js';
import type { Attempt, RetryRules } from '../retry.js';
import { untilAborted, withRetries } from '../retry.js';
import { blocksFrom } from './block-stream.js';
import { commitRequest } from './commit-request.js';
import type { GatewayConnection } from './gateway-connection.js';
import { openGateway } from './gateway-connection.js';
import { fabricError } from './gateway-error.js';
import type { TransactionPath } from './gateway-transaction.js';
import { propose, submitOnce } from './gateway-transaction.js';

const DEFAULT_RETRIES = 3;

/** Opens the connection; nothing is sent before the first call. */
export function openFabricGatewayLedger(options: FabricConnectOptions): Ledger {
  return new FabricGatewayLedger(options);
}

class FabricGatewayLedger implements Ledger {
  readonly mspId: string;
  readonly #fabric: FabricConnection;
  readonly #retries: number;
  readonly #connection: GatewayConnection;
  readonly #network: Network;
  readonly #reader: ChannelReader;
  readonly #path: TransactionPath;
  readonly #closing = new AbortController();

  constructor({ connection, identity, retries = DEFAULT_RETRIES, silentMs }: FabricConnectOptions) {
    const { channel, chaincode, mspId, peer } = connection;
    this.mspId = mspId;
    this.#fabric = connection;
    this.#retries = retries;
    // Every call under way listens to it.
    setMaxListeners(0, this.#closing.signal);
    this.#connection = openGateway({ peer, identity, ...(silentMs ? { silentMs } : {}) });
    const { gateway } = this.#connection;
    this.#network = gateway.getNetwork(channel);
    const system = this.#network.getContract('qscc');
    this.#reader = new ChannelReader(channel, (name, args) =>
      system.evaluate(name, { arguments: [...args], endorsingOrganizations: [mspId] }),
    );
    const creator = { mspId, certificatePem: identity.certificatePem };
    this.#path = {
      ...{ own: mspId, contract: this.#network.getContract(chaincode) },
      commitOf: (txId) => gateway.newCommit(commitRequest({ channel, txId, creator })),
      positionOf: (txId, block) => this.#reader.positionOf(txId, block),
    };
  }

  async submit(call: ContractCall): Promise<Outcome<Committed, LedgerFailure>> {
    const signal = this.#signalOf(call);
    signal.throwIfAborted();
    if (call.transient && !call.endorsers) return refused(unnamedEndorsers());
    return withRetries(() => submitOnce(this.#path, call, signal), this.#rules(signal));
  }

  async evaluate(call: ContractCall): Promise<Outcome<string, LedgerFailure>> {
    const signal = this.#signalOf(call);
    return withRetries(() => this.#evaluateOnce(call, signal), this.#rules(signal));
  }

  events(options: EventOptions = {}): AsyncIterable<LedgerEvent> {
    return blockEvents(
      (from, signal) => blocksFrom(this.#network, from, signal),
      this.#fabric.chaincode,
      { ...options, signal: this.#signalOf(options) },
    );
  }

  async info(): Promise<LedgerInfo> {
    const { height, head } = await this.#reader.info();
    return { engine: 'fabric-gateway', channel: this.#fabric.channel, height, head };
  }

  /** Ends event streams, and calls under way with a fault; nothing is left open. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(closedFault());
    this.#connection.close();
  }

  async #evaluateOnce(call: ContractCall, signal: AbortSignal): Promise<Attempt<string>> {
    const asked = call.endorsers ?? [this.mspId];
    try {
      const answer = propose(this.#path.contract, call, asked).evaluate();
      return accepted(Buffer.from(await untilAborted(answer, signal)).toString());
    } catch (cause) {
      signal.throwIfAborted();
      return refused(sortEndorsement(fabricError(cause), this.mspId, asked[0]));
    }
  }

  #signalOf({ signal }: { readonly signal?: AbortSignal }): AbortSignal {
    return signal ? AbortSignal.any([this.#closing.signal, signal]) : this.#closing.signal;
  }

  #rules(signal: AbortSignal): RetryRules {
    return { conflicts: this.#retries, signal };
  }
}

function closedFault(): PlatformFault {
  return new PlatformFault(
    'LEDGER_CLOSED',
    'the connection was closed while this call was under way; open it and send the call again',
  );
}
