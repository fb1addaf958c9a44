/** Files that were lost or changed behind the ledger's back: it says so, and makes nothing worse. */
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../network/index.js';
import { blockAddress, HEAD } from '../../../network/embedded/addresses.js';
import type { Head } from '../../../network/embedded/block.js';
import { checkChain } from '../../../network/embedded/chain-report.js';
import { EmbeddedNetwork } from '../../../network/embedded/index.js';
import { loadShim } from '../../../network/embedded/shim-runtime.js';
import { StateStore } from '../../../network/embedded/state-store.js';
import { call, submitted } from '../../contracts/ledger/world.js';
import { A, identityOf, ledgerDir, networkOptions } from './embedded-world.js';

const BLOCKS = 120;
/** Enough for LevelDB to write table files beside its log. */
const MANY_BYTES = 100_000;

let dir: string;
beforeEach(async () => {
  // The word "block" holds the word "lock": it must not make every fault a busy folder.
  dir = await mkdtemp(join(tmpdir(), 'guanlian-blocks-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const open = () => EmbeddedNetwork.open(networkOptions(dir));

async function fill(valueBytes: number): Promise<void> {
  await using network = await open();
  const ledger: Ledger = network.connect(await identityOf(dir, A));
  for (let i = 0; i < BLOCKS; i += 1) {
    await submitted(ledger, call('Put', [`k${i}`, 'v'.repeat(valueBytes)]));
  }
}

const filesOf = async (pattern: RegExp): Promise<string[]> =>
  (await readdir(ledgerDir(dir))).filter((name) => pattern.test(name));

async function change(name: string, work: (bytes: Buffer) => void): Promise<void> {
  const path = join(ledgerDir(dir), name);
  const bytes = await readFile(path);
  work(bytes);
  await writeFile(path, bytes);
}

describe('a folder that lost a part', () => {
  it('keeps its tables when CURRENT is missing, and opens again once it is restored', async () => {
    await fill(MANY_BYTES);
    const path = join(ledgerDir(dir), 'CURRENT');
    const current = await readFile(path);
    const tables = await filesOf(/\.ldb$/);
    expect(tables.length).toBeGreaterThan(0);
    await unlink(path);
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
    await expect(open()).rejects.toThrow(/CURRENT is missing/);
    expect(await filesOf(/\.ldb$/)).toEqual(tables);
    await writeFile(path, current);
    await using network = await open();
    expect(await network.verifyChain()).toMatchObject({ ok: true, height: BLOCKS });
  });

  it('is damaged, not busy, without its manifest', async () => {
    await fill(10);
    for (const name of await filesOf(/^MANIFEST/)) await unlink(join(ledgerDir(dir), name));
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
  });

  it('is refused when damage in the log swallowed a block', async () => {
    await fill(1000);
    for (const name of await filesOf(/\.log$/)) {
      await change(name, (bytes) => bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 200));
    }
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
    await expect(open()).rejects.toThrow(/block \d+ is missing/);
  });

  it('is damaged, not busy, when a file stands in its place', async () => {
    await writeFile(ledgerDir(dir), 'not a folder');
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
  });

  it('names the damage when it is met by a single read', async () => {
    const path = ledgerDir(dir);
    const keys = Array.from({ length: 200 }, (_, i) => `s/${i}`);
    const store = await StateStore.open(path);
    for (const key of keys) await store.write([{ key, value: Buffer.alloc(50_000, 'v') }]);
    await store.close();
    for (const name of await filesOf(/\.ldb$/)) {
      await change(name, (bytes) => {
        for (let at = 0; at < bytes.length / 2; at += 500) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      });
    }
    const damaged = await StateStore.open(path);
    const codes = keys.flatMap((key) => {
      try {
        damaged.latest.get(key);
        return [];
      } catch (fault) {
        return (fault as { code: string }).code;
      }
    });
    await damaged.close();
    expect(new Set(codes)).toEqual(new Set(['LEDGER_DAMAGED']));
  });

  it('reports an old block that cannot be read instead of failing over it', async () => {
    await fill(10);
    const store = await StateStore.open(ledgerDir(dir));
    const head = headOf(store);
    const view = {
      ...store.latest,
      get: (key: string) => {
        if (key === blockAddress(3)) throw new Error('unreadable');
        return store.latest.get(key);
      },
    };
    const report = await checkChain({ shim: loadShim(), view, channel: 'customs', head });
    expect(report).toMatchObject({ ok: false, height: 3, defect: { block: 3 } });
    await store.close();
  });
});

function headOf(store: StateStore): Head {
  return JSON.parse(Buffer.from(store.latest.get(HEAD) ?? []).toString()) as Head;
}
