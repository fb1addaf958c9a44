/** The development issuer: tokens that work, a key that others cannot read, and no place in production. */
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDevelopmentIssuer } from '../../../gateway/auth/development-issuer.js';
import { createTokenVerifier } from '../../../gateway/auth/token-verifier.js';

const AUDIENCE = 'urn:guanlian:node:xiamen';
const OPTIONS = { node: 'xiamen', mspId: 'XiamenCustomsMSP', audience: AUDIENCE } as const;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-issuer-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const keyFile = async (): Promise<string> => join(dir, (await readdir(dir))[0] as string);

describe('the development issuer', () => {
  it('issues tokens that its node accepts, marked as development ones', async () => {
    const issuer = await createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' });
    const token = await issuer.issue({ role: 'data-officer' });
    const verifier = createTokenVerifier({
      ...{ issuers: [issuer.trusted], audience: AUDIENCE, profile: 'development' },
    });
    expect(await verifier.verify(token)).toMatchObject({
      ok: true,
      value: { caller: { subject: 'demo-data-officer', role: 'data-officer' } },
    });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(token)).toMatchObject({ development: true });
    expect(decodeJwt(token).iss).toContain('DEVELOPMENT-ONLY');
  });

  it('keeps its key: tokens of yesterday are good after a restart', async () => {
    const before = await createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' });
    const token = await before.issue({ role: 'operator' });
    const after = await createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' });
    const verifier = createTokenVerifier({
      ...{ issuers: [after.trusted], audience: AUDIENCE, profile: 'development' },
    });
    expect((await verifier.verify(token)).ok).toBe(true);
  });

  it('publishes the public half of its key only', async () => {
    const issuer = await createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' });
    expect(issuer.jwks.keys[0]).not.toHaveProperty('d');
  });

  it.skipIf(process.platform === 'win32')('writes its key for its own user alone', async () => {
    await createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' });
    expect((await stat(await keyFile())).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('refuses a key that others may read', async () => {
    await createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' });
    await chmod(await keyFile(), 0o644);
    await expect(
      createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' }),
    ).rejects.toMatchObject({ code: 'DEV_KEY_EXPOSED' });
  });

  it.each(['', '{}', '{"kty":"RSA"}', '{"kty":"EC","crv":"P-256","x":"a","y":"b"}'])(
    'refuses a damaged key file: %s',
    async (text) => {
      await createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' });
      await writeFile(await keyFile(), text);
      await expect(
        createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'development' }),
      ).rejects.toMatchObject({ code: 'DEV_KEY_DAMAGED' });
    },
  );

  it('does not exist in production, and leaves no key there', async () => {
    await expect(
      createDevelopmentIssuer({ ...OPTIONS, dir, profile: 'production' }),
    ).rejects.toMatchObject({ code: 'DEV_ISSUER_IN_PRODUCTION' });
    expect(await readdir(dir)).toEqual([]);
  });
});
