/** Our updates against those of Fabric's own programs, on the configuration of a real channel. Nothing is submitted. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newcomerConfiguration } from '../../../../network/fabric/channel-configuration.js';
import {
  fetchConfig,
  submitUpdate,
} from '../../../../network/fabric/channel-update/channel-access.js';
import { ChannelRefused } from '../../../../network/fabric/channel-update/channel-refusal.js';
import type {
  ChannelConfig,
  ConfigGroup,
} from '../../../../network/fabric/channel-update/config-tree.js';
import {
  groupAt,
  readGroup,
  withGroup,
  writeGroup,
} from '../../../../network/fabric/channel-update/config-tree.js';
import {
  decodeUpdate,
  encodeUpdate,
} from '../../../../network/fabric/channel-update/config-update.js';
import { developmentAccess } from '../../../../network/fabric/channel-update/development-access.js';
import { definitionOfMsp } from '../../../../network/fabric/channel-update/msp-folder.js';
import { definitionGroup } from '../../../../network/fabric/channel-update/organisation-definition.js';
import {
  membersOf,
  orderingMembersOf,
  proposeJoin,
  proposeLeave,
} from '../../../../network/fabric/channel-update/proposal.js';
import { protos } from '../../../../network/fabric/channel-update/protos.js';
import { applyUpdate } from '../../../../network/fabric/channel-update/update-result.js';
import { signUpdate } from '../../../../network/fabric/channel-update/update-signature.js';
import { systemClock } from '../../../../network/index.js';
import { runningNetwork } from '../../../fabric/running-network.js';
import { smallOrganisation } from './small-channel.js';

const run = promisify(execFile);

let dir: string;
let config: ChannelConfig;
let mspIds: readonly string[];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-configtxlator-'));
  const { description } = await runningNetwork();
  mspIds = description.organisations.map(({ mspId }) => mspId);
  config = await fetchConfig(await developmentAccess(description, mspIds[1]!, systemClock));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const plain = (group: ConfigGroup): unknown => writeGroup(group).toObject();

test('the configuration of the running channel is the same at a peer and at the ordering node', async () => {
  const { description } = await runningNetwork();
  const access = await developmentAccess(description, mspIds[0]!, systemClock);
  const { peer, ...byOrderer } = access;
  expect(peer.address).not.toBe(byOrderer.orderer.address);
  expect((await fetchConfig(byOrderer)).digest).toBe(config.digest);
  expect(membersOf(config.root)).toEqual([...mspIds].sort());
  expect(orderingMembersOf(config.root)).toEqual([...description.orderers].sort());
});

describe('the same update as configtxlator’s', () => {
  async function theirs(after: ConfigGroup): Promise<ReturnType<typeof decodeUpdate>> {
    const files = { original: join(dir, 'original.pb'), updated: join(dir, 'updated.pb') };
    const updated = protos().common.Config.deserializeBinary(config.bytes);
    updated.setChannelGroup(writeGroup(after));
    await writeFile(files.original, config.bytes);
    await writeFile(files.updated, updated.serializeBinary());
    const out = join(dir, 'update.pb');
    const flags = ['--original', files.original, '--updated', files.updated, '--output', out];
    await run('configtxlator', ['compute_update', '--channel_id', config.channel, ...flags]);
    return decodeUpdate(await readFile(out));
  }

  const changes: Record<string, () => Promise<Uint8Array>> = {
    'when an organisation joins': async () =>
      proposeJoin(config, (await smallOrganisation('ReefMSP')).definition),
    'when a member leaves': async () => {
      const ordering = orderingMembersOf(config.root);
      return proposeLeave(
        config,
        mspIds.find((mspId) => !ordering.includes(mspId))!,
      );
    },
    'when several things change at once': async () => {
      const value = config.root.groups.get('Orderer')!.values.get('BatchTimeout')!;
      const root = withGroup(config.root, ['Orderer'], (group) => ({
        ...group,
        modPolicy: 'Writers',
        values: new Map(group.values).set('BatchTimeout', {
          ...value,
          bytes: Buffer.from([10, 2, 57, 115]),
        }),
      }));
      return encodeUpdate(config.channel, config.root, root)!;
    },
  };

  test.each(Object.keys(changes))('%s', async (name) => {
    const ours = decodeUpdate(await changes[name]!());
    const after = applyUpdate(config.root, ours).root;
    const other = await theirs(after);
    expect(plain(ours.readSet)).toEqual(plain(other.readSet));
    expect(plain(ours.writeSet)).toEqual(plain(other.writeSet));
    expect(applyUpdate(config.root, other).policies.toSorted()).toEqual(
      applyUpdate(config.root, ours).policies.toSorted(),
    );
  });
});

test('an organisation’s group is the one that configtxgen makes of its MSP folder', async () => {
  const { layout, description } = await runningNetwork();
  const [organisation] = description.organisations;
  const { mspId, ports } = organisation!;
  await writeFile(join(dir, 'configtx.yaml'), newcomerConfiguration(layout, organisation!));
  const { stdout } = await run('configtxgen', ['-printOrg', mspId, '-configPath', dir]);
  // configtxlator knows the form that configtxgen prints only at its place in a configuration.
  const [json, out] = [join(dir, 'config.json'), join(dir, 'config.pb')];
  const groups = { [mspId]: JSON.parse(stdout) as unknown };
  const whole = { channel_group: { groups: { Application: { groups } } } };
  await writeFile(json, JSON.stringify(whole));
  const flags = ['--type', 'common.Config', '--input', json, '--output', out];
  await run('configtxlator', ['proto_encode', ...flags]);
  const encoded = protos().common.Config.deserializeBinary(await readFile(out));
  const theirs = groupAt(readGroup(encoded.getChannelGroup()!), ['Application', mspId])!;
  const anchorPeers = [{ host: '127.0.0.1', port: ports.peer }];
  const { msp } = layout.organisation(mspId);
  const ours = definitionGroup(await definitionOfMsp(msp, { mspId, anchorPeers }));
  // -printOrg leaves anchor peers out; the channel has them, as configtxgen made it.
  const inChannel = groupAt(config.root, ['Application', mspId])!;
  expect([...ours.values.keys()].sort()).toEqual([...inChannel.values.keys()].sort());
  for (const [name, { bytes }] of ours.values) {
    expect(Buffer.from(bytes).toString('hex')).toBe(
      Buffer.from(inChannel.values.get(name)!.bytes).toString('hex'),
    );
  }
  expect([...ours.policies.keys()].sort()).toEqual([...theirs.policies.keys()].sort());
  expect(theirs.modPolicy).toBe(ours.modPolicy);
});

test('what lacks signatures, the ordering node refuses as well', async () => {
  const { description } = await runningNetwork();
  const update = proposeJoin(config, (await smallOrganisation('ReefMSP')).definition);
  const signatures: Uint8Array[] = [];
  for (const mspId of mspIds.slice(0, 2)) {
    const { identity } = await developmentAccess(description, mspId, systemClock);
    signatures.push(await signUpdate(identity, update));
  }
  const access = await developmentAccess(description, mspIds[1]!, systemClock);
  const outcome = submitUpdate(access, update, signatures);
  await expect(outcome).rejects.toBeInstanceOf(ChannelRefused);
  await expect(outcome).rejects.toMatchObject({ code: 'ORDERING_REFUSED' });
  expect((await fetchConfig(access)).sequence).toBe(config.sequence);
});
