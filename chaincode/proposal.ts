/** Governance by recorded votes: a proposal takes effect when more than half of the active organisations agree. */

export const PROPOSAL_KINDS = [
  'admit-organisation',
  'suspend-organisation',
  'remove-organisation',
  'set-parameter',
  'register-model',
] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

export interface Proposal {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly proposer: string;
  /** What is proposed, canonical JSON. */
  readonly subject: string;
  readonly votes: Readonly<Record<string, 'yes' | 'no'>>;
  readonly status: 'open' | 'adopted' | 'rejected';
  readonly openedAt: string;
}

/** A versioned policy value of the parameter library. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly version: number;
  readonly since: string;
}

/** Where a vote stands: adopted by more than half, rejected once that cannot be reached any more. */
export function tally(votes: Proposal['votes'], voters: readonly string[]): Proposal['status'] {
  const cast = voters.map((mspId) => votes[mspId]);
  const yes = cast.filter((vote) => vote === 'yes').length;
  const no = cast.filter((vote) => vote === 'no').length;
  if (yes * 2 > voters.length) return 'adopted';
  return no * 2 >= voters.length ? 'rejected' : 'open';
}
