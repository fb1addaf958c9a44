/**
 * What a channel's configuration becomes by an update, computed as ordering nodes compute it (Fabric configtx): an
 * element counts as written when its version differs from the read set's; what is not written stays as it is.
 */
import { ChannelRefused } from './channel-refusal.js';
import type { ConfigElement, ConfigGroup, GroupPath } from './config-tree.js';
import type { ConfigUpdate } from './config-update.js';

export interface UpdateResult {
  readonly root: ConfigGroup;
  /** Policies, as paths, that have to agree: those of every element that exists and is written. */
  readonly policies: readonly string[];
}

interface Walk {
  readonly policies: Set<string>;
}

/**
 * Applies the update to the present configuration. Throws ChannelRefused PROPOSAL_STALE when it rests on other versions,
 * CHANNEL_UPDATE_INVALID when no ordering node would take it.
 */
export function applyUpdate(current: ConfigGroup, update: ConfigUpdate): UpdateResult {
  checkRead([], current, update.readSet);
  const walk: Walk = { policies: new Set() };
  const root = applyGroup(walk, [], current, update.readSet, update.writeSet);
  if (walk.policies.size > 0) return { root, policies: [...walk.policies] };
  throw new ChannelRefused('CHANNEL_UPDATE_INVALID', 'the update changes nothing');
}

function checkRead(path: GroupPath, current: ConfigGroup | undefined, read: ConfigGroup): void {
  checkVersion(path, current?.version, read.version);
  for (const kind of ['values', 'policies'] as const) {
    for (const [name, { version }] of read[kind]) {
      checkVersion([...path, name], current?.[kind].get(name)?.version, version);
    }
  }
  for (const [name, group] of read.groups) {
    checkRead([...path, name], current?.groups.get(name), group);
  }
}

function checkVersion(path: GroupPath, present: number | undefined, read: number): void {
  if (present === read) return;
  const is = present === undefined ? 'is not there' : `is at version ${present}`;
  throw new ChannelRefused(
    'PROPOSAL_STALE',
    `the proposal rests on version ${read} of /${['Channel', ...path].join('/')}, which ${is}`,
  );
}

function applyGroup(
  walk: Walk,
  path: GroupPath,
  current: ConfigGroup | undefined,
  read: ConfigGroup | undefined,
  write: ConfigGroup,
): ConfigGroup {
  const isWritten = read?.version !== write.version;
  if (isWritten) authorise(walk, path, path, current, write);
  const merge = (kind: 'values' | 'policies'): Map<string, ConfigElement> => {
    const merged = elementsOf(isWritten, current?.[kind], write[kind]);
    for (const [name, after] of write[kind]) {
      if (read?.[kind].get(name)?.version === after.version) continue;
      const before = current?.[kind].get(name);
      authorise(walk, [...path, name], path, before, after);
      if (before || isWritten) merged.set(name, after);
      else throw unlisted([...path, name]);
    }
    return merged;
  };
  return {
    version: isWritten ? write.version : (current?.version ?? 0),
    modPolicy: isWritten ? write.modPolicy : (current?.modPolicy ?? ''),
    groups: subGroups(walk, path, { current, read, write, isWritten }),
    values: merge('values'),
    policies: merge('policies'),
  };
}

interface Level {
  readonly current: ConfigGroup | undefined;
  readonly read: ConfigGroup | undefined;
  readonly write: ConfigGroup;
  readonly isWritten: boolean;
}

function subGroups(walk: Walk, path: GroupPath, level: Level): Map<string, ConfigGroup> {
  const { current, read, write, isWritten } = level;
  const groups = elementsOf(isWritten, current?.groups, write.groups);
  for (const [name, after] of write.groups) {
    const [before, seen] = [current?.groups.get(name), read?.groups.get(name)];
    const inner = [...path, name];
    const result = applyGroup(walk, inner, before, seen, after);
    if (before || isWritten) groups.set(name, result);
    else throw unlisted(inner);
  }
  return groups;
}

/** A written group has exactly the members that it lists; each other one keeps its own. */
function elementsOf<T>(
  isWritten: boolean,
  current: ReadonlyMap<string, T> | undefined,
  listed: ReadonlyMap<string, T>,
): Map<string, T> {
  if (!isWritten) return new Map(current);
  const kept = [...listed.keys()].flatMap((name): [string, T][] => {
    const present = current?.get(name);
    return present === undefined ? [] : [[name, present]];
  });
  return new Map(kept);
}

/** An element that exists may be written with its next version only, and its policy has to agree; an earlier version is stale. */
function authorise(
  { policies }: Walk,
  path: GroupPath,
  context: GroupPath,
  before: { readonly version: number; readonly modPolicy: string } | undefined,
  after: { readonly version: number; readonly modPolicy: string },
): void {
  const name = `/${['Channel', ...path].join('/')}`;
  if (after.modPolicy === '') {
    throw new ChannelRefused('CHANNEL_UPDATE_INVALID', `${name} would have no modification policy`);
  }
  if (before === undefined) {
    if (after.version === 0) return;
    throw new ChannelRefused('CHANNEL_UPDATE_INVALID', `${name} is new but not at version 0`);
  }
  if (after.version <= before.version) {
    const rests = `the proposal rests on version ${after.version - 1} of ${name}`;
    throw new ChannelRefused('PROPOSAL_STALE', `${rests}, which is at version ${before.version}`);
  }
  if (after.version !== before.version + 1) {
    throw new ChannelRefused(
      'CHANNEL_UPDATE_INVALID',
      `${name} is at version ${before.version} and would jump to ${after.version}`,
    );
  }
  policies.add(absolutePolicy(context, before.modPolicy));
}

function absolutePolicy(context: GroupPath, policy: string): string {
  return policy.startsWith('/') ? policy : `/${['Channel', ...context, policy].join('/')}`;
}

function unlisted(path: GroupPath): ChannelRefused {
  const name = `/${['Channel', ...path].join('/')}`;
  return new ChannelRefused(
    'CHANNEL_UPDATE_INVALID',
    `${name} would be new in a group that does not list it`,
  );
}
