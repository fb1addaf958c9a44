/** Updates of a channel's configuration: what joining and leaving write, and what becomes of the channel by them. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ChannelRefused } from '../../../../network/fabric/channel-update/channel-refusal.js';
import type {
  ConfigElement,
  ConfigGroup,
} from '../../../../network/fabric/channel-update/config-tree.js';
import {
  EMPTY_GROUP,
  groupAt,
  withGroup,
  writeGroup,
} from '../../../../network/fabric/channel-update/config-tree.js';
import {
  decodeUpdate,
  encodeUpdate,
} from '../../../../network/fabric/channel-update/config-update.js';
import { definitionGroup } from '../../../../network/fabric/channel-update/organisation-definition.js';
import {
  endorsersOf,
  membersOf,
  proposeJoin,
  proposeLeave,
} from '../../../../network/fabric/channel-update/proposal.js';
import { protos } from '../../../../network/fabric/channel-update/protos.js';
import { applyUpdate } from '../../../../network/fabric/channel-update/update-result.js';
import type { SmallChannel } from './small-channel.js';
import {
  CHANNEL,
  configFrom,
  MEMBERS,
  NEWCOMER,
  smallChannel,
  smallOrganisation,
  valueOf,
} from './small-channel.js';

let channel: SmallChannel;
beforeAll(async () => {
  channel = await smallChannel();
});

/** The tree as plain values, for comparison; `versions` left out where only the content counts. */
function plain(group: ConfigGroup, versions = true): unknown {
  const mark = (one: { version: number; modPolicy: string }): unknown[] =>
    versions ? [one.version, one.modPolicy] : [one.modPolicy];
  const elements = (map: ReadonlyMap<string, ConfigElement>): unknown =>
    [...map]
      .map(([name, one]) => [name, ...mark(one), Buffer.from(one.bytes).toString('hex')])
      .sort();
  return {
    mark: mark(group),
    values: elements(group.values),
    policies: elements(group.policies),
    groups: [...group.groups].map(([name, one]) => [name, plain(one, versions)]).sort(),
  };
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'taken';
  } catch (cause) {
    if (cause instanceof ChannelRefused) return cause.refusal.code;
    throw cause;
  }
}

describe('joining', () => {
  test('adds the organisation and its peer to the endorsers, and nothing else', () => {
    const { config, newcomer } = channel;
    const update = decodeUpdate(proposeJoin(config, newcomer.definition));
    const { root, policies } = applyUpdate(config.root, update);
    expect(membersOf(root)).toEqual([...MEMBERS, NEWCOMER].sort());
    const application = groupAt(root, ['Application']);
    expect(application && endorsersOf(application)).toEqual({
      n: 2,
      members: [...MEMBERS, NEWCOMER],
    });
    expect(policies).toEqual(['/Channel/Application/Admins']);
    expect(plain(groupAt(root, ['Application', NEWCOMER])!)).toEqual(
      plain(definitionGroup(newcomer.definition)),
    );
    for (const path of [['Orderer'], ...MEMBERS.map((mspId) => ['Application', mspId])]) {
      expect(plain(groupAt(root, path)!)).toEqual(plain(groupAt(config.root, path)!));
    }
  });

  test('is refused to a member, and to one that shows the authority of a member as its own', async () => {
    const { config, organisations, newcomer } = channel;
    expect(codeOf(() => proposeJoin(config, organisations.get('EastMSP')!.definition))).toBe(
      'ALREADY_MEMBER',
    );
    const { rootCas } = organisations.get('EastMSP')!.definition;
    expect(codeOf(() => proposeJoin(config, { ...newcomer.definition, rootCas }))).toBe(
      'AUTHORITY_SHARED',
    );
  });

  test('rests on the members as they are: after another one joined, it is stale', async () => {
    const { config, newcomer } = channel;
    const first = decodeUpdate(
      proposeJoin(config, (await smallOrganisation('ReefMSP')).definition),
    );
    const mine = decodeUpdate(proposeJoin(config, newcomer.definition));
    const { root } = applyUpdate(config.root, first);
    expect(codeOf(() => applyUpdate(root, mine))).toBe('PROPOSAL_STALE');
    const again = decodeUpdate(proposeJoin(configFrom(root, 1), newcomer.definition));
    expect(membersOf(applyUpdate(root, again).root)).toHaveLength(7);
  });
});

describe('leaving', () => {
  test('takes the organisation out of the members and of the endorsers', () => {
    const { config } = channel;
    const { root, policies } = applyUpdate(
      config.root,
      decodeUpdate(proposeLeave(config, 'EastMSP')),
    );
    const remaining = MEMBERS.filter((mspId) => mspId !== 'EastMSP');
    expect(membersOf(root)).toEqual([...remaining].sort());
    const application = groupAt(root, ['Application']);
    expect(application && endorsersOf(application)).toEqual({ n: 2, members: remaining });
    expect(policies).toEqual(['/Channel/Application/Admins']);
  });

  test.each([
    ['a stranger', 'ReefMSP', 'NOT_MEMBER'],
    ['one that runs an ordering node', 'NorthMSP', 'ORDERING_MEMBER'],
  ])('is refused for %s', (_, mspId, code) => {
    expect(codeOf(() => proposeLeave(channel.config, mspId))).toBe(code);
  });

  test('is refused when too few would remain to endorse', () => {
    let { config } = channel;
    for (const mspId of ['EastMSP', 'WestMSP', 'MiddleMSP']) {
      const { root } = applyUpdate(config.root, decodeUpdate(proposeLeave(config, mspId)));
      config = configFrom(root, config.sequence + 1);
    }
    expect(codeOf(() => proposeLeave(config, 'SouthMSP'))).toBe('TOO_FEW_MEMBERS');
  });
});

describe('an update in general', () => {
  const names = fc.constantFrom('A', 'B', 'C', 'D');
  const element = fc.record({
    version: fc.constant(0),
    modPolicy: fc.constantFrom('Admins', '/Channel/Admins'),
    bytes: fc
      .uint8Array({ minLength: 1, maxLength: 4 })
      .map((bytes) => Uint8Array.from([0x12, bytes.length, ...bytes])),
  });
  const { tree } = fc.letrec<{ tree: ConfigGroup }>((tie) => ({
    tree: fc.record({
      version: fc.constant(0),
      modPolicy: fc.constantFrom('Admins', 'Writers'),
      values: fc.array(fc.tuple(names, element), { maxLength: 4 }).map((list) => new Map(list)),
      policies: fc.array(fc.tuple(names, element), { maxLength: 4 }).map((list) => new Map(list)),
      groups: fc
        .array(
          fc.tuple(
            names,
            fc.oneof(
              { maxDepth: 2 },
              fc.constant({ ...EMPTY_GROUP, modPolicy: 'Admins' }),
              tie('tree'),
            ),
          ),
          { maxLength: 3 },
        )
        .map((list) => new Map(list)),
    }),
  }));

  test('turns any configuration into any other, and only where they differ', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const bytes = encodeUpdate(CHANNEL, before, after);
        if (!bytes) {
          expect(plain(before, false)).toEqual(plain(after, false));
          return;
        }
        const { root } = applyUpdate(before, decodeUpdate(bytes));
        expect(plain(root, false)).toEqual(plain(after, false));
        expect(encodeUpdate(CHANNEL, root, after)).toBeUndefined();
        // A second time it rests on versions that are gone.
        expect(codeOf(() => applyUpdate(root, decodeUpdate(bytes)))).toBe('PROPOSAL_STALE');
      }),
    );
  });
});

describe('an update that somebody else made', () => {
  const update = (read: ConfigGroup, write: ConfigGroup): Uint8Array => {
    const message = new (protos().common.ConfigUpdate)();
    message.setChannelId(CHANNEL);
    message.setReadSet(writeGroup(read));
    message.setWriteSet(writeGroup(write));
    return message.serializeBinary();
  };
  const bare = EMPTY_GROUP;

  test('whose write set comes twice is refused: readers would differ about it', () => {
    const honest = proposeJoin(channel.config, channel.newcomer.definition);
    const hidden = proposeLeave(channel.config, 'EastMSP');
    // Go merges the second message into the first; JavaScript takes the last one.
    expect(codeOf(() => decodeUpdate(Buffer.concat([hidden, honest])))).toBe(
      'CHANNEL_UPDATE_INVALID',
    );
    expect(codeOf(() => decodeUpdate(honest))).toBe('taken');
  });

  test.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['text', () => Buffer.from('not an update at all')],
    [
      'an unknown field',
      () => Buffer.concat([proposeLeave(channel.config, 'EastMSP'), Buffer.of(0x7a, 1, 0)]),
    ],
    ['half of it', () => proposeLeave(channel.config, 'EastMSP').subarray(0, 200)],
  ])('is refused when it is %s', (_, bytes) => {
    expect(codeOf(() => decodeUpdate(bytes()))).toBe('CHANNEL_UPDATE_INVALID');
  });

  test.each<[string, () => [ConfigGroup, ConfigGroup]]>([
    ['changes nothing', () => [bare, bare]],
    [
      'jumps over a version',
      () => [
        bare,
        withValue(bare, 'Capabilities', { ...valueOf(Buffer.from('V3_0')), version: 2 }),
      ],
    ],
    [
      'adds what its group does not list',
      () => [bare, withValue(bare, 'Extra', valueOf(Buffer.from('more')))],
    ],
    [
      'starts a new element at version 1',
      () => [
        bare,
        withValue({ ...bare, version: 1, modPolicy: 'Admins' }, 'Extra', {
          ...valueOf(Buffer.from('x')),
          version: 1,
        }),
      ],
    ],
    [
      'leaves an element without a policy',
      () => [
        bare,
        withValue(bare, 'Capabilities', {
          ...valueOf(Buffer.from('V3_0')),
          version: 1,
          modPolicy: '',
        }),
      ],
    ],
  ])('is refused when it %s', (_, sets) => {
    const [read, write] = sets();
    expect(codeOf(() => applyUpdate(channel.config.root, decodeUpdate(update(read, write))))).toBe(
      'CHANNEL_UPDATE_INVALID',
    );
  });

  test('that reads what is not there is stale', () => {
    const read = withGroup(bare, ['Consortiums'], (group) => group);
    expect(codeOf(() => applyUpdate(channel.config.root, decodeUpdate(update(read, read))))).toBe(
      'PROPOSAL_STALE',
    );
  });
});

function withValue(group: ConfigGroup, name: string, value: ConfigElement): ConfigGroup {
  return { ...group, values: new Map(group.values).set(name, value) };
}
