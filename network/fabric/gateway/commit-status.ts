/** Waiting until a transaction that was sent stands in a block of the own peer, and where in it. */
import type { Commit } from '@hyperledger/fabric-gateway';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { accepted, refused } from '../../../chaincode/index.js';
import { invalidation } from '../../failure.js';
import type { Position } from '../../ledger.js';
import { unanswered } from '../failures.js';
import type { Attempt } from '../retry.js';
import { pause, untilAborted } from '../retry.js';
import { FINAL_CODES, fabricError } from './gateway-error.js';

/** How long the own peer is waited for, its restart included, once an ordering node took the transaction. */
export const TAKEN_WITHIN_MS = 60_000;
/** How long when it is not sure that one took it. */
export const UNSURE_WITHIN_MS = 10_000;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;
const CODE_NAMES = new Map(Object.entries(StatusCode).map(([name, code]) => [code, name]));

export interface CommitSource {
  /** The caller's organisation. */
  readonly own: string;
  /** Where a transaction stands in a block that the own peer has. */
  readonly positionOf: (txId: string, block: number) => Promise<Position>;
}

export interface CommitWait {
  readonly commit: Commit;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** The position of a valid transaction. Asks again while the own peer is away; throws the signal's reason. */
export async function awaitCommit(
  source: CommitSource,
  { commit, withinMs, signal }: CommitWait,
): Promise<Attempt<Position>> {
  const end = Date.now() + withinMs;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    try {
      return await untilAborted(askOnce(source, commit, end), signal);
    } catch (cause) {
      signal.throwIfAborted();
      const { code, message } = fabricError(cause);
      if (FINAL_CODES.has(code) || Date.now() + wait > end) {
        return refused({ failure: unanswered(message, source.own), again: 'no' });
      }
    }
    await pause(wait, signal);
  }
}

async function askOnce(
  { positionOf }: CommitSource,
  commit: Commit,
  deadline: number,
): Promise<Attempt<Position>> {
  const { code, blockNumber, transactionId } = await commit.getStatus({ deadline });
  const invalid = invalidation(CODE_NAMES.get(code) ?? `code ${code}`, transactionId);
  if (invalid) {
    return refused({ failure: invalid, again: invalid.category === 'conflict' ? 'fresh' : 'no' });
  }
  return accepted(await positionOf(transactionId, Number(blockNumber)));
}
