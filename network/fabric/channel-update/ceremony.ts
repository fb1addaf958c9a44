/**
 * The steps by which members change their channel: proposed from the running configuration, shown, signed offline by each
 * administrator, submitted when enough have signed, and seen in force.
 */
import type { OrganisationIdentity } from '../../identity/organisation-identity.js';
import { waitUntil } from '../wait.js';
import type { ChannelAccess } from './channel-access.js';
import { fetchConfig, submitUpdate } from './channel-access.js';
import { ChannelRefused } from './channel-refusal.js';
import type { ChannelConfig } from './config-tree.js';
import type { OrganisationDefinition } from './organisation-definition.js';
import { proposeJoin, proposeLeave } from './proposal.js';
import type { ChannelProposal } from './proposal-file.js';
import { proposalOf } from './proposal-file.js';
import type { PolicyQuorum } from './quorum.js';
import { quorumOf } from './quorum.js';
import type { UpdateDescription } from './update-description.js';
import { describeUpdate } from './update-description.js';
import type { CheckedSignature } from './update-signature.js';
import { checkSignature, signUpdate } from './update-signature.js';

export interface ProposalView {
  readonly description: UpdateDescription;
  readonly signatures: readonly CheckedSignature[];
  readonly quorum: readonly PolicyQuorum[];
  /** Whether the configuration that it rests on was compared with one of the reader's own. */
  readonly isCompared: boolean;
}

export interface ShowOptions {
  readonly proposal: ChannelProposal;
  /** The configuration as the reader's own peer gave it; without it the file's own word is taken, and that is said. */
  readonly own?: ChannelConfig;
  readonly signatures?: readonly Uint8Array[];
  /** ms since the epoch. */
  readonly now: number;
}

/** A proposal that the organisation joins, made from the running channel. */
export async function proposalToJoin(
  access: ChannelAccess,
  definition: OrganisationDefinition,
): Promise<ChannelProposal> {
  const config = await fetchConfig(access);
  return proposalOf(config, proposeJoin(config, definition));
}

/** A proposal that the organisation leaves, made from the running channel. */
export async function proposalToLeave(
  access: ChannelAccess,
  mspId: string,
): Promise<ChannelProposal> {
  const config = await fetchConfig(access);
  return proposalOf(config, proposeLeave(config, mspId));
}

/** What a proposal does, who signed it, who is missing. Throws ChannelRefused CONFIG_DIFFERS, PROPOSAL_STALE, … */
export function showProposal({ proposal, own, signatures = [], now }: ShowOptions): ProposalView {
  if (own) compare(proposal, own);
  const { base, update } = proposal;
  const description = describeUpdate(base, update);
  const checked = signatures.map((one) => checkSignature(base.root, update, one, now));
  const quorum = quorumOf(base.root, description.policies, checked);
  return { description, signatures: checked, quorum, isCompared: own !== undefined };
}

/**
 * Signs for an organisation; no network is needed. The configuration must be the signer's own: what leaves is seen only
 * against it. Throws ChannelRefused CONFIG_DIFFERS, PROPOSAL_STALE, ADMIN_UNUSABLE.
 */
export async function signProposal(
  options: ShowOptions & { readonly own: ChannelConfig; readonly identity: OrganisationIdentity },
): Promise<Uint8Array> {
  const { proposal, identity, now } = options;
  showProposal(options);
  const signature = await signUpdate(identity, proposal.update);
  const { problem, roles } = checkSignature(proposal.base.root, proposal.update, signature, now);
  if (problem !== undefined || !roles.includes('admin')) {
    const why = problem ?? 'its certificate has no OU=admin';
    throw new ChannelRefused(
      'ADMIN_UNUSABLE',
      `the signature of ${identity.mspId} would not count: ${why}`,
    );
  }
  return signature;
}

/**
 * Submits a proposal that enough have signed, and resolves to the new configuration once the own peer has it.
 * Throws ChannelRefused PROPOSAL_STALE, CONFIG_DIFFERS, SIGNATURES_MISSING, ORDERING_REFUSED.
 */
export async function submitProposal(
  access: ChannelAccess,
  proposal: ChannelProposal,
  { signatures, now }: { readonly signatures: readonly Uint8Array[]; readonly now: number },
): Promise<ChannelConfig> {
  const own = await fetchConfig(access);
  const view = showProposal({ proposal, own, signatures, now });
  const lacking = view.quorum.find(({ missing }) => missing > 0);
  if (lacking) throw signaturesMissing(lacking);
  const counting = signatures.filter((_, i) => view.signatures[i]?.problem === undefined);
  await submitUpdate(access, proposal.update, counting);
  let after = own;
  await waitUntil(
    async () => {
      after = await fetchConfig(access);
      return after.sequence > own.sequence ? undefined : `sequence ${after.sequence}`;
    },
    { what: 'the new configuration is not in force' },
  );
  return after;
}

/** Enough for every policy that has to agree. */
export function isAgreed(quorum: readonly PolicyQuorum[]): boolean {
  return quorum.every(({ missing }) => missing === 0);
}

function compare({ base }: ChannelProposal, own: ChannelConfig): void {
  if (base.channel !== own.channel) {
    throw new ChannelRefused(
      'CONFIG_DIFFERS',
      `the proposal is for channel ${base.channel}, yours is ${own.channel}`,
    );
  }
  if (base.sequence !== own.sequence) {
    throw new ChannelRefused(
      'PROPOSAL_STALE',
      `the proposal rests on configuration ${base.sequence} of channel ${own.channel}, which is at ${own.sequence}`,
    );
  }
  if (base.digest === own.digest) return;
  throw new ChannelRefused(
    'CONFIG_DIFFERS',
    `configuration ${base.sequence} in the proposal is not that of your own peer (${base.digest.slice(0, 16)}… and ${own.digest.slice(0, 16)}…)`,
  );
}

function signaturesMissing({
  policy,
  needed,
  among,
  signed,
  missing,
}: PolicyQuorum): ChannelRefused {
  const waiting = among.filter((mspId) => !signed.includes(mspId));
  return new ChannelRefused(
    'SIGNATURES_MISSING',
    `${policy} needs ${needed} of ${among.length}; ${signed.length} signed, ${missing} missing of ${waiting.join(', ')}`,
  );
}
