/**
 * What an update does, in plain words: computed from the bytes that are signed and the configuration they rest on, never
 * from what a file says about itself. Whatever is more than one organisation joining or leaving is warned of.
 */
import type { ConfigElement, ConfigGroup, GroupPath, ChannelConfig } from './config-tree.js';
import { EMPTY_GROUP, groupAt, isSame } from './config-tree.js';
import { ChannelRefused } from './channel-refusal.js';
import { decodeUpdate } from './config-update.js';
import type { AuthorityWords } from './member-group.js';
import { authorityWords, readMember } from './member-group.js';
import { policyWords, readPolicy } from './policy.js';
import { APPLICATION, ENDORSEMENT, endorsersOf, membersOf, sharedAuthority } from './proposal.js';
import { threshold } from './quorum.js';
import { applyUpdate } from './update-result.js';
import { valueWords } from './value-words.js';

export interface MemberWords {
  readonly mspId: string;
  readonly authorities: readonly AuthorityWords[];
  readonly tlsAuthorities: readonly AuthorityWords[];
  /** `host:port`. */
  readonly anchorPeers: readonly string[];
  readonly policies: readonly { readonly name: string; readonly words: string }[];
}

export interface ElementChange {
  /** e.g. `/Channel/Application/Endorsement`. */
  readonly path: string;
  readonly what: 'policy' | 'value' | 'group' | 'modification policy';
  readonly before: string;
  readonly after: string;
}

export interface UpdateDescription {
  readonly channel: string;
  /** Sequence and digest of the configuration that it rests on. */
  readonly sequence: number;
  readonly digest: string;
  readonly joins: readonly MemberWords[];
  readonly leaves: readonly MemberWords[];
  /** Every other element that changes. */
  readonly changes: readonly ElementChange[];
  /** What follows without being written: majorities of more or fewer members. */
  readonly consequences: readonly string[];
  readonly warnings: readonly string[];
  /** Paths of the policies that have to agree. */
  readonly policies: readonly string[];
}

/** Describes an encoded update. Throws ChannelRefused PROPOSAL_STALE or CHANNEL_UPDATE_INVALID. */
export function describeUpdate(config: ChannelConfig, bytes: Uint8Array): UpdateDescription {
  const update = decodeUpdate(bytes);
  if (update.channel !== config.channel) {
    throw new ChannelRefused(
      'CHANNEL_UPDATE_INVALID',
      `the update is for channel ${update.channel}, the configuration of ${config.channel}`,
    );
  }
  const { root: after, policies } = applyUpdate(config.root, update);
  const before = config.root;
  const [was, will] = [membersOf(before), membersOf(after)];
  const joining = will.filter((mspId) => !was.includes(mspId));
  const leaving = was.filter((mspId) => !will.includes(mspId));
  const changes = changesBetween([], before, after).filter(
    ({ path, what }) => what !== 'group' || !isMemberPath(path),
  );
  return {
    ...{ channel: config.channel, sequence: config.sequence, digest: config.digest },
    joins: joining.map((mspId) => memberWords(after, mspId)),
    leaves: leaving.map((mspId) => memberWords(before, mspId)),
    changes,
    consequences: consequences(before, after),
    warnings: [
      ...countWarnings(joining, leaving),
      ...joining.flatMap((mspId) => joinWarnings(after, mspId)),
      ...changes.flatMap((change) => changeWarnings(change, before, after)),
      ...endorsementWarnings(after, leaving),
    ],
    policies,
  };
}

function memberWords(root: ConfigGroup, mspId: string): MemberWords {
  const member = readMember(mspId, groupAt(root, [...APPLICATION, mspId]) ?? EMPTY_GROUP);
  return {
    mspId,
    authorities: [...member.rootCas, ...member.intermediateCas].map(authorityWords),
    tlsAuthorities: member.tlsCas.map(authorityWords),
    anchorPeers: member.anchorPeers.map(({ host, port }) => `${host}:${port}`),
    policies: member.policies,
  };
}

/** Every element that is added, changed or removed; a group that comes or goes is one of them. */
function changesBetween(path: GroupPath, before: ConfigGroup, after: ConfigGroup): ElementChange[] {
  const changes: ElementChange[] = [];
  if (before.modPolicy !== after.modPolicy) {
    const words = { before: before.modPolicy, after: after.modPolicy };
    changes.push({ path: text(path), what: 'modification policy', ...words });
  }
  for (const [kind, what] of [
    ['policies', 'policy'],
    ['values', 'value'],
  ] as const) {
    for (const name of namesOf(before[kind], after[kind])) {
      const [old, fresh] = [before[kind].get(name), after[kind].get(name)];
      if (old && fresh && isSame(old, fresh)) continue;
      const words = {
        before: elementWords(what, name, old),
        after: elementWords(what, name, fresh),
      };
      changes.push({ path: text([...path, name]), what, ...words });
    }
  }
  for (const name of namesOf(before.groups, after.groups)) {
    const [old, fresh] = [before.groups.get(name), after.groups.get(name)];
    const inner = [...path, name];
    if (old && fresh) changes.push(...changesBetween(inner, old, fresh));
    else {
      const words = { before: old ? 'there' : 'not there', after: fresh ? 'there' : 'not there' };
      changes.push({ path: text(inner), what: 'group', ...words });
    }
  }
  return changes;
}

function elementWords(
  what: 'policy' | 'value',
  name: string,
  element: ConfigElement | undefined,
): string {
  if (!element) return 'not there';
  const words =
    what === 'policy' ? policyWords(readPolicy(element.bytes)) : valueWords(name, element);
  return `${words} (changed by ${element.modPolicy})`;
}

function countWarnings(joining: readonly string[], leaving: readonly string[]): string[] {
  if (joining.length + leaving.length === 1) return [];
  if (joining.length + leaving.length === 0)
    return ['No organisation joins or leaves by this update.'];
  return [
    `More than one organisation joins or leaves: joining ${joining.join(', ') || 'nobody'}, leaving ${leaving.join(', ') || 'nobody'}.`,
  ];
}

function joinWarnings(after: ConfigGroup, mspId: string): string[] {
  const group = groupAt(after, [...APPLICATION, mspId]) ?? EMPTY_GROUP;
  const holder = sharedAuthority(after, mspId, group);
  const shared =
    holder === undefined ? [] : [`${mspId} names the authority of ${holder} as its own`];
  return [...readMember(mspId, group).oddities, ...shared].map((words) => `${words}.`);
}

/** The one change that goes with joining and leaving: the same count of endorsers, among exactly the members. */
function changeWarnings(change: ElementChange, before: ConfigGroup, after: ConfigGroup): string[] {
  if (change.path === text([...APPLICATION, ENDORSEMENT]) && followsMembers(before, after))
    return [];
  return [`Beside members, this changes ${change.path} (${change.what}).`];
}

function followsMembers(before: ConfigGroup, after: ConfigGroup): boolean {
  const [was, will] = [before, after].map((root) => groupAt(root, APPLICATION) ?? EMPTY_GROUP);
  const [old, fresh] = [was && endorsersOf(was), will && endorsersOf(will)];
  if (!old || !fresh || old.n !== fresh.n) return false;
  const isSameOwner =
    was?.policies.get(ENDORSEMENT)?.modPolicy === will?.policies.get(ENDORSEMENT)?.modPolicy;
  return isSameOwner && [...fresh.members].sort().join() === membersOf(after).join();
}

function endorsementWarnings(after: ConfigGroup, leaving: readonly string[]): string[] {
  const endorsers = endorsersOf(groupAt(after, APPLICATION) ?? EMPTY_GROUP);
  if (!endorsers) return [];
  const gone = endorsers.members.filter((mspId) => leaving.includes(mspId));
  const absent = membersOf(after).filter((mspId) => !endorsers.members.includes(mspId));
  return [
    ...gone.map((mspId) => `${mspId} leaves but would still count as an endorser.`),
    ...absent.map((mspId) => `${mspId} is a member but could not endorse.`),
  ];
}

/** Implicit policies mean something else when the number of members changes. */
function consequences(before: ConfigGroup, after: ConfigGroup): string[] {
  const [was, will] = [before, after].map((root) => groupAt(root, APPLICATION) ?? EMPTY_GROUP);
  if (!was || !will || was.groups.size === will.groups.size) return [];
  return [...will.policies].flatMap(([name, { bytes }]) => {
    const rule = readPolicy(bytes);
    if (rule.kind !== 'implicit' || rule.which === 'ANY') return [];
    const [old, fresh] = [was, will].map(
      ({ groups }) => `${threshold(rule.which, groups.size)} of ${groups.size}`,
    );
    return [
      `${text([...APPLICATION, name])} (${policyWords(rule)}): ${old} before, ${fresh} after`,
    ];
  });
}

function isMemberPath(path: string): boolean {
  const [, , section, , ...rest] = path.split('/');
  return section === APPLICATION[0] && rest.length === 0;
}

function namesOf(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].sort();
}

function text(path: GroupPath): string {
  return `/${['Channel', ...path].join('/')}`;
}
