import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuseOtherKind, refuseOtherLedger, rememberLedger } from '../../gateway/ledger-mark.js';
import type { LedgerMark } from '../../gateway/ledger-mark.js';
import { runFederation } from '../federation/running-federation.js';

const FABRIC: LedgerMark = { kind: 'fabric', channel: 'guanlian', firstBlock: 'ab'.repeat(32) };

describe('a data folder and its ledger', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-mark-'));
  });
  afterEach(async () => rm(dir, { recursive: true, force: true }));

  test('a new folder belongs to the first ledger that it is used with', async () => {
    await refuseOtherKind(dir, 'fabric');
    await refuseOtherLedger(dir, FABRIC);
    await rememberLedger(dir, FABRIC);
    await refuseOtherKind(dir, 'fabric');
    await refuseOtherLedger(dir, FABRIC);
    expect((await stat(join(dir, 'ledger.json'))).mode & 0o077).toBe(0);
  });

  test.each([
    ['another channel', { ...FABRIC, channel: 'other' }],
    ['a channel of the same name that was made anew', { ...FABRIC, firstBlock: 'cd'.repeat(32) }],
    ['an embedded ledger', { ...FABRIC, kind: 'embedded' as const }],
    ['an embedded ledger without a block', { kind: 'embedded' as const, channel: 'guanlian' }],
  ])('%s is refused, and both are named in one sentence', async (_name, other) => {
    await rememberLedger(dir, FABRIC);
    const refusal = refuseOtherLedger(dir, other);
    await expect(refusal).rejects.toMatchObject({ code: 'DATA_FOLDER_LEDGER' });
    await expect(refusal).rejects.toThrow(
      `${dir} belongs to a Fabric network, channel guanlian (first block abababababab)`,
    );
  });

  test('a folder of before marks were kept is an embedded ledger’s', async () => {
    await mkdir(join(dir, 'ledger'));
    await refuseOtherKind(dir, 'embedded');
    await expect(refuseOtherKind(dir, 'fabric')).rejects.toThrow('belongs to an embedded ledger');
  });

  test('a mark that cannot be read stops the start', async () => {
    await writeFile(join(dir, 'ledger.json'), '{"kind":"fabric"}');
    await expect(refuseOtherKind(dir, 'fabric')).rejects.toMatchObject({
      code: 'DATA_FOLDER_DAMAGED',
    });
  });

  test('nodes are not joined to a new ledger when theirs was removed', async () => {
    const first = await runFederation({ dir });
    await first[Symbol.asyncDispose]();
    const mark = JSON.parse(await readFile(join(dir, 'ledger.json'), 'utf8')) as LedgerMark;
    expect(mark).toMatchObject({ kind: 'embedded', channel: 'guanlian' });
    await rm(join(dir, 'ledger'), { recursive: true });
    await expect(runFederation({ dir })).rejects.toMatchObject({ code: 'DATA_FOLDER_LEDGER' });
  });
});
