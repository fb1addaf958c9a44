import type { createPrivateKey } from 'node:crypto';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { issueAuthority, issueClient } from '../../../network/identity/certificate-authority.js';
import { certificateIdentity, keySigner, pkcs11Signer } from '../../../network/identity/index.js';
import type { Pkcs11Options } from '../../../network/identity/index.js';
import { loadCryptoki } from '../../../network/identity/pkcs11-library.js';
import { PlatformFault } from '../../../network/fault.js';
import { A, B, openEmbeddedWorld } from '../embedded/embedded-world.js';
import { ROOT } from '../../sources.js';
import { importKey, LABEL, makeSoftToken, PIN, softTokenLacks } from './soft-token.js';
import type { SoftToken } from './soft-token.js';

const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;
const text = (n: number): Buffer => Buffer.from(`consignment ${n}`);

const lacking = await softTokenLacks();
if (lacking !== undefined) console.log(`skipped: the PKCS#11 tests, ${lacking}`);

async function faultOf(work: Promise<unknown>): Promise<PlatformFault> {
  try {
    await work;
  } catch (cause) {
    if (cause instanceof PlatformFault) return cause;
    throw cause;
  }
  throw new Error('it was not refused');
}

test('the package that is there but not compiled is named with the command that compiles it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-pkcs11-'));
  await cp(join(ROOT, 'node_modules/pkcs11js/index.js'), join(dir, 'index.cjs'));
  const fault = await faultOf(loadCryptoki(() => import(join(dir, 'index.cjs'))));
  expect(fault.code).toBe('PKCS11_NOT_COMPILED');
  expect(fault.message).toContain('npm rebuild pkcs11js');
  await rm(dir, { recursive: true });
});

describe.skipIf(lacking !== undefined)('a key that never leaves its token', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey(privateKey);
  let token: SoftToken;
  const options = (change: Partial<Pkcs11Options> = {}): Pkcs11Options => ({
    library: token.library,
    token: { label: LABEL },
    keyLabel: 'node',
    pin: async () => PIN,
    ...change,
  });
  const put = async (key: ReturnType<typeof createPrivateKey>, label: string, id: string) => {
    const file = join(token.dir, `${label}.pem`);
    await writeFile(file, key.export({ type: 'pkcs8', format: 'pem' }));
    importKey(file, label, id);
  };

  beforeAll(async () => {
    token = await makeSoftToken();
    await put(privateKey, 'node', '01');
    await put(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'wide', '02');
    await put(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'twin', '03');
    await put(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'twin', '04');
  });
  afterAll(async () => token[Symbol.asyncDispose]());

  test('signs like the same key in a file would: 64 bytes, low-s, the same key id', async () => {
    await using signer = await pkcs11Signer(options());
    expect(signer.key).toEqual(keySigner(privateKey).key);
    for (let n = 0; n < 40; n += 1) {
      const signature = await signer.sign(text(n));
      expect(signature).toHaveLength(64);
      const s = BigInt(`0x${Buffer.from(signature).subarray(32).toString('hex')}`);
      expect(s <= HALF_ORDER).toBe(true);
      const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
      expect(verify('sha256', text(n), key, signature)).toBe(true);
    }
  });

  test('signs many at once over a few sessions, with one sign-in', async () => {
    let asked = 0;
    const pin = async (): Promise<string> => {
      asked += 1;
      return PIN;
    };
    await using signer = await pkcs11Signer(options({ pin, sessions: 3 }));
    const made = await Promise.all(Array.from({ length: 200 }, (_, n) => signer.sign(text(n))));
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(made.every((one, n) => verify('sha256', text(n), key, one))).toBe(true);
    expect(asked).toBe(1);
  });

  test('the token is found by the number of its slot too', async () => {
    const fault = await faultOf(pkcs11Signer(options({ token: { label: 'absent' } })));
    expect(fault.code).toBe('PKCS11_TOKEN');
    const slot = Number(new RegExp(`"${LABEL}" in slot (\\d+)`).exec(fault.message)?.[1]);
    await using signer = await pkcs11Signer(options({ token: { slot } }));
    expect(signer.key.kid).toBe(keySigner(privateKey).key.kid);
  });

  test.each([
    [
      'no key of that label',
      { keyLabel: 'nobody' },
      'PKCS11_KEY',
      'no private key labelled "nobody"',
    ],
    ['two keys of that label', { keyLabel: 'twin' }, 'PKCS11_KEY', 'more than one private key'],
    ['a key of another curve', { keyLabel: 'wide' }, 'PKCS11_KEY', 'no EC P-256 key'],
    [
      'a module that is not there',
      { library: '/nowhere/hsm.so' },
      'PKCS11_LIBRARY',
      '/nowhere/hsm.so',
    ],
    ['a file that is no module', { library: '/etc/passwd' }, 'PKCS11_LIBRARY', '/etc/passwd'],
    ['a slot without token', { token: { slot: 999_999 } }, 'PKCS11_TOKEN', `"${LABEL}" in slot`],
  ])('%s is refused with what is there or what to do', async (_name, change, code, words) => {
    const fault = await faultOf(pkcs11Signer(options(change)));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(words);
  });

  test('a certificate of another key is refused before the node signs anything with it', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const fault = await faultOf(pkcs11Signer(options({ publicKey: other })));
    expect(fault.code).toBe('PKCS11_KEY');
  });

  test('while the token is away signing says so, and goes on when it is back', async () => {
    await using signer = await pkcs11Signer(options());
    await token.pull();
    const away = await Promise.all([1, 2, 3].map((n) => faultOf(signer.sign(text(n)))));
    expect(new Set(away.map(({ code }) => code)).size).toBe(1);
    expect(['PKCS11_UNAVAILABLE', 'PKCS11_TOKEN']).toContain(away[0]!.code);
    await token.putBack();
    const made = await Promise.all([1, 2, 3].map((n) => signer.sign(text(n))));
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(made.every((one, i) => verify('sha256', text(i + 1), key, one))).toBe(true);
  });

  test('sessions that another user of the module ended are made anew in silence', async () => {
    await using signer = await pkcs11Signer(options());
    const module = await loadCryptoki();
    const other = new module();
    other.load(token.library);
    other.C_Finalize();
    expect(await signer.sign(text(1))).toHaveLength(64);
  });

  test('a refused PIN is in no message, and is never tried a second time', async () => {
    let asked = 0;
    let current = PIN;
    const pin = async (): Promise<string> => {
      asked += 1;
      return current;
    };
    await using signer = await pkcs11Signer(options({ pin }));
    current = '111111';
    await token.pull();
    await faultOf(signer.sign(text(1)));
    await token.putBack();
    const faults = [await faultOf(signer.sign(text(2))), await faultOf(signer.sign(text(3)))];
    expect(faults.map(({ code }) => code)).toEqual(['PKCS11_PIN', 'PKCS11_PIN']);
    expect(asked).toBe(2);
    for (const fault of faults) {
      const whole = [fault.message, String(fault.cause), JSON.stringify(fault)].join(' ');
      expect(whole).not.toContain('111111');
      expect(whole).not.toContain(PIN);
    }
    // One failed attempt sets the token's counter; the right PIN clears it.
    await using _again = await pkcs11Signer(options());
  });

  test('a member whose key is in a token takes part in the ledger', async () => {
    const world = await openEmbeddedWorld();
    onTestFinished(() => world.close());
    const authorityKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const now = Date.now();
    const authority = {
      certificatePem: await issueAuthority({
        ...{ mspId: A, name: 'ca', privateKey: authorityKey, now },
      }),
      privateKey: authorityKey,
    };
    const certificatePath = join(token.dir, 'node-certificate.pem');
    const request = {
      mspId: A,
      name: 'node',
      role: 'client',
      attributes: {},
      publicKey,
      now,
    } as const;
    await writeFile(certificatePath, await issueClient(authority, request));
    await using signer = await pkcs11Signer(options());
    const identity = await certificateIdentity({ mspId: A, certificatePath, signer });
    await using ledger = world.network.connect(identity);
    const committed = await ledger.submit({
      name: 'probe:Put',
      args: ['signed-in-token', 'yes'],
      endorsers: [A, B],
    });
    expect(committed).toMatchObject({ ok: true });
    const stranger = keySigner(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const mismatch = await faultOf(
      certificateIdentity({ mspId: A, certificatePath, signer: stranger }),
    );
    expect(mismatch.code).toBe('KEY_MISMATCH');
  });
});
