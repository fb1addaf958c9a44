/** The chaincode package: the same id everywhere, another one as soon as the contracts differ. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedGzip } from '../../../network/fabric/chaincode/gzip.js';
import { digestOfContracts, packageChaincode } from '../../../network/fabric/chaincode/package.js';
import { tar } from '../../../network/fabric/chaincode/tar.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guanlian-package-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function layer(name: string, files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(dir, name, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
  }
  return join(dir, name, 'contracts/index.js');
}

const FILES = {
  'contracts/index.js': 'export const a = 1;',
  'canonical.js': 'export const b = 2;',
};

describe('the chaincode package', () => {
  test('has one id for the same code in two places', async () => {
    const one = await packageChaincode('guanlian', await layer('one', FILES), '1.2.3');
    const two = await packageChaincode('guanlian', await layer('two', FILES), '1.2.3');
    expect(two.packageId).toBe(one.packageId);
    expect(two.bytes.equals(one.bytes)).toBe(true);
    expect(one.label).toBe(`guanlian_1.2.3-${one.codeDigest.slice(0, 10)}`);
    // Written down once: a change of the packing itself would part members that run different releases of it.
    expect(one.packageId).toMatch(/^guanlian_1\.2\.3-[0-9a-f]{10}:[0-9a-f]{64}$/);
  });

  test.each([
    ['a file of the layer', { ...FILES, 'canonical.js': 'export const b = 3;' }],
    ['a further file', { ...FILES, 'more.js': '' }],
    [
      'the name of a file',
      { 'contracts/index.js': FILES['contracts/index.js'], 'other.js': FILES['canonical.js'] },
    ],
  ])('has another id when %s differs', async (what, files) => {
    const one = await packageChaincode('guanlian', await layer('base', FILES), '1.2.3');
    const other = await packageChaincode('guanlian', await layer(what, files), '1.2.3');
    expect(other.packageId).not.toBe(one.packageId);
    expect(other.version).not.toBe(one.version);
  });

  test('does not depend on maps and types beside the code', async () => {
    const plain = await digestOfContracts(await layer('plain', FILES));
    const mapped = await digestOfContracts(
      await layer('mapped', { ...FILES, 'canonical.js.map': '{}' }),
    );
    expect(mapped).toBe(plain);
  });

  test('opens with tar and gzip as Fabric opens it', async () => {
    const { bytes, label, codeDigest } = await packageChaincode(
      'guanlian',
      await layer('open', FILES),
      '1.0.0',
    );
    const file = join(dir, 'package.tgz');
    await writeFile(file, bytes);
    const extracted = join(dir, 'extracted');
    await mkdir(extracted);
    execFileSync('tar', ['-xzf', file, '-C', extracted]);
    expect(JSON.parse(await readFile(join(extracted, 'metadata.json'), 'utf8'))).toEqual({
      type: 'ccaas',
      label,
    });
    execFileSync('tar', ['-xzf', join(extracted, 'code.tar.gz'), '-C', extracted]);
    const named = JSON.parse(await readFile(join(extracted, 'guanlian.json'), 'utf8')) as unknown;
    expect(named).toMatchObject({ name: 'guanlian', codeDigest });
  });
});

describe('stored gzip', () => {
  test('gives back any bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 2000 }).map((part) => Buffer.from(part));
    fc.assert(fc.property(bytes, (input) => gunzipSync(storedGzip(input)).equals(input)));
  });

  test.each([0, 65_535, 65_536, 200_000])('gives back %i bytes, over several blocks', (size) => {
    const input = Buffer.alloc(size, 'guanlian');
    expect(gunzipSync(storedGzip(input)).equals(input)).toBe(true);
  });
});

test('a tar archive holds its files in name order, whatever the order they were given in', () => {
  const one = tar({ a: 'first', b: 'second' });
  expect(tar({ b: 'second', a: 'first' }).equals(one)).toBe(true);
  expect(one.length % 512).toBe(0);
});
