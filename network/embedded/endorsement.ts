/**
 * Endorsing: who has to simulate a proposal, and whether all came to the same result byte for byte.
 * Rules for the choice follow what Fabric's gateway did on a real network (research: fabric.md section 7, table 1).
 */
import type { Outcome } from '../../chaincode/index.js';
import { accepted, refused } from '../../chaincode/index.js';
import type { ContractCall, LedgerFailure } from '../ledger.js';
import { collectionOwner } from './collections.js';
import { CHAINCODE_ENDORSEMENTS, namedOrganisations } from './endorsement-policy.js';
import { contractFailure, failure } from '../failure.js';
import type { ContractError, Endorsement, Peer } from './peer.js';
import type { Proposal } from './proposal.js';
import type { Protos } from './shim-runtime.js';
import type { StateView } from './state-view.js';

export interface EndorseOptions {
  readonly protos: Protos;
  readonly peers: ReadonlyMap<string, Peer>;
  readonly view: StateView;
  readonly proposal: Proposal;
  readonly call: ContractCall;
}

/** What all endorsers agree on; their names in the order of the request. */
export interface Agreed extends Endorsement {
  readonly endorsers: readonly string[];
}

/** Simulates on every endorser that the call names or needs. */
export async function endorse(options: EndorseOptions): Promise<Outcome<Agreed, LedgerFailure>> {
  const named = options.call.endorsers;
  if (named === undefined || named.length === 0) return endorseByPlan(options);
  return collect(options, [...new Set(named)], []);
}

/** The organisation's own peer first; what it would write says who else is needed. */
async function endorseByPlan(options: EndorseOptions): Promise<Outcome<Agreed, LedgerFailure>> {
  const { peers, call, proposal } = options;
  const own = await simulateOn(options, proposal.mspId);
  if (!own.ok) return own;
  const needed = neededBy(own.value, options);
  if (call.transient !== undefined) {
    const text = `${call.name} has transient data but names no endorsers: the engine never chooses who sees it`;
    return refused(failure('policy', text));
  }
  const plan = new Set([proposal.mspId, ...needed]);
  for (const mspId of [...peers.keys()].sort()) {
    if (plan.size >= CHAINCODE_ENDORSEMENTS) break;
    if (peers.get(mspId)?.isUp) plan.add(mspId);
  }
  if (plan.size < CHAINCODE_ENDORSEMENTS) {
    return refused(failure('unreachable', 'no second organisation is there to endorse'));
  }
  return collect(options, [...plan], [own.value]);
}

/** Owners of collections and organisations of key-level policies that the transaction touches. */
function neededBy({ rwset }: Endorsement, { protos, view }: EndorseOptions): string[] {
  const policies = [
    ...[...rwset.writes, ...rwset.metadata].map(({ key }) => view.state(key)?.policy),
    ...rwset.collections.flatMap(({ collection, writes, metadata }) =>
      [...writes, ...metadata].map(({ key }) => view.hashed(collection, key)?.policy),
    ),
  ];
  const owners = rwset.collections
    .filter(({ writes, metadata }) => writes.length + metadata.length > 0)
    .flatMap(({ collection }) => collectionOwner(collection) ?? []);
  const named = policies.flatMap((policy) =>
    policy?.length ? namedOrganisations(protos, policy) : [],
  );
  return [...owners, ...named];
}

async function collect(
  options: EndorseOptions,
  endorsers: readonly string[],
  known: readonly Endorsement[],
): Promise<Outcome<Agreed, LedgerFailure>> {
  // Before anybody sees the proposal: half an endorsement helps nobody and may disclose private inputs.
  const missing = endorsers.find((mspId) => !options.peers.get(mspId)?.isUp);
  if (missing !== undefined) return refused(unreachable(missing));
  const endorsements: Endorsement[] = [...known];
  for (const mspId of endorsers.slice(known.length)) {
    const outcome = await simulateOn(options, mspId);
    if (!outcome.ok) return outcome;
    endorsements.push(outcome.value);
  }
  const [first, ...others] = endorsements;
  if (first === undefined) return refused(failure('policy', 'no endorser is named'));
  for (const other of others) {
    const part = difference(first, other);
    if (part !== undefined) return refused(nonDeterministic(options.call, first, other, part));
  }
  return accepted({ ...first, endorsers });
}

/** One peer's answer; its contract's error is a failure here. */
export async function simulateOn(
  { peers, proposal, view }: EndorseOptions,
  mspId: string,
): Promise<Outcome<Endorsement, LedgerFailure>> {
  const peer = peers.get(mspId);
  if (peer === undefined || !peer.isUp) return refused(unreachable(mspId));
  const answer: Endorsement | ContractError = await peer.simulate(
    proposal,
    view,
    new Set(peers.keys()),
  );
  return answer.ok ? accepted(answer) : refused(contractFailure(answer.message, mspId));
}

function unreachable(mspId: string): LedgerFailure {
  return failure('unreachable', `the peer of ${mspId} cannot be reached`, mspId);
}

/** The part in which two endorsements differ; never its content, which may be private. */
function difference(a: Endorsement, b: Endorsement): string | undefined {
  if (a.result !== b.result) return 'result';
  if (JSON.stringify(a.event) !== JSON.stringify(b.event)) return 'event';
  if (JSON.stringify(a.rwset) !== JSON.stringify(b.rwset)) return 'read/write set';
  return undefined;
}

function nonDeterministic(
  { name }: ContractCall,
  { mspId: a }: Endorsement,
  { mspId: b }: Endorsement,
  part: string,
): LedgerFailure {
  const text = `${name} is non-deterministic: the ${part} from ${a} and from ${b} differ, although both simulated the same state`;
  return failure('unknown', text);
}
