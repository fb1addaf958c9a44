/** One organisation's peer: its own instance of the chaincode, simulating against its own private store. */
import type { Contract } from 'fabric-contract-api';
import type { Block } from './block.js';
import { PeerHandler } from './handler.js';
import type { Proposal } from './proposal.js';
import type { PrivateWrite, ReadWriteSet } from './rwset.js';
import type { Chaincode, RunningStub, ShimRuntime } from './shim-runtime.js';
import { Simulation } from './simulation.js';
import type { StateView } from './state-view.js';

/** Answers from here on are errors (Fabric: shim.ERRORTHRESHOLD). */
const ERROR_THRESHOLD = 400;

export interface PeerOptions {
  readonly mspId: string;
  readonly shim: ShimRuntime;
  readonly contracts: readonly Contract[];
  readonly queryLimit: number;
  readonly block: (number: number) => Block;
}

/** What an endorser would sign: answer, event and read/write set, plus the private values that stay with it. */
export interface Endorsement {
  readonly ok: true;
  readonly mspId: string;
  readonly result: string;
  readonly event: { readonly name: string; readonly payload: string } | null;
  readonly rwset: ReadWriteSet;
  readonly privateWrites: readonly PrivateWrite[];
}

/** The contract refused, in its own words. */
export interface ContractError {
  readonly ok: false;
  readonly mspId: string;
  readonly message: string;
}

export class Peer {
  readonly mspId: string;
  readonly #options: PeerOptions;
  readonly #chaincode: Chaincode;
  /** Whether it answers; a stopped peer neither simulates nor serves its clients. */
  isUp = true;

  constructor(options: PeerOptions) {
    this.mspId = options.mspId;
    this.#options = options;
    this.#chaincode = options.shim.chaincode(options.contracts);
  }

  async simulate(
    proposal: Proposal,
    view: StateView,
    organisations: ReadonlySet<string>,
  ): Promise<Endorsement | ContractError> {
    const { shim, queryLimit, block } = this.#options;
    const { mspId } = this;
    const simulation = new Simulation({ view, mspId, organisations, queryLimit });
    const handler = new PeerHandler({ simulation, protos: shim.protos, queryLimit, block });
    const { channel, txId, input, signed } = proposal;
    const stub = new shim.Stub(handler, channel, txId, input, signed);
    // The shim reads the peer's organisation from the process environment; here one process runs many peers.
    stub.getMspID = () => mspId;
    const response = await this.#chaincode.Invoke(stub);
    const { rwset, privateWrites } = await simulation.finish();
    if (response.status >= ERROR_THRESHOLD) {
      return { ok: false, mspId, message: response.message ?? '' };
    }
    const result = Buffer.from(response.payload ?? []).toString();
    return { ok: true, mspId, result, event: eventOf(stub), rwset, privateWrites };
  }
}

function eventOf({ chaincodeEvent }: RunningStub): Endorsement['event'] {
  if (chaincodeEvent === undefined) return null;
  const payload = Buffer.from(chaincodeEvent.getPayload_asU8()).toString();
  return { name: chaincodeEvent.getEventName(), payload };
}
