/** The `Ledger` port over fabric-gateway: one organisation's client, its own peer's gateway service (Fabric 2.4 and later). */
import type { Contract, Network } from '@hyperledger/fabric-gateway';
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
import { blockEvents } from '../block-events.js';
import type { FabricBlock } from '../block.js';
import { readBlock } from '../block.js';
import { ChannelReader } from '../channel-reader.js';
import type { FabricConnectOptions } from '../connect.js';
import { sortEndorsement, unnamedEndorsers } from '../failures.js';
import type { Attempt } from '../retry.js';
import { untilAborted, withRetries } from '../retry.js';
import type { GatewayConnection } from './gateway-connection.js';
import { openGateway } from './gateway-connection.js';
import { fabricError } from './gateway-error.js';
import { propose, submitOnce } from './gateway-transaction.js';

const DEFAULT_RETRIES = 3;

/** Opens the connection; nothing is sent before the first call. */
export function openFabricGatewayLedger(options: FabricConnectOptions): Ledger {
  return new FabricGatewayLedger(options);
}

class FabricGatewayLedger implements Ledger {
  readonly mspId: string;
  readonly #channel: string;
  readonly #chaincode: string;
  readonly #retries: number;
  readonly #connection: GatewayConnection;
  readonly #network: Network;
  readonly #contract: Contract;
  readonly #reader: ChannelReader;
  readonly #closing = new AbortController();

  constructor({ connection, identity, retries = DEFAULT_RETRIES }: FabricConnectOptions) {
    const { channel, chaincode, mspId, peer } = connection;
    this.mspId = mspId;
    this.#channel = channel;
    this.#chaincode = chaincode;
    this.#retries = retries;
    this.#connection = openGateway(peer, identity);
    this.#network = this.#connection.gateway.getNetwork(channel);
    this.#contract = this.#network.getContract(chaincode);
    const system = this.#network.getContract('qscc');
    this.#reader = new ChannelReader(channel, (name, args) =>
      system.evaluate(name, { arguments: [...args], endorsingOrganizations: [mspId] }),
    );
  }

  async submit(call: ContractCall): Promise<Outcome<Committed, LedgerFailure>> {
    call.signal?.throwIfAborted();
    if (call.transient && !call.endorsers) return refused(unnamedEndorsers());
    return withRetries(() => this.#submitOnce(call), this.#rules(call));
  }

  async evaluate(call: ContractCall): Promise<Outcome<string, LedgerFailure>> {
    call.signal?.throwIfAborted();
    return withRetries(() => this.#evaluateOnce(call), this.#rules(call));
  }

  events(options: EventOptions = {}): AsyncIterable<LedgerEvent> {
    const signals = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    const open = (from: number, signal: AbortSignal): AsyncIterable<FabricBlock> =>
      blocksFrom(this.#network, from, signal);
    return blockEvents(open, this.#chaincode, { ...options, signal: AbortSignal.any(signals) });
  }

  async info(): Promise<LedgerInfo> {
    const { height, head } = await this.#reader.info();
    return { engine: 'fabric-gateway', channel: this.#channel, height, head };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#connection.close();
  }

  async #submitOnce(call: ContractCall): Promise<Attempt<Committed>> {
    const outcome = await submitOnce(this.#contract, call, this.mspId);
    if (!outcome.ok) return outcome;
    const { txId, block, result } = outcome.value;
    const position = await this.#reader.positionOf(txId, block);
    return accepted({ txId, position, result });
  }

  async #evaluateOnce(call: ContractCall): Promise<Attempt<string>> {
    const asked = call.endorsers ?? [this.mspId];
    try {
      const answer = propose(this.#contract, call, asked).evaluate();
      return accepted(Buffer.from(await untilAborted(answer, call.signal)).toString());
    } catch (cause) {
      if (call.signal?.aborted) throw cause;
      return refused(sortEndorsement(fabricError(cause), asked[0] ?? this.mspId));
    }
  }

  #rules({ signal }: ContractCall): { conflicts: number; signal?: AbortSignal } {
    return { conflicts: this.#retries, ...(signal ? { signal } : {}) };
  }
}

/** The own peer's blocks from a number on, until the stream is cut or the signal aborts. */
async function* blocksFrom(
  network: Network,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<FabricBlock> {
  const stream = await network.getBlockEvents({ startBlock: BigInt(from) });
  const close = (): void => stream.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    // Also when it is too late: a stream that is cancelled without a reader would throw at nobody.
    if (signal.aborted) close();
    for await (const block of stream) yield readBlock(block);
  } finally {
    signal.removeEventListener('abort', close);
    stream.close();
  }
}
