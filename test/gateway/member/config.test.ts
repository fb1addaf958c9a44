import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigInvalid, readMemberConfig } from '../../../gateway/member/config.js';
import { memberFiles, MSP } from './member-files.js';
import type { MemberFiles } from './member-files.js';

describe('the configuration of a member’s node', () => {
  let files: MemberFiles;
  const pkcs11 = { library: '/usr/lib/hsm.so', token: 'guanlian', keyLabel: 'node', pinEnv: 'PIN' };
  const problems = async (changes: Record<string, unknown>): Promise<string[]> => {
    try {
      await readMemberConfig(await files.write(changes));
    } catch (cause) {
      if (!(cause instanceof ConfigInvalid)) throw cause;
      return cause.problems.map(({ field, problem }) => `${field}: ${problem}`);
    }
    return [];
  };

  beforeAll(async () => {
    files = await memberFiles();
  });
  afterAll(async () => files[Symbol.asyncDispose]());

  test('is read with its defaults, its paths taken from where the file is', async () => {
    const config = await readMemberConfig(await files.write());
    expect(config).toMatchObject({
      ...{ dataDir: join(files.dir, 'data'), host: '127.0.0.1', profile: 'production' },
      ledger: { chaincode: 'guanlian', driver: 'fabric-gateway' },
      identity: { certificate: join(files.dir, MSP, 'node.pem') },
      issuers: [{ jwks: join(files.dir, 'jwks.json') }],
    });
  });

  test('takes a limit on the memory of the graph', async () => {
    const config = await readMemberConfig(await files.write({ graphMemoryMb: 4000 }));
    expect(config.graphMemoryMb).toBe(4000);
  });

  test.each([
    ['a wallet', { wallet: 'node.id' }],
    ['a certificate and its key', { certificate: 'a.pem', key: 'b.pem' }],
    ['a certificate and a token', { certificate: 'a.pem', pkcs11 }],
  ])('an identity is %s', async (_name, identity) => {
    expect(await problems({ identity })).toEqual([]);
  });

  test.each([
    ['no organisation', { 'organisation.mspId': undefined }, 'organisation.mspId: '],
    ['an MSP id that is none', { 'organisation.mspId': 'a b' }, 'organisation.mspId: an MSP id'],
    ['a country by name', { 'organisation.countryCode': 'China' }, 'organisation.countryCode: two'],
    ['an unknown role', { 'organisation.roles': ['spy'] }, 'organisation.roles.0: '],
    ['a port out of range', { port: 70_000 }, 'port: '],
    ['a limit on memory that no node can keep', { graphMemoryMb: 100 }, 'graphMemoryMb: '],
    ['a port as text', { port: '4000' }, 'port: '],
    ['an unknown driver', { 'ledger.driver': 'carrier-pigeon' }, 'ledger.driver: '],
    ['a field that is not known', { prot: 4000 }, 'prot: there is no such field'],
    [
      'a nested field that is not known',
      { 'ledger.chanel': 'x' },
      'ledger.chanel: there is no such',
    ],
    ['production without an issuer', { issuers: [] }, 'issuers: name at least one token issuer'],
    ['no identity', { identity: {} }, 'identity: give "wallet", or "certificate" with'],
    [
      'two identities',
      { identity: { wallet: 'a', certificate: 'b', key: 'c' } },
      'identity: give "wallet"',
    ],
    ['a certificate alone', { identity: { certificate: 'a.pem' } }, 'identity: give "wallet"'],
    [
      'a token by label and slot',
      { identity: { certificate: 'a', pkcs11: { ...pkcs11, slot: 1 } } },
      'identity.pkcs11: give either "token"',
    ],
    [
      'a PIN in the file itself',
      { identity: { certificate: 'a', pkcs11: { ...pkcs11, pin: '648219' } } },
      'identity.pkcs11.pin: there is no such field',
    ],
    [
      'no source of the PIN',
      { identity: { certificate: 'a', pkcs11: { ...pkcs11, pinEnv: undefined } } },
      'identity.pkcs11: give either "pinFile"',
    ],
  ])('%s is told by the field’s name', async (_name, changes, start) => {
    const found = await problems(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(start);
    expect(found[0]).not.toContain('648219');
  });

  test('all defects are told at once', async () => {
    const found = await problems({ port: -1, 'ledger.channel': '', 'organisation.name': 'Coop!' });
    expect(found.map((text) => text.slice(0, text.indexOf(':'))).sort()).toEqual([
      'ledger.channel',
      'organisation.name',
      'port',
    ]);
  });

  test.each([
    ['missing', undefined, 'cannot be read'],
    ['no JSON', '{ "port": 4000,, }', 'is not valid JSON'],
    ['no object', '[]', 'expected object'],
  ])('a file that is %s is told', async (_name, text, words) => {
    const file = join(files.dir, `${_name}.json`);
    if (text !== undefined) await writeFile(file, text);
    await expect(readMemberConfig(file)).rejects.toThrow(words);
  });
});
