/** Connection profiles and wallet identities as operators hand them over, good and bad. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConnectionProfile } from '../../../network/fabric/connection-profile.js';
import { readWalletIdentity } from '../../../network/fabric/wallet.js';
import { openIdentity } from '../../../network/identity/index.js';
import { readFile } from 'node:fs/promises';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-profile-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const pem = (text: string | number): string => `-----BEGIN CERTIFICATE-----\n${text}\n`;
const CHOICE = { channel: 'guanlian', chaincode: 'guanlian' };
const peer = (port: number, more: object = {}): object => ({
  ...{ url: `grpcs://peer.example:${port}`, tlsCACerts: { pem: pem(port) } },
  ...more,
});
const profile = (more: object = {}): object => ({
  client: { organization: 'Org1' },
  organizations: {
    Org1: { mspid: 'AMSP', peers: ['peer0.a'] },
    Org2: { mspid: 'BMSP', peers: ['peer0.b', 'peer1.b'] },
  },
  peers: {
    'peer0.b': peer(7061),
    'peer1.b': peer(7062),
    'peer0.a': peer(7051, { grpcOptions: { 'ssl-target-name-override': 'peer0.a.example' } }),
  },
  ...more,
});

async function write(value: unknown): Promise<string> {
  const file = join(dir, `profile-${Math.random()}.json`);
  await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

describe('a connection profile', () => {
  test('gives the own peer first, then the others, each with its organisation', async () => {
    const connection = await readConnectionProfile(await write(profile()), CHOICE);
    expect(connection).toMatchObject({ mspId: 'AMSP', channel: 'guanlian' });
    expect(connection.peers.map(({ mspId, address }) => [mspId, address])).toEqual([
      ['AMSP', 'peer.example:7051'],
      ['BMSP', 'peer.example:7061'],
      ['BMSP', 'peer.example:7062'],
    ]);
    expect(connection.peer.hostnameOverride).toBe('peer0.a.example');
  });

  test('is read for another organisation when asked', async () => {
    const choice = { ...CHOICE, mspId: 'BMSP' };
    const connection = await readConnectionProfile(await write(profile()), choice);
    expect(connection.peer.name).toBe('peer0.b');
  });

  test('takes TLS authorities from files beside it, and then stands for itself', async () => {
    await writeFile(join(dir, 'tls.pem'), pem('PEM FROM FILE'));
    const one = profile({
      peers: {
        'peer0.a': { ...peer(7051), tlsCACerts: { path: 'tls.pem' } },
        'peer0.b': peer(1),
        'peer1.b': peer(2),
      },
    });
    const connection = await readConnectionProfile(await write(one), CHOICE);
    expect(connection.peer.tlsCaPem).toBe(pem('PEM FROM FILE'));
    expect(JSON.stringify(connection.profile)).toContain('PEM FROM FILE');
  });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', 'nonsense', /cannot be read as JSON/],
    ['no peers', profile({ peers: undefined }), /peers/],
    [
      'a peer without TLS',
      profile({ peers: { 'peer0.a': { ...peer(1), url: 'grpc://a:1' } } }),
      /peers\.peer0\.a\.url: must begin with grpcs/,
    ],
    ...['grpcs://peer', 'grpcs://peer:7051/path', 'grpcs://:7051', 'grpcs://fe80::1:7051'].map(
      (url): [string, unknown, RegExp] => [
        `the address ${url}`,
        profile({ peers: { 'peer0.a': peer(1, { url }) } }),
        /peers\.peer0\.a\.url: must be grpcs:\/\/HOST:PORT/,
      ],
    ),
    ...[{ pem: '' }, { pem: 'no certificate' }, { pem: [] }].map(
      (tlsCACerts): [string, unknown, RegExp] => [
        `the TLS authority ${JSON.stringify(tlsCACerts)}`,
        profile({
          peers: { 'peer0.a': peer(1, { tlsCACerts }), 'peer0.b': peer(2), 'peer1.b': peer(3) },
        }),
        /peers\.peer0\.a\.tlsCACerts: holds no PEM certificate/,
      ],
    ),
    [
      'a peer that is not described',
      profile({ peers: { 'peer0.a': peer(1) } }),
      /peers\.peer0\.b: is named by BMSP/,
    ],
    [
      'a client of no organisation',
      profile({ client: { organization: 'Org9' } }),
      /client\.organization/,
    ],
    [
      'a TLS file that is missing',
      profile({
        peers: {
          'peer0.a': { ...peer(1), tlsCACerts: { path: 'gone.pem' } },
          'peer0.b': peer(1),
          'peer1.b': peer(2),
        },
      }),
      /tlsCACerts\.path: .*gone\.pem/,
    ],
  ])('with %s is refused by field', async (_, value, message) => {
    const file = await write(value);
    const reading = readConnectionProfile(file, CHOICE);
    await expect(reading).rejects.toMatchObject({ code: 'CONNECTION_PROFILE_INVALID' });
    await expect(readConnectionProfile(file, CHOICE)).rejects.toThrow(message);
  });

  test('that names no peer of the organisation is refused', async () => {
    const reading = readConnectionProfile(await write(profile()), { ...CHOICE, mspId: 'ZMSP' });
    await expect(reading).rejects.toThrow(/none with mspid ZMSP/);
  });
});

describe('a wallet identity', () => {
  const clock = { now: () => Date.now() };
  async function material(): Promise<{ certificate: string; privateKey: string }> {
    const identity = await openIdentity({ dir, mspId: 'AMSP', name: 'node', clock });
    const privateKey = await readFile(join(dir, 'AMSP', 'node-key.pem'), 'utf8');
    return { certificate: identity.certificatePem, privateKey };
  }
  const entry = (credentials: object, more: object = {}): object => ({
    ...{ credentials, mspId: 'AMSP', type: 'X.509', version: 1 },
    ...more,
  });

  test('signs with the key that belongs to its certificate', async () => {
    const file = await write(entry(await material()));
    const identity = await readWalletIdentity(file);
    expect(identity.mspId).toBe('AMSP');
    expect(await identity.signer.sign(Buffer.from('x'))).toHaveLength(64);
  });

  test('with a foreign key, another type or no readable content is refused, without quoting it', async () => {
    const { certificate, privateKey } = await material();
    const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const pem = foreign.export({ type: 'pkcs8', format: 'pem' }).toString();
    const bad: [unknown, RegExp][] = [
      [entry({ certificate, privateKey: pem }), /does not belong/],
      [entry({ certificate, privateKey }, { type: 'HSM-X.509' }), /field type/],
      [entry({ certificate }), /field credentials\.privateKey/],
      [entry({ certificate: 'no pem', privateKey: 'secret text' }), /no readable PEM/],
      ['{"secret text', /no JSON/],
    ];
    for (const [value, message] of bad) {
      const file = await write(value);
      await expect(readWalletIdentity(file)).rejects.toMatchObject({
        code: 'WALLET_IDENTITY_INVALID',
      });
      const thrown = await readWalletIdentity(file).catch((cause: unknown) => cause as Error);
      expect((thrown as Error).message).toMatch(message);
      expect((thrown as Error).message).not.toContain('secret text');
    }
    await expect(readWalletIdentity(join(dir, 'none.id'))).rejects.toThrow(/cannot be read/);
  });
});
