/** What an administrator is shown: the truth of the bytes, and a warning of everything beyond one member. */
import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type {
  ConfigGroup,
  GroupPath,
} from '../../../../network/fabric/channel-update/config-tree.js';
import { groupAt, withGroup } from '../../../../network/fabric/channel-update/config-tree.js';
import {
  decodeUpdate,
  encodeUpdate,
} from '../../../../network/fabric/channel-update/config-update.js';
import { definitionGroup } from '../../../../network/fabric/channel-update/organisation-definition.js';
import type { PolicyRule } from '../../../../network/fabric/channel-update/policy.js';
import { outOf } from '../../../../network/fabric/channel-update/policy.js';
import { proposeJoin, proposeLeave } from '../../../../network/fabric/channel-update/proposal.js';
import { protos } from '../../../../network/fabric/channel-update/protos.js';
import type { UpdateDescription } from '../../../../network/fabric/channel-update/update-description.js';
import { describeUpdate } from '../../../../network/fabric/channel-update/update-description.js';
import { applyUpdate } from '../../../../network/fabric/channel-update/update-result.js';
import type { SmallChannel, SmallOrganisation } from './small-channel.js';
import {
  capabilities,
  timeout,
  CHANNEL,
  MEMBERS,
  NEWCOMER,
  policyOf,
  smallChannel,
  smallOrganisation,
  valueOf,
} from './small-channel.js';

let channel: SmallChannel;
let second: SmallOrganisation;
let joined: ConfigGroup;
let left: ConfigGroup;
beforeAll(async () => {
  channel = await smallChannel();
  second = await smallOrganisation('ReefMSP');
  const { config, newcomer } = channel;
  joined = applyUpdate(config.root, decodeUpdate(proposeJoin(config, newcomer.definition))).root;
  left = applyUpdate(config.root, decodeUpdate(proposeLeave(config, 'EastMSP'))).root;
});

const APPLICATION = ['Application'];
const ISLAND = ['Application', NEWCOMER];

/** The description of the update that makes the channel what the tree says. */
function shown(after: ConfigGroup): UpdateDescription {
  return describeUpdate(channel.config, encodeUpdate(CHANNEL, channel.config.root, after)!);
}

const withPolicy = (
  root: ConfigGroup,
  path: GroupPath,
  name: string,
  policy: PolicyRule,
): ConfigGroup =>
  withGroup(root, path, (group) => ({
    ...group,
    policies: new Map(group.policies).set(name, policyOf(policy)),
  }));
const withValue = (
  root: ConfigGroup,
  path: GroupPath,
  name: string,
  bytes: Uint8Array,
): ConfigGroup =>
  withGroup(root, path, (group) => ({
    ...group,
    values: new Map(group.values).set(name, valueOf(bytes)),
  }));
const peers = (...mspIds: string[]) =>
  mspIds.map((mspId) => ({ kind: 'by', mspId, role: 'peer' }) as const);

describe('an organisation that joins', () => {
  test('is shown with the fingerprints of its authorities, its anchor peers and its policies, without a warning', () => {
    const { joins, leaves, warnings, changes, policies } = shown(joined);
    const { definition } = channel.newcomer;
    expect(joins).toEqual([
      {
        mspId: NEWCOMER,
        authorities: [
          expect.objectContaining({
            fingerprint: new X509Certificate(definition.rootCas[0]!).fingerprint256,
          }),
        ],
        tlsAuthorities: [
          expect.objectContaining({
            fingerprint: new X509Certificate(definition.tlsRootCas[0]!).fingerprint256,
          }),
        ],
        anchorPeers: [`peer.${NEWCOMER}.example:7051`],
        policies: [
          { name: 'Admins', words: `${NEWCOMER} (admin)` },
          { name: 'Endorsement', words: `${NEWCOMER} (peer)` },
          {
            name: 'Readers',
            words: `1 of [${NEWCOMER} (admin), ${NEWCOMER} (peer), ${NEWCOMER} (client)]`,
          },
          { name: 'Writers', words: `1 of [${NEWCOMER} (admin), ${NEWCOMER} (client)]` },
        ],
      },
    ]);
    expect([leaves, warnings]).toEqual([[], []]);
    expect(changes.map(({ path }) => path)).toEqual(['/Channel/Application/Endorsement']);
    expect(policies).toEqual(['/Channel/Application/Admins']);
  });

  test('makes majorities larger, which is said although nobody writes it', () => {
    expect(shown(joined).consequences).toEqual([
      expect.stringMatching(/^\/Channel\/Application\/Admins .*: 3 of 5 before, 4 of 6 after$/),
    ]);
  });
});

test('an organisation that leaves is shown with what it was, without a warning', () => {
  const { joins, leaves, warnings } = shown(left);
  expect(leaves.map(({ mspId }) => mspId)).toEqual(['EastMSP']);
  expect(leaves[0]!.authorities).toHaveLength(1);
  expect([joins, warnings]).toEqual([[], []]);
});

describe('is warned of', () => {
  const rules: Record<string, () => [ConfigGroup, RegExp]> = {
    'a second newcomer in the shade of the first': () => [
      withGroup(joined, ['Application', 'ReefMSP'], () => definitionGroup(second.definition)),
      /More than one organisation/,
    ],
    'a member that leaves while another joins': () => [
      withGroup(joined, APPLICATION, (group) => ({
        ...group,
        groups: new Map([...group.groups].filter(([name]) => name !== 'WestMSP')),
      })),
      /joining IslandMSP, leaving WestMSP/,
    ],
    'another timeout for blocks': () => [
      withValue(joined, ['Orderer'], 'BatchTimeout', timeout('9s')),
      /Orderer\/BatchTimeout \(value\)/,
    ],
    'other capabilities': () => [
      withValue(joined, [], 'Capabilities', capabilities('V3_0')),
      /\/Channel\/Capabilities/,
    ],
    'the authority of a member exchanged': () => [
      withGroup(joined, ['Application', 'EastMSP'], () => ({
        ...groupAt(channel.config.root, ['Application', 'EastMSP'])!,
        values: definitionGroup({ ...second.definition, mspId: 'EastMSP' }).values,
      })),
      /EastMSP\/MSP/,
    ],
    'one administrator who is enough': () => [
      withPolicy(joined, APPLICATION, 'Admins', { kind: 'implicit', which: 'ANY', sub: 'Admins' }),
      /\/Channel\/Application\/Admins \(policy\)/,
    ],
    'a single endorser': () => [
      withPolicy(joined, APPLICATION, 'Endorsement', outOf(1, peers(...MEMBERS, NEWCOMER))),
      /Application\/Endorsement \(policy\)/,
    ],
    'an endorser that nobody admitted': () => [
      withPolicy(
        joined,
        APPLICATION,
        'Endorsement',
        outOf(2, peers(...MEMBERS, NEWCOMER, 'ReefMSP')),
      ),
      /Application\/Endorsement \(policy\)/,
    ],
    'a newcomer left out of the endorsers': () => [
      withPolicy(joined, APPLICATION, 'Endorsement', outOf(2, peers(...MEMBERS))),
      /IslandMSP is a member but could not endorse/,
    ],
    'a leaver that goes on endorsing': () => [
      withPolicy(left, APPLICATION, 'Endorsement', outOf(2, peers(...MEMBERS))),
      /EastMSP leaves but would still count/,
    ],
    'a newcomer ruled by another': () => [
      withPolicy(
        joined,
        ISLAND,
        'Admins',
        outOf(1, [{ kind: 'by', mspId: 'EastMSP', role: 'admin' }]),
      ),
      /policy Admins of IslandMSP names others/,
    ],
    'a newcomer whose every member is an administrator': () => [
      withPolicy(
        joined,
        ISLAND,
        'Admins',
        outOf(1, [{ kind: 'by', mspId: NEWCOMER, role: 'member' }]),
      ),
      /administrators of IslandMSP are not only its admins/,
    ],
    'a policy that nobody has to meet': () => [
      withPolicy(joined, ISLAND, 'Admins', outOf(0, [])),
      /administrators of IslandMSP are not only its admins/,
    ],
    'a newcomer under another name than its MSP': () => [
      withGroup(joined, ISLAND, () =>
        definitionGroup({ ...channel.newcomer.definition, mspId: 'PirateMSP' }),
      ),
      /IslandMSP has another MSP id inside/,
    ],
    'a newcomer with the authority of a member': () => [
      withGroup(joined, ISLAND, () =>
        definitionGroup({
          ...channel.newcomer.definition,
          rootCas: channel.organisations.get('WestMSP')!.definition.rootCas,
        }),
      ),
      /IslandMSP names the authority of WestMSP/,
    ],
    'a newcomer that keeps its members to itself': () => [
      withGroup(joined, ISLAND, (group) => ({
        ...group,
        modPolicy: '/Channel/Application/EastMSP/Admins',
      })),
      /IslandMSP is changed by \/Channel/,
    ],
    'a further value of a newcomer': () => [
      withValue(joined, ISLAND, 'Extra', Buffer.of(1)),
      /IslandMSP has a value Extra/,
    ],
    'a newcomer with hand-picked administrators': () => [
      withGroup(joined, ISLAND, (group) => ({
        ...group,
        values: new Map(group.values).set('MSP', mspWithAdmin(group)),
      })),
      /names administrators by certificate/,
    ],
    'nobody joining at all': () => [
      withValue(channel.config.root, [], 'Capabilities', capabilities('V3_0')),
      /No organisation joins or leaves/,
    ],
    'another way to change the members': () => [
      withGroup(joined, APPLICATION, (group) => ({ ...group, modPolicy: 'Writers' })),
      /\/Channel\/Application \(modification policy\)/,
    ],
  };

  test.each(Object.keys(rules))('%s', (name) => {
    const [after, warning] = rules[name]!();
    expect(shown(after).warnings.join('\n')).toMatch(warning);
  });
});

/** The newcomer's MSP with a certificate of its own choice as administrator. */
function mspWithAdmin(group: ConfigGroup): ReturnType<typeof valueOf> {
  const { msp } = protos();
  const config = msp.MSPConfig.deserializeBinary(group.values.get('MSP')!.bytes);
  const details = msp.FabricMSPConfig.deserializeBinary(config.getConfig_asU8());
  details.addAdmins(Buffer.from(second.definition.rootCas[0]!));
  config.setConfig(details.serializeBinary());
  return valueOf(config.serializeBinary());
}
