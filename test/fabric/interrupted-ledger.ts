/** A real ledger whose connection fails on demand: answers that are lost, peers that are behind, streams that are cut. */
import { refused } from '../../chaincode/index.js';
import type { Outcome } from '../../chaincode/index.js';
import type {
  Committed,
  ContractCall,
  EventOptions,
  Ledger,
  LedgerEvent,
  LedgerFailure,
} from '../../network/index.js';

export interface Faults {
  /** The call is committed, the client never hears of it. */
  loseAnswer?: ((call: ContractCall) => boolean) | undefined;
  /** The client gives up before the call is committed, which it is all the same. */
  answerEarly?: ((call: ContractCall) => boolean) | undefined;
  /** What another organisation's endorser answers instead of endorsing. */
  refuseElsewhere?: ((call: ContractCall) => LedgerFailure | undefined) | undefined;
  /** The event stream ends after so many events: by itself, or with an error. */
  cutEvents?: { readonly after: number; readonly how: 'ends' | 'throws' } | undefined;
  /** The own peer does not answer at all. */
  isDown?: boolean;
}

const LATER_MS = 100;
const LOST: LedgerFailure = {
  category: 'unknown',
  code: 'UNKNOWN',
  message: 'the answer was lost',
  next: 'It is tried again.',
};

/** Wraps the connection; `faults` may change at any time. */
export function interrupted(ledger: Ledger, faults: Faults): Ledger {
  return {
    mspId: ledger.mspId,
    submit: async (call): Promise<Outcome<Committed, LedgerFailure>> => {
      const refusal = faults.refuseElsewhere?.(call);
      if (refusal) return refused(refusal);
      if (faults.answerEarly?.(call)) {
        setTimeout(() => void ledger.submit(call), LATER_MS);
        return refused(LOST);
      }
      const outcome = await ledger.submit(call);
      return outcome.ok && faults.loseAnswer?.(call) ? refused(LOST) : outcome;
    },
    evaluate: (call) => ledger.evaluate(call),
    events: (options) => cut(ledger, faults, options),
    info: async () => {
      if (faults.isDown) throw new Error('connect ECONNREFUSED');
      return ledger.info();
    },
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}

async function* cut(
  ledger: Ledger,
  faults: Faults,
  options?: EventOptions,
): AsyncGenerator<LedgerEvent> {
  if (faults.isDown) throw new Error('connect ECONNREFUSED');
  let count = 0;
  for await (const event of ledger.events(options)) {
    yield event;
    count += 1;
    if (faults.cutEvents === undefined || count < faults.cutEvents.after) continue;
    if (faults.cutEvents.how === 'ends') return;
    throw new Error('stream cut');
  }
}
