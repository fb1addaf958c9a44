/** Fabric's programs: found where operators put them, refused in one sentence when they are not. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { findBinaries, PROGRAMS } from '../../../network/fabric/binaries.js';

const folders: string[] = [];
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-binaries-'));
  folders.push(dir);
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function install(version: string, programs: readonly string[] = PROGRAMS): Promise<void> {
  for (const program of programs) {
    const file = join(dir, program);
    await writeFile(file, `#!/bin/sh\nprintf 'peer:\\n Version: ${version}\\n'\n`);
    await chmod(file, 0o755);
  }
}

test.each(['v2.5.16', '2.5.9', 'v3.1.5'])(
  'release %s is taken, from FABRIC_BIN',
  async (version) => {
    await install(version);
    const found = await findBinaries({ FABRIC_BIN: dir, PATH: '/nowhere' });
    expect(found).toMatchObject({ peer: join(dir, 'peer'), version: version.replace('v', '') });
  },
);

test('programs on PATH are found', async () => {
  await install('v2.5.16');
  expect((await findBinaries({ PATH: `/nowhere:${dir}` })).osnadmin).toBe(join(dir, 'osnadmin'));
});

test.each(['v1.4.12', 'v2.2.20', '3.0.0', 'latest'])(
  'release %s is refused with what to do',
  async (version) => {
    await install(version);
    await expect(findBinaries({ FABRIC_BIN: dir })).rejects.toMatchObject({
      code: 'FABRIC_UNSUPPORTED',
      message: expect.stringMatching(/2\.5\.x and 3\.1\.x/) as string,
    });
  },
);

test('what is missing is named, with where it was looked for', async () => {
  await install('v2.5.16', ['peer', 'orderer']);
  await expect(findBinaries({ FABRIC_BIN: dir })).rejects.toThrow(
    new RegExp(`configtxgen, configtxlator, osnadmin not found in FABRIC_BIN \\(${dir}\\)`),
  );
  await expect(findBinaries({ PATH: '' })).rejects.toThrow(/not found on PATH/);
});

test('a program that does not run is said to be unusable', async () => {
  await install('v2.5.16');
  await writeFile(join(dir, 'peer'), '#!/bin/sh\nexit 3\n');
  await expect(findBinaries({ FABRIC_BIN: dir })).rejects.toMatchObject({
    code: 'FABRIC_UNSUPPORTED',
  });
});
