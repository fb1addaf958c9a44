/** One transaction through the gateway, step by step, so that each failure is known by the step that it came from. */
import type { Contract, Proposal, Status, SubmittedTransaction } from '@hyperledger/fabric-gateway';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { accepted, refused } from '../../../chaincode/index.js';
import { invalidation } from '../../failure.js';
import type { ContractCall } from '../../ledger.js';
import { sortEndorsement, sortSubmission, unanswered } from '../failures.js';
import type { Attempt } from '../retry.js';
import { pause, untilAborted } from '../retry.js';
import { fabricError } from './gateway-error.js';

/** A transaction that stands in a block and counts. */
export interface CommittedTransaction {
  readonly txId: string;
  readonly block: number;
  readonly result: string;
}

/** How long the commit of a transaction that was sent is asked for again when the own peer was lost meanwhile. */
const ASKED_AGAIN_MS: readonly number[] = [250, 500, 1000, 2000, 4000, 8000];
const CODE_NAMES = new Map(Object.entries(StatusCode).map(([name, code]) => [code, name]));

/** The call as a proposal, with the organisations that are to endorse or answer it. */
export function propose(
  contract: Contract,
  { name, args, transient }: ContractCall,
  organisations: readonly string[] | undefined,
): Proposal {
  return contract.newProposal(name, {
    arguments: [...args],
    ...(transient ? { transientData: { ...transient } } : {}),
    ...(organisations ? { endorsingOrganizations: [...organisations] } : {}),
  });
}

/** Endorses, orders and waits for the commit on the own peer; once. */
export async function submitOnce(
  contract: Contract,
  call: ContractCall,
  own: string,
): Promise<Attempt<CommittedTransaction>> {
  const { signal } = call;
  let endorsed;
  try {
    endorsed = await untilAborted(propose(contract, call, call.endorsers).endorse(), signal);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    return refused(sortEndorsement(fabricError(cause), own));
  }
  let sent: SubmittedTransaction;
  try {
    sent = await untilAborted(endorsed.submit(), signal);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    return refused(sortSubmission(fabricError(cause), own));
  }
  return awaitCommit(sent, own, signal);
}

async function awaitCommit(
  sent: SubmittedTransaction,
  own: string,
  signal: AbortSignal | undefined,
): Promise<Attempt<CommittedTransaction>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return judge(await untilAborted(sent.getStatus(), signal), sent);
    } catch (cause) {
      if (signal?.aborted) throw cause;
      const { message } = fabricError(cause);
      const wait = ASKED_AGAIN_MS[attempt];
      if (wait === undefined) return refused({ failure: unanswered(message, own), again: 'no' });
      await pause(wait, signal);
    }
  }
}

function judge(status: Status, sent: SubmittedTransaction): Attempt<CommittedTransaction> {
  const { code, blockNumber, transactionId: txId } = status;
  const invalid = invalidation(CODE_NAMES.get(code) ?? `code ${code}`, txId);
  if (invalid) {
    return refused({ failure: invalid, again: invalid.category === 'conflict' ? 'fresh' : 'no' });
  }
  const result = Buffer.from(sent.getResult()).toString();
  return accepted({ txId, block: Number(blockNumber), result });
}
