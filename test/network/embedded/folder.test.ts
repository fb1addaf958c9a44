/** The ledger's folder: what it keeps, and what it says when it is busy, damaged, foreign or from another version. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedNetwork } from '../../../network/embedded/index.js';
import { answer, call, submitted, takeEvents } from '../../contracts/ledger/world.js';
import type { EmbeddedWorld } from './embedded-world.js';
import {
  A,
  B,
  identityOf,
  ledgerDir,
  networkOptions,
  openEmbeddedWorld,
  ORGANISATIONS,
} from './embedded-world.js';

let world: EmbeddedWorld;
beforeEach(async () => {
  world = await openEmbeddedWorld();
});
afterEach(async () => {
  await world.close();
});

const open = (change = {}) => EmbeddedNetwork.open({ ...networkOptions(world.dir), ...change });

/** Changes the closed ledger's database directly. */
async function tamper(
  work: (db: ClassicLevel<string, Uint8Array>) => Promise<void>,
): Promise<void> {
  await world.network.close();
  const db = new ClassicLevel<string, Uint8Array>(ledgerDir(world.dir), {
    valueEncoding: 'view',
    compression: false,
  });
  await db.open();
  await work(db);
  await db.close();
}

describe('a ledger that is opened again', () => {
  it('has its state, private data, history, events, head and members', async () => {
    const ledger = world.ledger(A);
    await submitted(ledger, call('Put', ['key', 'one']));
    await submitted(ledger, call('Emit', ['key', 'two']));
    const options = { transient: { secret: 's' }, endorsers: [A, B] };
    await submitted(ledger, call('Share', ['private', A, B], options));
    await world.network.addOrganisation('DeltaMSP');
    const before = await ledger.info();
    await world.reopen();
    const again = world.ledger(A);
    expect(await again.info()).toEqual(before);
    expect(await answer(again, call('Get', ['key']))).toBe('two');
    expect(JSON.parse(await answer(again, call('History', ['key'])))).toHaveLength(2);
    expect(await answer(world.ledger(B), call('ReadOwn', ['private']))).toBe('s');
    const [event] = await takeEvents(again.events(), 1, () => true);
    expect(event?.payload).toBe('two');
    expect(world.network.organisations).toEqual([...ORGANISATIONS, 'DeltaMSP']);
    expect(await world.network.verifyChain()).toEqual({
      ok: true,
      height: before.height,
      head: before.head,
    });
  });

  it('takes in an organisation that can take part at once', async () => {
    await world.network.addOrganisation('DeltaMSP');
    await world.network.addOrganisation('DeltaMSP');
    const delta = world.network.connect(await identityOf(world.dir, 'DeltaMSP'));
    const request = call('Put', ['key', 'x'], { endorsers: ['DeltaMSP', B] });
    await submitted(delta, request);
    expect(await answer(delta, call('Get', ['key']))).toBe('x');
  });
});

describe('a folder that cannot be used', () => {
  it('is busy while another network has it open', async () => {
    const attempt = open();
    await expect(attempt).rejects.toMatchObject({ code: 'LEDGER_BUSY' });
    await expect(attempt).rejects.toThrow(/stop that process/);
  });

  it('is refused when another version wrote it', async () => {
    await tamper((db) => db.put('m/schema', Buffer.from('99')));
    const attempt = open();
    await expect(attempt).rejects.toMatchObject({ code: 'LEDGER_VERSION' });
    await expect(attempt).rejects.toThrow(/format 99/);
  });

  it('is refused when it belongs to another channel', async () => {
    await world.network.close();
    await expect(open({ channel: 'other' })).rejects.toMatchObject({ code: 'LEDGER_CHANNEL' });
  });

  it('is damaged when its newest block is missing or changed', async () => {
    await submitted(world.ledger(A), call('Put', ['key', 'one']));
    await tamper(async (db) => {
      const bytes = (await db.get('b/000000000000')) as Uint8Array;
      const text = Buffer.from(bytes).toString().replace('"key"', '"kez"');
      await db.put('b/000000000000', Buffer.from(text));
    });
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
    await tamper((db) => db.del('b/000000000000'));
    await expect(open()).rejects.toThrow(/block 0 is missing.*restore the folder/);
  });

  it('is damaged when its files are', async () => {
    await submitted(world.ledger(A), call('Put', ['key', 'one']));
    await world.network.close();
    const dir = ledgerDir(world.dir);
    for (const name of await readdir(dir)) {
      if (name.startsWith('MANIFEST') || name === 'CURRENT') {
        await writeFile(join(dir, name), 'not a database');
      }
    }
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
    await rm(dir, { recursive: true, force: true });
  });

  it.each(['', 'no spaces', '../up'])('never has the member %j', async (mspId) => {
    await expect(world.network.addOrganisation(mspId)).rejects.toMatchObject({
      code: 'UNKNOWN_ORGANISATION',
    });
    await expect(open({ organisations: [mspId] })).rejects.toMatchObject({
      code: 'UNKNOWN_ORGANISATION',
    });
  });
});

describe('a chain that somebody changed', () => {
  const blockZero = 'b/000000000000';
  it.each([
    ['a value', (text: string) => text.replace('"one"', '"0ne"'), /transactions were changed/],
    ['a code', (text: string) => text.replace('"VALID"', '"MVCC_READ_CONFLICT"'), /changed/],
    ['the order', (text: string) => text.replace('"number":0', '"number":7'), /says number 7/],
  ])('is found out by %s in an old block', async (_, change, what) => {
    await submitted(world.ledger(A), call('Put', ['key', 'one']));
    await submitted(world.ledger(A), call('Put', ['key', 'two']));
    await tamper(async (db) => {
      const text = Buffer.from((await db.get(blockZero)) as Uint8Array).toString();
      expect(change(text)).not.toBe(text);
      await db.put(blockZero, Buffer.from(change(text)));
    });
    world.network = await open();
    const report = await world.network.verifyChain();
    expect(report).toMatchObject({ ok: false, height: 0, defect: { block: 0 } });
    expect(report.defect?.what).toMatch(what);
  });

  it('is found out by its signatures when all hashes were made to fit', async () => {
    await submitted(world.ledger(A), call('Put', ['key', 'one']));
    await tamper(async (db) => {
      const { sealBlock, readBlock, NO_BLOCKS } =
        await import('../../../network/embedded/block.js');
      const block = readBlock((await db.get(blockZero)) as Uint8Array);
      const forged = block.transactions.map((each) => ({ ...each, args: ['key', 'forged'] }));
      const { block: sealed, bytes } = sealBlock(NO_BLOCKS, forged);
      await db.put(blockZero, bytes);
      await db.put('m/head', Buffer.from(JSON.stringify({ height: 1, hash: sealed.hash })));
    });
    world.network = await open();
    const report = await world.network.verifyChain();
    expect(report.defect?.what).toMatch(/not signed with the key/);
  });
});

describe('the files', () => {
  it('belong to one folder and hold public values in the clear, keys of identities never', async () => {
    const identity = await identityOf(world.dir, A);
    await submitted(world.ledger(A), call('Put', ['key', 'public value']));
    await world.network.close();
    const { d } = JSON.parse(
      await readFile(join(world.dir, 'identities', A, 'node-key.pem'), 'utf8').then((pem) =>
        JSON.stringify({ d: pem.split('\n')[1] }),
      ),
    ) as { d: string };
    expect(identity.signer.key.jwk).not.toHaveProperty('d');
    for (const name of await readdir(ledgerDir(world.dir))) {
      expect((await readFile(join(ledgerDir(world.dir), name))).includes(d)).toBe(false);
    }
  });
});
