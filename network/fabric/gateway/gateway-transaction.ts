/** One transaction through the gateway, step by step, so that each failure is known by the step that it came from. */
import type { Commit, Contract, Proposal, Transaction } from '@hyperledger/fabric-gateway';
import { accepted, refused } from '../../../chaincode/index.js';
import type { Committed, ContractCall } from '../../ledger.js';
import { mayHaveBeenTaken, sortEndorsement, sortSubmission } from '../failures.js';
import type { Attempt } from '../retry.js';
import { untilAborted } from '../retry.js';
import type { CommitSource } from './commit-status.js';
import { awaitCommit, TAKEN_WITHIN_MS, UNSURE_WITHIN_MS } from './commit-status.js';
import { fabricError } from './gateway-error.js';

export interface TransactionPath extends CommitSource {
  readonly contract: Contract;
  /** How the commit of a transaction is asked for whose sending was not answered. */
  readonly commitOf: (txId: string) => Commit;
}

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

/** Endorses, orders and waits for the commit on the own peer; once. Throws the signal's reason when it aborts. */
export async function submitOnce(
  path: TransactionPath,
  call: ContractCall,
  signal: AbortSignal,
): Promise<Attempt<Committed>> {
  const { contract, own } = path;
  let endorsed: Transaction;
  try {
    endorsed = await untilAborted(propose(contract, call, call.endorsers).endorse(), signal);
  } catch (cause) {
    signal.throwIfAborted();
    return refused(sortEndorsement(fabricError(cause), own));
  }
  const sent = await send(path, endorsed, signal);
  if (!sent.ok) return sent;
  const commit = await awaitCommit(path, { ...sent.value, signal });
  if (!commit.ok) return commit;
  const result = Buffer.from(endorsed.getResult()).toString();
  return accepted({ txId: endorsed.getTransactionId(), position: commit.value, result });
}

interface Sent {
  readonly commit: Commit;
  readonly withinMs: number;
}

async function send(
  { own, commitOf }: TransactionPath,
  endorsed: Transaction,
  signal: AbortSignal,
): Promise<Attempt<Sent>> {
  try {
    const commit = await untilAborted(endorsed.submit(), signal);
    return accepted({ commit, withinMs: TAKEN_WITHIN_MS });
  } catch (cause) {
    signal.throwIfAborted();
    const error = fabricError(cause);
    if (!mayHaveBeenTaken(error)) return refused(sortSubmission(error, own));
    const commit = commitOf(endorsed.getTransactionId());
    return accepted({ commit, withinMs: UNSURE_WITHIN_MS });
  }
}
