/** Proposals to the members: an organisation joins, or leaves. Each is one update of the channel's configuration. */
import { ChannelRefused } from './channel-refusal.js';
import type { ChannelConfig, ConfigElement, ConfigGroup } from './config-tree.js';
import { groupAt, withGroup } from './config-tree.js';
import { encodeUpdate } from './config-update.js';
import { readMember } from './member-group.js';
import type { OrganisationDefinition } from './organisation-definition.js';
import { definitionGroup } from './organisation-definition.js';
import type { SignatureRule } from './policy.js';
import { outOf, readPolicy, writePolicy } from './policy.js';

export const APPLICATION = ['Application'] as const;
export const ENDORSEMENT = 'Endorsement';

/** MSP ids of the channel's members, sorted. */
export function membersOf(root: ConfigGroup): string[] {
  return [...(groupAt(root, APPLICATION)?.groups.keys() ?? [])].sort();
}

/** MSP ids of the organisations that run ordering nodes, sorted. */
export function orderingMembersOf(root: ConfigGroup): string[] {
  return [...(groupAt(root, ['Orderer'])?.groups.keys() ?? [])].sort();
}

/**
 * The update by which an organisation joins. Where the endorsement policy is "n of the members' peers", the newcomer's
 * peer is added to it. Throws ChannelRefused ALREADY_MEMBER, AUTHORITY_SHARED.
 */
export function proposeJoin(
  { channel, root }: ChannelConfig,
  definition: OrganisationDefinition,
): Uint8Array {
  const { mspId } = definition;
  if (membersOf(root).includes(mspId)) {
    throw new ChannelRefused('ALREADY_MEMBER', `${mspId} is in channel ${channel}`);
  }
  const group = definitionGroup(definition);
  const holder = sharedAuthority(root, mspId, group);
  if (holder !== undefined) {
    throw new ChannelRefused(
      'AUTHORITY_SHARED',
      `${mspId} names the authority of ${holder} as its own`,
    );
  }
  const updated = withGroup(root, APPLICATION, (application) => ({
    ...application,
    groups: new Map(application.groups).set(mspId, group),
    policies: endorsedBy(application, (members) => [...members, mspId]),
  }));
  return update(channel, root, updated);
}

/**
 * The update by which an organisation leaves: its group goes, and its peer from the endorsement policy.
 * Throws ChannelRefused NOT_MEMBER, ORDERING_MEMBER, TOO_FEW_MEMBERS.
 */
export function proposeLeave({ channel, root }: ChannelConfig, mspId: string): Uint8Array {
  if (!membersOf(root).includes(mspId)) {
    throw new ChannelRefused('NOT_MEMBER', `${mspId} is not in channel ${channel}`);
  }
  if (orderingMembersOf(root).includes(mspId)) {
    throw new ChannelRefused(
      'ORDERING_MEMBER',
      `${mspId} orders transactions in channel ${channel}`,
    );
  }
  const updated = withGroup(root, APPLICATION, (application) => {
    const groups = new Map(application.groups);
    groups.delete(mspId);
    const remaining = (members: readonly string[]): string[] =>
      members.filter((one) => one !== mspId);
    return { ...application, groups, policies: endorsedBy(application, remaining) };
  });
  return update(channel, root, updated);
}

/** The members whose peers endorse, when the policy is "n of the members' peers" and nothing else. */
export function endorsersOf(
  application: ConfigGroup,
): { readonly n: number; readonly members: readonly string[] } | undefined {
  const element = application.policies.get(ENDORSEMENT);
  if (!element) return undefined;
  const policy = readPolicy(element.bytes);
  if (policy.kind !== 'signature' || policy.rule.kind !== 'outOf') return undefined;
  const { n, rules } = policy.rule;
  const members = rules.flatMap((rule) => (isPeer(rule) ? [rule.mspId] : []));
  return members.length === rules.length ? { n, members } : undefined;
}

/** Whose root authority the organisation would share; undefined when its own are nobody else's. */
export function sharedAuthority(
  root: ConfigGroup,
  mspId: string,
  group: ConfigGroup,
): string | undefined {
  const keys = (name: string, one: ConfigGroup): string[] =>
    readMember(name, one).rootCas.map((ca) =>
      ca.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
    );
  const mine = new Set(keys(mspId, group));
  const others = [...(groupAt(root, APPLICATION)?.groups ?? [])].filter(([name]) => name !== mspId);
  return others.find(([name, one]) => keys(name, one).some((key) => mine.has(key)))?.[0];
}

function endorsedBy(
  application: ConfigGroup,
  change: (members: readonly string[]) => readonly string[],
): Map<string, ConfigElement> {
  const policies = new Map(application.policies);
  const [endorsers, element] = [endorsersOf(application), policies.get(ENDORSEMENT)];
  if (!endorsers || !element) return policies;
  const members = change(endorsers.members);
  if (members.length < endorsers.n) {
    throw new ChannelRefused(
      'TOO_FEW_MEMBERS',
      `${endorsers.n} endorsers are needed, ${members.length} would remain`,
    );
  }
  const rules = members.map((mspId) => ({ kind: 'by', mspId, role: 'peer' }) as const);
  return policies.set(ENDORSEMENT, { ...element, bytes: writePolicy(outOf(endorsers.n, rules)) });
}

function isPeer(rule: SignatureRule): rule is Extract<SignatureRule, { kind: 'by' }> {
  return rule.kind === 'by' && rule.role === 'peer';
}

function update(channel: string, root: ConfigGroup, updated: ConfigGroup): Uint8Array {
  const bytes = encodeUpdate(channel, root, updated);
  if (bytes) return bytes;
  throw new ChannelRefused('CHANNEL_UPDATE_INVALID', 'the proposal would change nothing');
}
