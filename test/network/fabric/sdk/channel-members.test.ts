/** Whom the driver can ask: the profile's peers, and what discovery lists now and listed before. */
import { describe, expect, test } from 'vitest';
import type { FabricConnection } from '../../../../network/fabric/connection-profile.js';
import { ChannelMembers } from '../../../../network/fabric/sdk/channel-members.js';
import type {
  DiscoveredChannel,
  DiscoveredPeer,
} from '../../../../network/fabric/sdk/discovery.js';
import { readDiscovery } from '../../../../network/fabric/sdk/discovery.js';

const endpoint = (mspId: string, address: string) => ({
  ...{ name: address, mspId, address, tlsCaPem: 'PEM' },
});
const own = endpoint('BMSP', 'b0:7051');
const connection: FabricConnection = {
  ...{ channel: 'customs', chaincode: 'guanlian', mspId: 'BMSP', profile: {} },
  ...{ peer: own, peers: [own, endpoint('BMSP', 'b1:7051'), endpoint('AMSP', 'a0:7051')] },
};
const listed = (
  mspId: string,
  address: string,
  height: number,
  chaincodes = ['guanlian'],
): DiscoveredPeer => ({ ...{ mspId, address, height, chaincodes }, tlsCaPem: 'PEM' });

function members(...answers: readonly (DiscoveredChannel | Error)[]) {
  let asked = 0;
  const all = new ChannelMembers(connection, async () => {
    const answer = answers[Math.min(asked, answers.length - 1)]!;
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { all, asked: () => asked };
}

const addresses = async (all: ChannelMembers, mspId: string): Promise<string[]> =>
  (await all.peersOf(mspId)).map(({ address }) => address);

describe('members', () => {
  const FULL: DiscoveredChannel = {
    orderers: [],
    peers: [
      listed('CMSP', 'c0:7051', 8, []),
      listed('CMSP', 'c1:7051', 9),
      listed('BMSP', 'b1:7051', 9),
      listed('AMSP', 'a0:7051', 4),
      listed('AMSP', 'a1:7051', 9),
      listed('DMSP', 'd0:7051', 9, ['other']),
    ],
  };

  test('endorse where they run the chaincode, the own one always and first', async () => {
    const { all } = members(FULL);
    expect(await all.endorsingOrganisations()).toEqual(['BMSP', 'AMSP', 'CMSP']);
  });

  test('are asked at their highest peer, the own organisation at its own', async () => {
    const { all } = members(FULL);
    await all.listed();
    expect(await addresses(all, 'AMSP')).toEqual(['a1:7051', 'a0:7051']);
    expect(await addresses(all, 'BMSP')).toEqual(['b0:7051', 'b1:7051']);
    expect(await addresses(all, 'CMSP')).toEqual(['c1:7051', 'c0:7051']);
  });

  test('of the profile are asked without discovery, others after one question', async () => {
    const { all, asked } = members(FULL);
    expect(await addresses(all, 'AMSP')).toEqual(['a0:7051']);
    expect(asked()).toBe(0);
    expect(await addresses(all, 'CMSP')).toEqual(['c1:7051', 'c0:7051']);
    expect(await addresses(all, 'NobodyMSP')).toEqual([]);
    expect(asked()).toBe(2);
  });

  test('are kept when discovery lists them no more, for calls that name them', async () => {
    const { all } = members(FULL, { orderers: [], peers: [] });
    await all.listed();
    await all.listed({ fresh: true });
    expect(await addresses(all, 'CMSP')).toEqual(['c1:7051', 'c0:7051']);
    expect(await all.endorsingOrganisations()).toEqual(['BMSP']);
    expect(all.organisations).toEqual(['AMSP', 'BMSP', 'CMSP', 'DMSP']);
  });

  test('are asked for once by calls at the same time', async () => {
    const { all, asked } = members(FULL);
    await Promise.all([all.listed(), all.listed(), all.endorsingOrganisations()]);
    expect(asked()).toBe(1);
  });

  test('cannot be told before discovery answered once; later its last answer serves', async () => {
    const { all } = members(new Error('access denied'), FULL, new Error('gone'));
    await expect(all.listed()).rejects.toThrow('access denied');
    expect(await all.listed()).toBe(FULL);
    expect(await all.listed({ fresh: true })).toBe(FULL);
  });
});

describe('an answer of discovery', () => {
  test('that refuses is thrown with its reason', () => {
    const results = [{ result: 'error', error: { content: 'access denied' } }];
    expect(() => readDiscovery({ results })).toThrow('discovery: access denied');
  });

  test('gives ordering nodes with the TLS authorities of their organisation', () => {
    const config_result = {
      msps: {
        AMSP: {
          tls_root_certs: [Buffer.from('ROOT\n')],
          tls_intermediate_certs: [Buffer.from('BETWEEN\n')],
        },
      },
      orderers: { AMSP: { endpoint: [{ host: 'o1', port: 7050 }] } },
    };
    const { orderers, peers } = readDiscovery({ results: [{ result: 'config', config_result }] });
    expect(orderers).toEqual([{ mspId: 'AMSP', address: 'o1:7050', tlsCaPem: 'ROOT\nBETWEEN' }]);
    expect(peers).toEqual([]);
  });

  test('leaves out peers that say no address', () => {
    const members = { peers_by_org: { AMSP: { peers: [{ membership_info: null }] } } };
    expect(readDiscovery({ results: [{ result: 'members', members }] }).peers).toEqual([]);
  });
});
