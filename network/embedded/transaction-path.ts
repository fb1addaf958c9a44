/** The way of one call: proposal, endorsement, order and commit; or proposal and one simulation for an evaluation. */
import type { Outcome } from '../../chaincode/index.js';
import { accepted, refused } from '../../chaincode/index.js';
import type { Clock } from '../clock.js';
import type { OrganisationIdentity } from '../identity/index.js';
import type { Committed, ContractCall, LedgerFailure } from '../ledger.js';
import type { Transaction } from './block.js';
import type { CommitQueue } from './commit-queue.js';
import type { Creator } from './creator.js';
import { creatorDefect } from './creator.js';
import type { Agreed, EndorseOptions } from './endorsement.js';
import { endorse, simulateOn } from './endorsement.js';
import { failure, identityFailure, invalidation } from '../failure.js';
import type { Peer } from './peer.js';
import type { Proposal } from './proposal.js';
import { signProposal } from './proposal.js';
import type { ShimRuntime } from './shim-runtime.js';
import type { StateStore } from './state-store.js';
import { StateView } from './state-view.js';

export interface PathOptions {
  readonly shim: ShimRuntime;
  readonly store: StateStore;
  readonly queue: CommitQueue;
  readonly peers: ReadonlyMap<string, Peer>;
  readonly channel: string;
  readonly clock: Clock;
  readonly identity: OrganisationIdentity;
  readonly creator: Creator;
}

/** Submits once; resolves when the transaction stands in a block, or did not get so far. */
export async function submitOnce(
  path: PathOptions,
  call: ContractCall,
): Promise<Outcome<Committed, LedgerFailure>> {
  const proposal = await propose(path, call);
  if (!proposal.ok) return proposal;
  const endorsed = await atOneMoment(path, proposal.value, call, endorse);
  if (!endorsed.ok) return endorsed;
  call.signal?.throwIfAborted();
  const transaction = assemble(path, proposal.value, endorsed.value);
  const { txId, result } = transaction;
  const { privateWrites } = endorsed.value;
  const { certificatePem } = path.creator;
  const { block, tx, code } = await path.queue.commit({
    transaction,
    privateWrites,
    certificatePem,
  });
  const invalid = invalidation(code, txId);
  return invalid === undefined
    ? accepted({ txId, position: { block, tx }, result })
    : refused(invalid);
}

/** Simulates on one peer: the organisation's own, unless the call names another. Nothing is written. */
export async function evaluateOnce(
  path: PathOptions,
  call: ContractCall,
): Promise<Outcome<string, LedgerFailure>> {
  const own = path.identity.mspId;
  const named = call.endorsers ?? [own];
  const target = named.includes(own) ? own : (named[0] ?? own);
  const proposal = await propose(path, call);
  if (!proposal.ok) return proposal;
  const answer = await atOneMoment(path, proposal.value, call, (options) =>
    simulateOn(options, target),
  );
  return answer.ok ? accepted(answer.value.result) : answer;
}

async function propose(
  path: PathOptions,
  call: ContractCall,
): Promise<Outcome<Proposal, LedgerFailure>> {
  const { shim, identity, creator, channel, clock, peers } = path;
  const { mspId } = identity;
  if (!peers.get(mspId)?.isUp) {
    return refused(failure('unreachable', `the own peer of ${mspId} does not run`, mspId));
  }
  const proposal = await signProposal({ shim, identity, channel, time: clock.now(), call });
  const defect = creatorDefect(creator, proposal);
  return defect === undefined ? accepted(proposal) : refused(identityFailure(defect, mspId));
}

function atOneMoment<T>(
  { store, peers, shim }: PathOptions,
  proposal: Proposal,
  call: ContractCall,
  work: (options: EndorseOptions) => Promise<T>,
): Promise<T> {
  return store.atOneMoment((moment) =>
    work({ protos: shim.protos, peers, proposal, call, view: new StateView(moment) }),
  );
}

function assemble({ creator }: PathOptions, proposal: Proposal, agreed: Agreed): Transaction {
  const { txId, time, nonce, mspId, signature, name, args } = proposal;
  const { endorsers, rwset, result, event } = agreed;
  return {
    txId,
    time,
    nonce: Buffer.from(nonce).toString('base64'),
    creator: { mspId, certificate: creator.fingerprint },
    signature: Buffer.from(signature).toString('base64'),
    ...{ name, args, endorsers, rwset, result, event },
  };
}
