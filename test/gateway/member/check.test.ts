import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { checkMemberConfig } from '../../../gateway/member/check.js';
import { readMemberConfig } from '../../../gateway/member/config.js';
import { openIdentity } from '../../../network/index.js';
import { memberFiles, MSP } from './member-files.js';
import type { MemberFiles } from './member-files.js';

const DAY_MS = 86_400_000;
const isRoot = process.getuid?.() === 0;

// No peer answers here: what is checked is everything before it, and that the ledger is the one thing missing.
describe('checking a member’s configuration without starting it', () => {
  let files: MemberFiles;
  const check = async (changes: Record<string, unknown> = {}, now = Date.now()) => {
    const found = await checkMemberConfig(await readMemberConfig(await files.write(changes)), now);
    return Object.fromEntries(found.map(({ field, ...rest }) => [field, rest]));
  };

  beforeAll(async () => {
    files = await memberFiles();
    const other = { dir: join(files.dir, 'other'), mspId: MSP, name: 'node' };
    await openIdentity({ ...other, clock: { now: () => Date.now() } });
    await writeFile(join(files.dir, 'exposed.pem'), '', { mode: 0o644 });
    await writeFile(join(files.dir, 'no-keys.json'), '{"keys":[]}');
  });
  afterAll(async () => files[Symbol.asyncDispose]());

  test('with everything in order only the peer that does not answer is told, and nothing is made', async () => {
    const found = await check();
    expect(Object.keys(found)).toEqual(['ledger']);
    expect(found['ledger']?.problem).toContain('127.0.0.1:1');
    await expect(mkdir(join(files.dir, 'data'))).resolves.toBeUndefined();
  });

  test.each([
    [
      'a key of another certificate',
      { 'identity.key': `other/${MSP}/node-key.pem` },
      'identity',
      'not of the key that signs',
    ],
    ['a missing key', { 'identity.key': 'absent.pem' }, 'identity', 'absent.pem cannot be read'],
    ['a key that everybody can read', { 'identity.key': 'exposed.pem' }, 'identity', 'chmod 600'],
    [
      'a missing certificate',
      { 'identity.certificate': 'absent.pem' },
      'identity',
      'no readable certificate',
    ],
    [
      'a wallet that is none',
      { identity: { wallet: `${MSP}/node-key.pem` } },
      'identity',
      'no wallet identity',
    ],
    [
      'a missing connection profile',
      { 'ledger.connectionProfile': 'absent.json' },
      'ledger',
      'absent.json',
    ],
    [
      'a connection profile of others',
      { 'organisation.mspId': 'NorthCustomsMSP' },
      'ledger',
      'NorthCustomsMSP',
    ],
    [
      'keys that are none',
      { issuers: [{ issuer: 'a', jwks: 'no-keys.json' }] },
      'issuers.0',
      'no JWK set',
    ],
    [
      'keys over plain http',
      { issuers: [{ issuer: 'a', jwks: 'http://a.example/k' }] },
      'issuers.0',
      'https',
    ],
    [
      'a development issuer',
      { issuers: [{ issuer: 'urn:guanlian:DEVELOPMENT-ONLY:x', jwks: 'jwks.json' }] },
      'issuers.0',
      'development issuer',
    ],
    [
      'a PKCS#11 module that is not there',
      {
        identity: {
          certificate: `${MSP}/node.pem`,
          pkcs11: { library: '/nowhere.so', token: 'a', keyLabel: 'b', pinEnv: 'PIN' },
        },
      },
      'identity',
      /nowhere|not compiled/,
    ],
    ['a data folder below a file', { dataDir: 'exposed.pem/data' }, 'dataDir', 'not a folder'],
  ])('%s is an error at its field', async (_name, changes, field, words) => {
    const found = await check(changes);
    expect(found[field]?.severity).toBe('error');
    expect(found[field]?.problem).toMatch(words);
  });

  test('a wallet of another organisation is refused', async () => {
    const identity = { wallet: 'node.id' };
    const found = await check({ identity, 'organisation.mspId': 'NorthCustomsMSP' });
    expect(found['identity']?.problem).toContain(`is an identity of ${MSP}`);
  });

  test('a port that is taken is told', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect((await check({ port }))['port']?.problem).toContain(`Port ${port}`);
  });

  test('a data folder of an embedded ledger is told', async () => {
    await mkdir(join(files.dir, 'embedded', 'ledger'), { recursive: true });
    expect((await check({ dataDir: 'embedded' }))['dataDir']?.problem).toContain('embedded ledger');
  });

  test.skipIf(isRoot)('a data folder that may not be written is told', async () => {
    await mkdir(join(files.dir, 'locked'), { mode: 0o500 });
    onTestFinished(() => chmod(join(files.dir, 'locked'), 0o700));
    expect((await check({ dataDir: 'locked/data' }))['dataDir']?.problem).toContain('be written');
  });

  test('a certificate that ends soon is a warning, one that ended or has not begun an error', async () => {
    const at = async (days: number) => (await check({}, Date.now() + days * DAY_MS))['identity'];
    expect(await at(0)).toBeUndefined();
    expect(await at(350)).toMatchObject({ severity: 'warning' });
    expect(await at(400)).toMatchObject({ severity: 'error' });
    expect((await at(-10))?.problem).toContain('clock');
  });

  test('an issuer that cannot be reached is told', async () => {
    const issuers = [{ issuer: 'https://a.example', jwks: 'https://127.0.0.1:1/jwks.json' }];
    expect((await check({ issuers }))['issuers.0']?.problem).toContain('gives no keys');
  });
});
