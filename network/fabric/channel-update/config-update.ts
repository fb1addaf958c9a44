/**
 * The difference between two configurations as Fabric takes it (common.ConfigUpdate): a read set with the versions it
 * rests on, and a write set in which every changed element has the next version and everything else its present one.
 */
import type { ConfigElement, ConfigGroup } from './config-tree.js';
import { EMPTY_GROUP, isSame, readGroup, writeGroup } from './config-tree.js';
import { decodeStrictly, mapOf, protos } from './protos.js';
import { ChannelRefused } from './channel-refusal.js';

export interface ConfigUpdate {
  readonly channel: string;
  readonly readSet: ConfigGroup;
  readonly writeSet: ConfigGroup;
}

interface Parts<T> {
  readonly read: Map<string, T>;
  readonly write: Map<string, T>;
  /** Elements that stay as they are: named only where the list of members changes. */
  readonly same: Map<string, T>;
  readonly isOtherList: boolean;
}

interface GroupDifference {
  readonly read: ConfigGroup;
  readonly write: ConfigGroup;
  readonly isChanged: boolean;
}

/** Encodes the difference; undefined when there is none. */
export function encodeUpdate(
  channel: string,
  original: ConfigGroup,
  updated: ConfigGroup,
): Uint8Array | undefined {
  const { read, write, isChanged } = groupDifference(original, updated);
  if (!isChanged) return undefined;
  const update = new (protos().common.ConfigUpdate)();
  update.setChannelId(channel);
  update.setReadSet(writeGroup(read));
  update.setWriteSet(writeGroup(write));
  return update.serializeBinary();
}

/** Decodes an update strictly. Throws ChannelRefused CHANNEL_UPDATE_INVALID. */
export function decodeUpdate(bytes: Uint8Array): ConfigUpdate {
  const update = decodeStrictly(protos().common.ConfigUpdate, bytes, 'the update');
  const [readSet, writeSet] = [update.getReadSet(), update.getWriteSet()];
  if (!readSet || !writeSet) {
    throw new ChannelRefused(
      'CHANNEL_UPDATE_INVALID',
      'the update has no read set or no write set',
    );
  }
  if (mapOf(update.getIsolatedDataMap()).getLength() > 0) {
    throw new ChannelRefused('CHANNEL_UPDATE_INVALID', 'the update carries data beside the change');
  }
  return {
    channel: update.getChannelId(),
    readSet: readGroup(readSet),
    writeSet: readGroup(writeSet),
  };
}

function groupDifference(original: ConfigGroup, updated: ConfigGroup): GroupDifference {
  const policies = elementParts(original.policies, updated.policies);
  const values = elementParts(original.values, updated.values);
  const groups = groupParts(original.groups, updated.groups);
  const parts = [policies, values, groups];
  const bare = { ...EMPTY_GROUP, version: original.version };
  const isOtherGroup =
    parts.some(({ isOtherList }) => isOtherList) || original.modPolicy !== updated.modPolicy;
  if (!isOtherGroup) {
    const isChanged = parts.some(({ write }) => write.size > 0);
    if (!isChanged) return { read: bare, write: bare, isChanged };
    const read = { ...bare, policies: policies.read, values: values.read, groups: groups.read };
    const write = { ...bare, policies: policies.write, values: values.write, groups: groups.write };
    return { read, write, isChanged };
  }
  const read = {
    ...bare,
    policies: joined(policies.read, policies.same),
    values: joined(values.read, values.same),
    groups: joined(groups.read, groups.same),
  };
  const write = {
    ...{ version: original.version + 1, modPolicy: updated.modPolicy },
    policies: joined(policies.write, policies.same),
    values: joined(values.write, values.same),
    groups: joined(groups.write, groups.same),
  };
  return { read, write, isChanged: true };
}

function elementParts(
  original: ReadonlyMap<string, ConfigElement>,
  updated: ReadonlyMap<string, ConfigElement>,
): Parts<ConfigElement> {
  const parts = emptyParts<ConfigElement>(original, updated);
  for (const [name, after] of updated) {
    const before = original.get(name);
    if (!before) parts.write.set(name, { ...after, version: 0 });
    else if (isSame(before, after)) parts.same.set(name, unchanged(before));
    else parts.write.set(name, { ...after, version: before.version + 1 });
  }
  return parts;
}

function groupParts(
  original: ReadonlyMap<string, ConfigGroup>,
  updated: ReadonlyMap<string, ConfigGroup>,
): Parts<ConfigGroup> {
  const parts = emptyParts<ConfigGroup>(original, updated);
  for (const [name, after] of updated) {
    const before = original.get(name);
    if (!before) {
      parts.write.set(name, newGroup(after));
      continue;
    }
    const { read, write, isChanged } = groupDifference(before, after);
    if (!isChanged) parts.same.set(name, read);
    else {
      parts.read.set(name, read);
      parts.write.set(name, write);
    }
  }
  return parts;
}

function emptyParts<T>(
  original: ReadonlyMap<string, T>,
  updated: ReadonlyMap<string, T>,
): Parts<T> {
  const isOtherList =
    original.size !== updated.size || [...updated.keys()].some((name) => !original.has(name));
  return { read: new Map(), write: new Map(), same: new Map(), isOtherList };
}

function newGroup(group: ConfigGroup): ConfigGroup {
  const first = (one: ConfigElement): ConfigElement => ({ ...one, version: 0 });
  return {
    ...{ version: 0, modPolicy: group.modPolicy },
    groups: mapValues(group.groups, newGroup),
    values: mapValues(group.values, first),
    policies: mapValues(group.policies, first),
  };
}

function unchanged({ version }: ConfigElement): ConfigElement {
  return { version, modPolicy: '', bytes: new Uint8Array() };
}

function joined<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...one, ...other]);
}

function mapValues<T, R>(map: ReadonlyMap<string, T>, change: (value: T) => R): Map<string, R> {
  return new Map([...map].map(([name, value]) => [name, change(value)]));
}
