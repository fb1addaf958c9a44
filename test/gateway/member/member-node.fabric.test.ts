/** One member's node on a network that somebody else runs, with its key in each of the places where members keep it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkMemberConfig } from '../../../gateway/member/check.js';
import { readMemberConfig } from '../../../gateway/member/config.js';
import { openMemberIdentity } from '../../../gateway/member/identity.js';
import { startMemberNode } from '../../../gateway/member/member-node.js';
import { connectFabric, readConnectionProfile } from '../../../network/fabric/index.js';
import { runningNetwork } from '../../fabric/running-network.js';
import type { RunningNetwork } from '../../fabric/running-network.js';
import {
  importKey,
  LABEL,
  makeSoftToken,
  PIN,
  softTokenLacks,
} from '../../network/identity/soft-token.js';
import type { SoftToken } from '../../network/identity/soft-token.js';
import { memberFiles, MSP } from './member-files.js';
import type { MemberFiles } from './member-files.js';

const lacking = await softTokenLacks();
if (lacking !== undefined) console.log(`skipped: a member with its key in a token, ${lacking}`);

describe('a member’s node on somebody else’s network', () => {
  let network: RunningNetwork;
  let files: MemberFiles;
  let token: SoftToken | undefined;
  const at = (file: string): string => join(network.layout.organisation(MSP).dir, file);
  const identities = {
    wallet: () => ({ wallet: at('wallet/node.id') }),
    files: () => ({ certificate: at('node.pem'), key: at('node-key.pem') }),
    token: () => ({
      certificate: at('node.pem'),
      pkcs11: { library: token!.library, token: LABEL, keyLabel: 'node', pinFile: 'pin' },
    }),
  };
  const written = (kind: keyof typeof identities, more: Record<string, unknown> = {}) =>
    files.write({
      'ledger.connectionProfile': at('connection.json'),
      'ledger.channel': network.description.channel,
      ...{ identity: identities[kind](), dataDir: `data-${kind}`, ...more },
    });
  const errors = async (file: string): Promise<string[]> =>
    (await checkMemberConfig(await readMemberConfig(file), Date.now()))
      .filter(({ severity }) => severity === 'error')
      .map(({ field, problem }) => `${field}: ${problem}`);

  beforeAll(async () => {
    network = await runningNetwork();
    await network.heal();
    files = await memberFiles();
    await writeFile(join(files.dir, 'pin'), `${PIN}\n`, { mode: 0o600 });
    if (lacking !== undefined) return;
    token = await makeSoftToken();
    importKey(at('node-key.pem'), 'node', '01');
  });
  afterAll(async () => {
    await token?.[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  describe.each(Object.keys(identities) as (keyof typeof identities)[])('its key in %s', (kind) => {
    const skips = kind === 'token' && lacking !== undefined;

    test.skipIf(skips)(
      'the check finds no error, the node starts and serves its own users',
      async () => {
        const file = await written(kind);
        expect(await errors(file)).toEqual([]);
        await using member = await startMemberNode(await readMemberConfig(file), '0.0.0-test');
        const ask = async (bearer: string): Promise<unknown> => {
          const response = await fetch(`${member.node.url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
            body: JSON.stringify({ query: '{ ledger { engine channel height } }' }),
          });
          return response.json();
        };
        expect(await ask(await files.token('operator'))).toMatchObject({
          data: { ledger: { engine: 'fabric-gateway', channel: network.description.channel } },
        });
        expect(JSON.stringify(await ask('made.up.token'))).toContain('TOKEN');
        expect(member.tokens).toEqual([]);
      },
    );

    test.skipIf(skips)('what it signs is committed by the members', async () => {
      const config = await readMemberConfig(await written(kind));
      await using opened = await openMemberIdentity(config.identity, MSP);
      const choice = { channel: config.ledger.channel, chaincode: 'probe', mspId: MSP };
      const connection = await readConnectionProfile(config.ledger.connectionProfile, choice);
      await using ledger = await connectFabric({ connection, identity: opened.identity });
      const call = { name: 'probe:Put', args: [`member-${kind}`, 'signed'] };
      expect(await ledger.submit(call)).toMatchObject({ ok: true });
    });
  });

  test('it works through the other driver too', async () => {
    const file = await written('wallet', { 'ledger.driver': 'fabric-network' });
    await using member = await startMemberNode(await readMemberConfig(file), '0.0.0-test');
    expect(member.ledger).toBe('Fabric through fabric-network');
    expect((await member.node.application.ledger()).engine).toBe('fabric-network');
  });

  test.each([
    [
      'a channel that the peer has not joined',
      { 'ledger.channel': 'elsewhere' },
      /^ledger: .*elsewhere.*has not joined/,
    ],
    ['a chaincode that is not on the channel', { 'ledger.chaincode': 'absent' }, /^ledger: /],
    [
      'an identity of strangers',
      { identity: { certificate: `${MSP}/node.pem`, key: `${MSP}/node-key.pem` } },
      /^ledger: .*does not know this identity/,
    ],
    ['a data folder of another channel', { dataDir: 'foreign' }, /^ledger: .*belongs to/],
  ])('%s is found by the check', async (_name, change, words) => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(files.dir, 'foreign'), { recursive: true });
    const mark = { kind: 'fabric', channel: 'guanlian', firstBlock: 'ab'.repeat(32) };
    await writeFile(join(files.dir, 'foreign', 'ledger.json'), JSON.stringify(mark));
    const found = await errors(await written('wallet', change));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });
});
