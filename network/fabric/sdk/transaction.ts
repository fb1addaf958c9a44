/** One transaction through the SDK, step by step: endorsed, ordered, committed on the own peer. */
import { createRequire } from 'node:module';
import type * as FabricProtos from '@hyperledger/fabric-protos';
import { accepted, refused } from '../../../chaincode/index.js';
import { failure, invalidation } from '../../failure.js';
import type { Committed, ContractCall, LedgerFailure } from '../../ledger.js';
import type { Sorted } from '../failures.js';
import { sortEndorsement, unanswered } from '../failures.js';
import type { Attempt } from '../retry.js';
import type { Commit, CommitWatch, ExpectedCommit } from './commit-watch.js';
import type { Endorsed, EndorseOptions } from './endorsement.js';
import { endorse } from './endorsement.js';
import type { Ordered, OrderingNodes } from './ordering.js';

export interface TransactionOptions extends EndorseOptions {
  readonly watch: CommitWatch;
  readonly ordering: OrderingNodes;
}

/**
 * How long the commit is waited for, a restart of the own peer included. After each wait the same transaction is handed
 * over again: a Raft leader that dies forgets what it had taken, and of two the first counts.
 */
const WAITS_MS: readonly number[] = [5000, 10_000, 20_000, 25_000];
const UNAVAILABLE = 14;

/** Submits once; the retries are the caller's. Throws the signal's reason when it aborts. */
export async function submitOnce(
  options: TransactionOptions,
  call: ContractCall,
): Promise<Attempt<Committed>> {
  const { own, watch } = options;
  try {
    await watch.ready();
    await options.members.listed();
  } catch (cause) {
    return refused(ownPeerFailure(cause, own));
  }
  const endorsed = await endorse(options, call);
  if (!endorsed.ok) return endorsed;
  call.signal?.throwIfAborted();
  const expected = watch.expect(endorsed.value.txId);
  try {
    const send = await sending(options, endorsed.value);
    const ordered = await send();
    if (ordered.kind === 'failed') return refused(ordered.sorted);
    const commit = await awaitCommit(watch, { expected, send, ordered, signal: call.signal });
    if (commit) return judge(options, call, { endorsed: endorsed.value, commit });
    const text = ordered.kind === 'unsure' ? ordered.text : 'the own peer did not report it';
    return refused({ failure: unanswered(text, own), again: 'no' });
  } finally {
    expected.forget();
  }
}

type Send = () => Promise<Ordered>;

/** Signs the transaction; it may be handed over any number of times. */
async function sending(
  { connection, members, ordering, own }: TransactionOptions,
  { endorsement }: Endorsed,
): Promise<Send> {
  const commit = endorsement.newCommit();
  await connection.sign(commit, commit.build(connection.identityContext));
  const envelope = commit.getSignedEnvelope() as unknown;
  return async () => ordering.send((await members.listed()).orderers, envelope, own);
}

interface Handed {
  readonly expected: ExpectedCommit;
  readonly send: Send;
  readonly ordered: Ordered;
  readonly signal: AbortSignal | undefined;
}

async function awaitCommit(
  watch: CommitWatch,
  { expected, send, ordered, signal }: Handed,
): Promise<Commit | undefined> {
  let isTaken = ordered.kind === 'taken';
  for (const [waited, wait] of WAITS_MS.entries()) {
    const commit = await expected.within(wait, signal);
    if (commit || watch.isClosed || (!isTaken && waited > 0)) return commit;
    watch.renew();
    if (waited < WAITS_MS.length - 1) isTaken = (await send()).kind === 'taken' || isTaken;
  }
  return undefined;
}

/** What the commit comes to. */
function judge(
  options: TransactionOptions,
  call: ContractCall,
  { endorsed, commit }: { readonly endorsed: Endorsed; readonly commit: Commit },
): Attempt<Committed> {
  const { txId, result } = endorsed;
  const invalid = invalidation(codeName(commit), txId);
  if (invalid === undefined) return accepted({ txId, position: commit.position, result });
  return refused(sortInvalid(invalid, call.endorsers ? [] : missing(options, endorsed)));
}

/** Organisations with a peer that we know and that did not endorse a call that named nobody. */
function missing({ members }: TransactionOptions, { endorsers }: Endorsed): readonly string[] {
  return members.organisations.filter((mspId) => !endorsers.includes(mspId));
}

/**
 * A call that names nobody and falls short of the policy lacks an organisation that could not be asked: that is the
 * network's state, not the caller's choice.
 */
function sortInvalid(invalid: LedgerFailure, absent: readonly string[]): Sorted {
  const [first] = absent;
  if (invalid.category === 'policy' && first !== undefined) {
    const text = `no endorsement of ${absent.join(', ')} could be had`;
    return {
      failure: { ...failure('warming', text, first), cause: invalid.message },
      again: 'wait',
    };
  }
  return { failure: invalid, again: invalid.category === 'conflict' ? 'fresh' : 'no' };
}

/** What the own peer, or the way to it, made impossible before anything was sent. */
function ownPeerFailure(cause: unknown, own: string): Sorted {
  const { message, code } = cause as Error & { code?: number };
  return sortEndorsement({ code: code ?? UNAVAILABLE, message, details: [] }, own);
}

function codeName({ code }: Commit): string {
  const { peer } = createRequire(import.meta.url)(
    '@hyperledger/fabric-protos',
  ) as typeof FabricProtos;
  const found = Object.entries(peer.TxValidationCode).find(([, value]) => value === code);
  return found?.[0] ?? `code ${code}`;
}
