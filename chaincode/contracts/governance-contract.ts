/** Votes on the ledger: admitting and suspending members, parameters, models; executed when the quorum is reached. */
import type { Context } from 'fabric-contract-api';
import { canonicalize } from '../canonical.js';
import { isLedgerId } from '../identifiers.js';
import type { Organisation } from '../organisation.js';
import { checkOrganisation } from '../organisation.js';
import type { Parameter, Proposal, ProposalKind } from '../proposal.js';
import { PROPOSAL_KINDS, tally } from '../proposal.js';
import { refuse } from '../refusal.js';
import { writeOrganisation } from './directory-contract.js';
import {
  clientMsp,
  demand,
  emit,
  GuanlianContract,
  keyOf,
  listState,
  parseObject,
  readState,
  requireActive,
  requireOrganisation,
  requireState,
  txTime,
  writeState,
} from './guanlian-contract.js';

export class GovernanceContract extends GuanlianContract {
  constructor(now: () => number) {
    super('governance', now);
  }

  /** Opens a proposal; the proposer's vote is a yes. */
  async Propose(ctx: Context, id: string, kind: string, subjectJson: string): Promise<string> {
    const proposer = clientMsp(ctx);
    await requireActive(ctx, proposer);
    if (!isLedgerId(id)) refuse('INVALID_INPUT', 'id must be a random id of 16 to 64 characters');
    if (!PROPOSAL_KINDS.includes(kind as ProposalKind)) {
      refuse('INVALID_INPUT', `kind must be one of ${PROPOSAL_KINDS.join(', ')}`);
    }
    if (await readState(ctx, proposalKey(ctx, id)))
      refuse('ALREADY_EXISTS', `proposal ${id} exists`);
    const subject = checkSubject(kind as ProposalKind, parseObject(subjectJson, 'subject'));
    // Known now, not only when the deciding vote comes.
    if (kind === 'suspend-organisation') await requireOrganisation(ctx, subjectMember(subject));
    if (kind === 'remove-organisation') await requirePresent(ctx, subjectMember(subject));
    const openedAt = txTime(ctx);
    const proposal: Proposal = {
      ...{ id, kind: kind as ProposalKind, proposer, subject, openedAt },
      ...{ votes: {}, status: 'open' },
    };
    return castVote(ctx, proposal, proposer, 'yes');
  }

  /** Casts a vote, once per organisation. */
  async Vote(ctx: Context, id: string, vote: string): Promise<string> {
    const voter = clientMsp(ctx);
    await requireActive(ctx, voter);
    const proposal = await requireState<Proposal>(ctx, proposalKey(ctx, id), 'such proposal');
    if (vote !== 'yes' && vote !== 'no') return refuse('INVALID_INPUT', 'vote must be yes or no');
    if (proposal.status !== 'open') refuse('VOTE_CLOSED', `proposal ${id} is ${proposal.status}`);
    if (proposal.votes[voter]) refuse('ALREADY_VOTED', `${voter} voted on ${id}`);
    return castVote(ctx, proposal, voter, vote);
  }

  /** All proposals with their votes. */
  async ListProposals(ctx: Context): Promise<string> {
    return canonicalize(await listState<Proposal>(ctx, 'proposal'));
  }

  /** All parameters in force. */
  async ListParameters(ctx: Context): Promise<string> {
    return canonicalize(await listState<Parameter>(ctx, 'parameter'));
  }

  /** All models registered: name, version, digest. */
  async ListModels(ctx: Context): Promise<string> {
    return canonicalize(await listState<unknown>(ctx, 'model'));
  }
}

async function castVote(
  ctx: Context,
  before: Proposal,
  voter: string,
  vote: 'yes' | 'no',
): Promise<string> {
  const members = await listState<Organisation>(ctx, 'organisation');
  const voters = members.filter((m) => m.status === 'active').map((m) => m.mspId);
  const votes = { ...before.votes, [voter]: vote };
  const proposal: Proposal = { ...before, votes, status: tally(votes, voters) };
  await writeState(ctx, proposalKey(ctx, proposal.id), canonicalize(proposal));
  if (proposal.status === 'adopted') await execute(ctx, proposal);
  emit(ctx, 'proposal.changed', { id: proposal.id, kind: proposal.kind, status: proposal.status });
  return canonicalize(proposal);
}

function checkSubject(kind: ProposalKind, subject: Record<string, unknown>): string {
  if (kind === 'admit-organisation') return canonicalize(demand(checkOrganisation(subject)));
  const fields: Record<Exclude<ProposalKind, 'admit-organisation'>, readonly string[]> = {
    'suspend-organisation': ['mspId'],
    'remove-organisation': ['mspId'],
    'set-parameter': ['name', 'value'],
    'register-model': ['name', 'version', 'digest'],
  };
  const named = fields[kind];
  const missing = named.find((field) => typeof subject[field] !== 'string');
  if (missing) refuse('INVALID_INPUT', `subject ${missing} must be text`);
  return canonicalize(Object.fromEntries(named.map((field) => [field, subject[field]])));
}

function subjectMember(subject: string): string {
  return (JSON.parse(subject) as { mspId: string }).mspId;
}

async function execute(ctx: Context, proposal: Proposal): Promise<void> {
  const subject = JSON.parse(proposal.subject) as Record<string, string>;
  if (proposal.kind === 'admit-organisation') {
    return admit(ctx, demand(checkOrganisation(subject)));
  }
  if (proposal.kind === 'suspend-organisation') {
    const entry = await requireOrganisation(ctx, subject.mspId as string);
    return writeOrganisation(ctx, { ...entry, status: 'suspended' });
  }
  if (proposal.kind === 'remove-organisation') {
    const entry = await requirePresent(ctx, subject.mspId as string);
    return writeOrganisation(ctx, { ...entry, status: 'suspended', leftAt: txTime(ctx) });
  }
  if (proposal.kind === 'set-parameter') return setParameter(ctx, subject);
  const key = keyOf(ctx, 'model', subject.name as string, subject.version as string);
  return writeState(ctx, key, canonicalize({ ...subject, since: txTime(ctx) }));
}

/** The entry of an organisation that has not left: leaving is said once. */
async function requirePresent(ctx: Context, mspId: string): Promise<Organisation> {
  const entry = await requireOrganisation(ctx, mspId);
  if (entry.leftAt === undefined) return entry;
  return refuse('STATUS_TRANSITION', `${mspId} left at ${entry.leftAt}`);
}

/** An organisation that comes back keeps the keys it had: evidence outlives membership. */
async function admit(ctx: Context, entry: Organisation): Promise<void> {
  const before = await readState<Organisation>(ctx, keyOf(ctx, 'organisation', entry.mspId));
  const known = new Set(entry.keys.map((key) => key.kid));
  const retired = (before?.keys ?? []).filter((key) => !known.has(key.kid));
  await writeOrganisation(ctx, { ...entry, keys: [...entry.keys, ...retired] });
}

async function setParameter(ctx: Context, subject: Record<string, string>): Promise<void> {
  const key = keyOf(ctx, 'parameter', subject.name as string);
  const before = await readState<Parameter>(ctx, key);
  const version = (before?.version ?? 0) + 1;
  const { name, value } = subject;
  await writeState(ctx, key, canonicalize({ name, value, version, since: txTime(ctx) }));
}

function proposalKey(ctx: Context, id: string): string {
  return keyOf(ctx, 'proposal', id || refuse('INVALID_INPUT', 'the proposal id is empty'));
}
