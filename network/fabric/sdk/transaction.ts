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

/** How long the own peer is waited for, its restart included, once an ordering node took the transaction. */
const COMMIT_WITHIN_MS = 60_000;
/** How long when it is not sure that one took it. */
const UNSURE_WITHIN_MS = 10_000;
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
    const ordered = await order(options, endorsed.value);
    if (ordered.kind === 'failed') return refused(ordered.sorted);
    return await committed(options, endorsed.value, { ordered, expected, call });
  } finally {
    expected.forget();
  }
}

async function order(
  { connection, members, ordering, own }: TransactionOptions,
  { endorsement }: Endorsed,
): Promise<Ordered> {
  const commit = endorsement.newCommit();
  await connection.sign(commit, commit.build(connection.identityContext));
  const { orderers } = await members.listed();
  return ordering.send(orderers, commit.getSignedEnvelope(), own);
}

interface Handed {
  readonly ordered: Exclude<Ordered, { kind: 'failed' }>;
  readonly expected: ExpectedCommit;
  readonly call: ContractCall;
}

async function committed(
  options: TransactionOptions,
  endorsed: Endorsed,
  { ordered, expected, call }: Handed,
): Promise<Attempt<Committed>> {
  const limit = ordered.kind === 'taken' ? COMMIT_WITHIN_MS : UNSURE_WITHIN_MS;
  const commit = await expected.within(limit, call.signal);
  if (commit === undefined) {
    const text =
      ordered.kind === 'unsure' ? ordered.text : 'the own peer did not report it in time';
    return refused({ failure: unanswered(text, options.own), again: 'no' });
  }
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
