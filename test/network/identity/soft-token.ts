/** A token of SoftHSM (OpenDNSSEC's software HSM) in a temporary folder, for tests of PKCS#11. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCryptoki } from '../../../network/identity/pkcs11-library.js';

const LIBRARIES = [
  process.env['SOFTHSM2_LIBRARY'] ?? '',
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

export const PIN = '648219';
export const LABEL = 'guanlian test';

export interface SoftToken extends AsyncDisposable {
  readonly dir: string;
  readonly library: string;
  /** Takes the token away, as if its device were pulled out. */
  pull(): Promise<void>;
  putBack(): Promise<void>;
}

/** Why there is no SoftHSM to test with; undefined when there is. */
export async function softTokenLacks(): Promise<string | undefined> {
  if (!LIBRARIES.some((path) => path !== '' && existsSync(path))) return 'SoftHSM is not installed';
  return loadCryptoki().then(
    () => undefined,
    (cause: unknown) => (cause as Error).message,
  );
}

/** Makes a token with nothing on it. SoftHSM finds it through the environment, so one at a time. */
export async function makeSoftToken(): Promise<SoftToken> {
  const dir = await mkdtemp(join(tmpdir(), 'guanlian-hsm-'));
  const tokens = join(dir, 'tokens');
  const configuration = join(dir, 'softhsm2.conf');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(tokens);
  await writeFile(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`);
  process.env['SOFTHSM2_CONF'] = configuration;
  const words = ['--init-token', '--free', '--label', LABEL, '--pin', PIN, '--so-pin', '12345678'];
  execFileSync('softhsm2-util', words, { stdio: 'pipe' });
  return {
    ...{ dir, library: LIBRARIES.find((path) => path !== '' && existsSync(path))! },
    pull: () => rename(tokens, `${tokens}.away`),
    putBack: () => rename(`${tokens}.away`, tokens),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

/** Puts an EC key pair on the token: generated elsewhere and imported (PKCS#8), so that tests have its public half. */
export function importKey(pkcs8File: string, label: string, id: string): void {
  const words = ['--import', pkcs8File, '--token', LABEL, '--label', label, '--id', id];
  execFileSync('softhsm2-util', [...words, '--pin', PIN], { stdio: 'pipe' });
}
