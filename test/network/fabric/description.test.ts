/** The description of a development network: ports, limits, what is refused. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelConfiguration } from '../../../network/fabric/channel-configuration.js';
import type { NetworkWish } from '../../../network/fabric/description.js';
import {
  describeNetwork,
  describeNewcomer,
  readDescription,
  requireDescription,
  writeDescription,
} from '../../../network/fabric/description.js';
import { layoutOf } from '../../../network/fabric/layout.js';
import { bringUp } from '../../../network/fabric/network.js';
import {
  ordererConfiguration,
  peerConfiguration,
} from '../../../network/fabric/node-configuration.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-description-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('a folder with files of somebody else’s is not made a network’s', async () => {
  const theirs = await mkdtemp(join(tmpdir(), 'guanlian-foreign-'));
  await writeFile(join(theirs, 'notes.md'), 'mine');
  const foreign = await describeNetwork({
    dir: theirs,
    organisations: ORGANISATIONS,
    firstPort: 0,
  });
  await expect(bringUp(foreign)).rejects.toMatchObject({
    code: 'NETWORK_DESCRIPTION',
    message: expect.stringContaining('notes.md') as string,
  });
  expect(await readdir(theirs)).toEqual(['notes.md']);
  await rm(theirs, { recursive: true });
});

const ORGANISATIONS = ['AMSP', 'BMSP', 'CMSP'].map((mspId) => ({
  mspId,
  name: mspId.toLowerCase(),
}));
const wish = (more: Partial<NetworkWish> = {}): NetworkWish => ({
  ...{ dir, organisations: ORGANISATIONS, firstPort: 0 },
  ...more,
});

describe('a network description', () => {
  test('gives every process a port of its own', async () => {
    const { organisations } = await describeNetwork(wish());
    const ports = organisations.flatMap(({ ports: { chaincodes, ...fixed } }) => [
      ...Object.values(fixed),
      ...Object.values(chaincodes).flat(),
    ]);
    expect(new Set(ports).size).toBe(3 * 8);
  });

  test('passes over ports that are taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const taken = (server.address() as { port: number }).port;
    const { organisations } = await describeNetwork(wish({ firstPort: taken }));
    expect(JSON.stringify(organisations)).not.toContain(String(taken));
    await new Promise((resolve) => server.close(resolve));
  });

  test('is found again as it was written, also when its folder was moved', async () => {
    const description = await describeNetwork(wish({ orderers: 3 }));
    await writeDescription({ ...description, dir });
    expect(await readDescription(dir)).toEqual(description);
    await writeFile(
      join(dir, 'network.json'),
      JSON.stringify({ ...description, dir: '/elsewhere' }),
    );
    expect((await requireDescription(dir)).dir).toBe(dir);
  });

  test('takes a newcomer in with ports of its own, once', async () => {
    const description = await describeNetwork(wish());
    const more = await describeNewcomer(description, { mspId: 'DMSP', name: 'd' });
    expect(more.organisations.map(({ mspId }) => mspId)).toEqual(['AMSP', 'BMSP', 'CMSP', 'DMSP']);
    expect(await describeNewcomer(more, { mspId: 'DMSP', name: 'd' })).toBe(more);
    const ports = more.organisations.map(({ ports: { peer } }) => peer);
    expect(new Set(ports).size).toBe(4);
  });

  test.each<[string, Partial<NetworkWish>]>([
    ['one organisation', { organisations: ORGANISATIONS.slice(0, 1) }],
    ['an organisation named twice', { organisations: [...ORGANISATIONS, ORGANISATIONS[0]!] }],
    ['an id that is no MSP id', { organisations: [...ORGANISATIONS, { mspId: 'a b', name: 'x' }] }],
    ['two ordering nodes', { orderers: 2 }],
    [
      'three ordering nodes of two organisations',
      { orderers: 3, organisations: ORGANISATIONS.slice(1) },
    ],
    ['a chaincode name with a slash', { chaincodes: [{ name: 'a/b' }] }],
  ])('is refused with %s', async (_, more) => {
    await expect(describeNetwork(wish(more))).rejects.toMatchObject({
      code: 'NETWORK_DESCRIPTION',
    });
  });

  test('that cannot be read is said to be so, with its file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guanlian-damaged-'));
    await writeFile(join(folder, 'network.json'), '{ half');
    await expect(readDescription(folder)).rejects.toThrow(/network\.json cannot be read/);
    await rm(folder, { recursive: true });
    await expect(requireDescription(folder)).rejects.toThrow(/fabric up/);
  });
});

interface Core {
  readonly vm: { readonly endpoint: string };
  readonly peer: {
    readonly gossip: {
      readonly pvtData: Record<string, unknown>;
      readonly externalEndpoint: string;
    };
  };
  readonly chaincode: { readonly keepalive: number };
}

describe('the files made of it', () => {
  test('hold the two settings without which an invalid transaction stalls a peer, no Docker and no keepalive', async () => {
    const description = await describeNetwork(wish());
    const [one] = description.organisations;
    const core = JSON.parse(peerConfiguration(layoutOf(dir), one!)) as Core;
    expect(core.peer.gossip.pvtData).toMatchObject({
      ...{ pullRetryThreshold: '2s', skipPullingInvalidTransactionsDuringCommit: true },
    });
    expect(core.peer.gossip.externalEndpoint).toBe(`127.0.0.1:${one!.ports.peer}`);
    expect(core.vm.endpoint).toBe('');
    expect(core.chaincode.keepalive).toBe(0);
  });

  test('let ordering nodes belong to members and ask any two members for an endorsement', async () => {
    const description = await describeNetwork(wish({ orderers: 3 }));
    const text = channelConfiguration(layoutOf(dir), description);
    const { Profiles } = JSON.parse(text) as {
      Profiles: {
        Guanlian: Record<
          'Application' | 'Orderer',
          { Organizations: { ID: string }[]; Policies: { Endorsement?: unknown } }
        >;
      };
    };
    const { Application, Orderer } = Profiles.Guanlian;
    const ids = Application.Organizations.map(({ ID }) => ID);
    expect(Orderer.Organizations.every(({ ID }) => ids.includes(ID))).toBe(true);
    expect(Application.Policies.Endorsement).toEqual({
      Type: 'Signature',
      Rule: "OutOf(2, 'AMSP.peer', 'BMSP.peer', 'CMSP.peer')",
    });
  });

  test('let ordering nodes start without a system channel, and ask administrators for their certificate', async () => {
    const description = await describeNetwork(wish());
    const orderer = JSON.parse(
      ordererConfiguration(layoutOf(dir), description.organisations[0]!),
    ) as {
      General: { BootstrapMethod: string };
      Admin: { TLS: { ClientAuthRequired: boolean } };
    };
    expect(orderer.General.BootstrapMethod).toBe('none');
    expect(orderer.Admin.TLS.ClientAuthRequired).toBe(true);
  });
});
