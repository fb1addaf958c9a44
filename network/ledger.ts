/**
 * The `Ledger` port: what a node asks of the ledger its organisation takes part in, whichever engine runs it.
 * Failures come in six categories (DESIGN decision 5); the engine's own text travels as the cause.
 */
import type { Outcome, RefusalCode } from '../chaincode/index.js';

/** One contract call. Arguments are text; private inputs travel only in `transient`. */
export interface ContractCall {
  /** `Contract:function`, e.g. `records:CreateEnvelope`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly transient?: Readonly<Record<string, string>>;
  /**
   * MSP ids that must endorse, exactly. Required whenever `transient` is given: the engine must never
   * choose by itself who sees private inputs.
   */
  readonly endorsers?: readonly string[];
  readonly signal?: AbortSignal;
}

export type LedgerFailureCategory =
  'refused' | 'policy' | 'conflict' | 'unreachable' | 'warming' | 'unknown';

/** Why a call did not commit. `code` is the contract's stable code for `refused`, else the category in capitals. */
export interface LedgerFailure {
  readonly category: LedgerFailureCategory;
  readonly code: RefusalCode | Uppercase<LedgerFailureCategory>;
  readonly message: string;
  readonly next: string;
  /** The organisation concerned, when the engine names one. */
  readonly organisation?: string;
  readonly cause?: unknown;
}

/** Where a transaction stands: block number and index in the block, both from 0. */
export interface Position {
  readonly block: number;
  readonly tx: number;
}

export interface Committed {
  readonly txId: string;
  readonly position: Position;
  /** What the contract returned (UTF-8), never private data. */
  readonly result: string;
}

/** A contract event with the position it is resumed after. */
export interface LedgerEvent {
  readonly position: Position;
  readonly txId: string;
  /** Transaction time as committed, ISO 8601 UTC. */
  readonly time: string;
  readonly name: string;
  readonly payload: string;
}

export interface LedgerInfo {
  readonly engine: 'embedded' | 'fabric-gateway' | 'fabric-network';
  readonly channel: string;
  /** Number of blocks; the next block has this number. */
  readonly height: number;
  /** Hash of the newest block's header, hex. */
  readonly head: string;
}

export interface EventOptions {
  /** Events strictly after this position; from the first block when absent. */
  readonly after?: Position;
  /** Told of each block once all its events were taken, and of blocks that hold none: so the reader knows how far it is. */
  readonly onBlock?: (block: number) => void;
  readonly signal?: AbortSignal;
}

/** A connection of one organisation's client to its own peer. */
export interface Ledger extends AsyncDisposable {
  readonly mspId: string;
  /** Endorses, orders and commits; resolves once committed (synced) or refused. */
  submit(call: ContractCall): Promise<Outcome<Committed, LedgerFailure>>;
  /** Simulates on the organisation's own peer (or the named single endorser's) and returns the answer. */
  evaluate(call: ContractCall): Promise<Outcome<string, LedgerFailure>>;
  /** Contract events in ledger order, live after the backlog; ends when the signal aborts. */
  events(options?: EventOptions): AsyncIterable<LedgerEvent>;
  info(): Promise<LedgerInfo>;
}
