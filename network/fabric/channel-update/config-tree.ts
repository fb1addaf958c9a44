/**
 * A channel's configuration as a plain tree (protobuf common.Config): groups of values and policies, each with the
 * version that counts its changes and the name of the policy that must agree to the next one.
 */
import { createHash } from 'node:crypto';
import type { common } from '@hyperledger/fabric-protos';
import { ChannelRefused } from './channel-refusal.js';
import { mapOf, protos } from './protos.js';

/** A value, or a policy as its encoded `common.Policy`. */
export interface ConfigElement {
  readonly version: number;
  readonly modPolicy: string;
  readonly bytes: Uint8Array;
}

export interface ConfigGroup {
  readonly version: number;
  readonly modPolicy: string;
  readonly groups: ReadonlyMap<string, ConfigGroup>;
  readonly values: ReadonlyMap<string, ConfigElement>;
  readonly policies: ReadonlyMap<string, ConfigElement>;
}

export interface ChannelConfig {
  readonly channel: string;
  /** Counts the changes of the channel's configuration. */
  readonly sequence: number;
  /** SHA-256 of the configuration, hex: the same at every member. */
  readonly digest: string;
  readonly root: ConfigGroup;
  /** The encoded `common.Config`. */
  readonly bytes: Uint8Array;
}

/** Names on the way to a group below the channel's root, e.g. `['Application', 'NorthCustomsMSP']`. */
export type GroupPath = readonly string[];

const CONFIG = 1;

/** A group with nothing in it. */
export const EMPTY_GROUP: ConfigGroup = {
  ...{ version: 0, modPolicy: '' },
  ...{ groups: new Map(), values: new Map(), policies: new Map() },
};

/** Reads the configuration that a configuration block holds. Throws ChannelRefused CHANNEL_FILE_INVALID. */
export function configOfBlock(block: Uint8Array): ChannelConfig {
  const { common: messages } = protos();
  try {
    const [first] = messages.Block.deserializeBinary(block).getData()?.getDataList_asU8() ?? [];
    if (first === undefined) throw new TypeError('it has no transaction');
    const payload = messages.Payload.deserializeBinary(
      messages.Envelope.deserializeBinary(first).getPayload_asU8(),
    );
    const header = messages.ChannelHeader.deserializeBinary(
      payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    if (header.getType() !== CONFIG) throw new TypeError('it is no configuration block');
    const envelope = messages.ConfigEnvelope.deserializeBinary(payload.getData_asU8());
    const config = envelope.getConfig();
    if (!config) throw new TypeError('it holds no configuration');
    return configOf(header.getChannelId(), config.serializeBinary());
  } catch (cause) {
    if (cause instanceof ChannelRefused) throw cause;
    const why = (cause as Error).message;
    throw new ChannelRefused('CHANNEL_FILE_INVALID', `the block cannot be used: ${why}`, cause);
  }
}

/** Reads an encoded `common.Config`. Throws ChannelRefused CHANNEL_FILE_INVALID. */
export function configOf(channel: string, bytes: Uint8Array): ChannelConfig {
  try {
    const config = protos().common.Config.deserializeBinary(bytes);
    const root = config.getChannelGroup();
    if (!root) throw new TypeError('it has no channel group');
    // Maps are written in the order of their keys: the digest is the same whoever encoded it.
    const canonical = config.serializeBinary();
    const digest = createHash('sha256').update(canonical).digest('hex');
    return {
      channel,
      sequence: config.getSequence(),
      digest,
      root: readGroup(root),
      bytes: canonical,
    };
  } catch (cause) {
    throw new ChannelRefused('CHANNEL_FILE_INVALID', 'the configuration cannot be read', cause);
  }
}

/** A group of the tree from its message. */
export function readGroup(message: common.ConfigGroup): ConfigGroup {
  const groups = new Map<string, ConfigGroup>();
  const values = new Map<string, ConfigElement>();
  const policies = new Map<string, ConfigElement>();
  mapOf<common.ConfigGroup>(message.getGroupsMap()).forEach((group, name) => {
    groups.set(name, readGroup(group));
  });
  mapOf<common.ConfigValue>(message.getValuesMap()).forEach((value, name) => {
    values.set(name, { ...marks(value), bytes: value.getValue_asU8() });
  });
  mapOf<common.ConfigPolicy>(message.getPoliciesMap()).forEach((policy, name) => {
    const bytes = policy.getPolicy()?.serializeBinary() ?? new Uint8Array();
    policies.set(name, { ...marks(policy), bytes });
  });
  return { ...marks(message), groups, values, policies };
}

/** The message of a group. */
export function writeGroup(group: ConfigGroup): common.ConfigGroup {
  const { common: messages } = protos();
  const message = marked(new messages.ConfigGroup(), group);
  for (const [name, one] of group.groups)
    mapOf<common.ConfigGroup>(message.getGroupsMap()).set(name, writeGroup(one));
  for (const [name, one] of group.values) {
    const value = marked(new messages.ConfigValue(), one);
    value.setValue(one.bytes);
    mapOf<common.ConfigValue>(message.getValuesMap()).set(name, value);
  }
  for (const [name, one] of group.policies) {
    const policy = marked(new messages.ConfigPolicy(), one);
    if (one.bytes.length > 0) policy.setPolicy(messages.Policy.deserializeBinary(one.bytes));
    mapOf<common.ConfigPolicy>(message.getPoliciesMap()).set(name, policy);
  }
  return message;
}

/** The group at a path; undefined when there is none. */
export function groupAt(root: ConfigGroup, path: GroupPath): ConfigGroup | undefined {
  return path.reduce<ConfigGroup | undefined>((group, name) => group?.groups.get(name), root);
}

/** The tree with the group at the path replaced, versions untouched. */
export function withGroup(
  root: ConfigGroup,
  [name, ...rest]: GroupPath,
  change: (group: ConfigGroup) => ConfigGroup,
): ConfigGroup {
  if (name === undefined) return change(root);
  const child = withGroup(root.groups.get(name) ?? EMPTY_GROUP, rest, change);
  return { ...root, groups: new Map(root.groups).set(name, child) };
}

/** Whether two elements say the same, whatever their versions. */
export function isSame(one: ConfigElement, other: ConfigElement): boolean {
  return one.modPolicy === other.modPolicy && Buffer.compare(one.bytes, other.bytes) === 0;
}

interface Marked {
  getVersion(): number;
  getModPolicy(): string;
}

function marks(message: Marked): { version: number; modPolicy: string } {
  return { version: message.getVersion(), modPolicy: message.getModPolicy() };
}

function marked<T extends { setVersion(value: number): void; setModPolicy(value: string): void }>(
  message: T,
  { version, modPolicy }: { readonly version: number; readonly modPolicy: string },
): T {
  message.setVersion(version);
  message.setModPolicy(modPolicy);
  return message;
}
