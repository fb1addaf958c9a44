/** A client's connection to its own organisation's peer of the embedded network: the `Ledger` port. */
import type { Outcome } from '../../chaincode/index.js';
import type {
  Committed,
  ContractCall,
  EventOptions,
  Ledger,
  LedgerEvent,
  LedgerFailure,
  LedgerInfo,
} from '../ledger.js';

/** What the network does for its connections; one submission without retry. */
export interface NetworkAccess {
  submitOnce(call: ContractCall): Promise<Outcome<Committed, LedgerFailure>>;
  evaluate(call: ContractCall): Promise<Outcome<string, LedgerFailure>>;
  events(options: EventOptions): AsyncIterable<LedgerEvent>;
  info(): LedgerInfo;
}

export interface ConnectOptions {
  /**
   * How often a submission that failed only by a conflict is simulated again, as a new transaction; 3 when absent.
   * The contract runs anew each time, so that its rules see what came first.
   */
  readonly retries?: number;
}

const DEFAULT_RETRIES = 3;
const MAX_JITTER_MS = 4;

export class EmbeddedLedger implements Ledger {
  readonly mspId: string;
  readonly #access: NetworkAccess;
  readonly #retries: number;
  readonly #closing = new AbortController();

  constructor(mspId: string, access: NetworkAccess, { retries = DEFAULT_RETRIES }: ConnectOptions) {
    this.mspId = mspId;
    this.#access = access;
    this.#retries = retries;
  }

  async submit(call: ContractCall): Promise<Outcome<Committed, LedgerFailure>> {
    for (let attempt = 0; ; attempt += 1) {
      call.signal?.throwIfAborted();
      const outcome = await this.#access.submitOnce(call);
      const isConflict = !outcome.ok && outcome.refusal.category === 'conflict';
      if (!isConflict || attempt >= this.#retries) return outcome;
      await pause(Math.random() * MAX_JITTER_MS * 2 ** attempt);
    }
  }

  async evaluate(call: ContractCall): Promise<Outcome<string, LedgerFailure>> {
    call.signal?.throwIfAborted();
    return this.#access.evaluate(call);
  }

  events(options: EventOptions = {}): AsyncIterable<LedgerEvent> {
    const signals = [this.#closing.signal, ...(options.signal ? [options.signal] : [])];
    return this.#access.events({ ...options, signal: AbortSignal.any(signals) });
  }

  async info(): Promise<LedgerInfo> {
    return this.#access.info();
  }

  /** Ends this connection's event streams; the network stays open for the others. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
