/** Erasure, proved on the disk: after a purge no file of the ledger holds the secret any more. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, call, submitted } from '../../contracts/ledger/world.js';
import type { EmbeddedWorld } from './embedded-world.js';
import { A, B, C, ledgerDir, openEmbeddedWorld } from './embedded-world.js';

let world: EmbeddedWorld;
beforeEach(async () => {
  world = await openEmbeddedWorld();
});
afterEach(async () => {
  await world.close();
});

/** Names of the ledger's files that hold the text. */
async function filesWith(text: string): Promise<string[]> {
  const dir = ledgerDir(world.dir);
  const found: string[] = [];
  for (const name of await readdir(dir)) {
    if ((await readFile(join(dir, name))).includes(text)) found.push(name);
  }
  return found;
}

const share = (key: string, secret: string) =>
  submitted(
    world.ledger(A),
    call('Share', [key, A, B], { transient: { secret }, endorsers: [A, B] }),
  );
const end = (name: string, key: string) =>
  Promise.all(
    [A, B].map((owner) =>
      submitted(world.ledger(A), call(name, [key, owner], { endorsers: [A, B] })),
    ),
  );

describe('a purged secret', () => {
  it('is in the files before, and in none of them after, past versions included', async () => {
    await share('old', 'SECRET-ONE of traveller 1');
    await share('old', 'SECRET-TWO of traveller 1');
    await share('kept', 'SECRET-KEPT of traveller 2');
    expect(await filesWith('SECRET-ONE')).not.toEqual([]);
    expect(await filesWith('SECRET-TWO')).not.toEqual([]);
    await end('Purge', 'old');
    await world.network.compact();
    expect(await filesWith('SECRET-ONE')).toEqual([]);
    expect(await filesWith('SECRET-TWO')).toEqual([]);
    expect(await filesWith('SECRET-KEPT')).not.toEqual([]);
    expect(await answer(world.ledger(B), call('ReadOwn', ['kept']))).toBe(
      'SECRET-KEPT of traveller 2',
    );
    expect((await world.network.privateKeys(B)).map(({ key }) => key)).toEqual(['kept']);
    expect(await world.network.verifyChain()).toMatchObject({ ok: true });
  });

  it('is gone after a restart too, without asking for it', async () => {
    await share('old', 'SECRET-ONE of traveller 1');
    await end('Purge', 'old');
    await world.reopen();
    expect(await filesWith('SECRET-ONE')).toEqual([]);
  });

  it.each([1, 40])('is gone among much other data (%s kB values)', async (kilobytes) => {
    const filler = (i: number) => `${'x'.repeat(1024 * kilobytes)}-FILL-${i}`;
    for (let i = 0; i < 60; i += 1) {
      await share(`p${i}`, filler(i));
      if (i === 20 || i === 45) await share(`secret${i}`, `SECRET-${i}-END`);
    }
    await world.network.compact();
    await share('late', 'SECRET-LATE-END');
    for (const key of ['secret20', 'secret45', 'late']) await end('Purge', key);
    await world.network.compact();
    for (const text of ['SECRET-20-END', 'SECRET-45-END', 'SECRET-LATE-END']) {
      expect(await filesWith(text)).toEqual([]);
    }
    expect(await filesWith('-FILL-59')).not.toEqual([]);
  });

  it('goes while others read and write all the time', async () => {
    await share('old', 'SECRET-ONE of traveller 1');
    let isBusy = true;
    const busy = Promise.all(
      [A, B, C].map(async (mspId, lane) => {
        for (let i = 0; isBusy; i += 1) {
          await submitted(world.ledger(mspId), call('Put', [`busy-${lane}-${i}`, 'x']));
          await answer(world.ledger(mspId), call('List', ['busy', 'busy~']));
        }
      }),
    );
    await end('Purge', 'old');
    await world.network.compact();
    const found = await filesWith('SECRET-ONE');
    isBusy = false;
    await busy;
    expect(found).toEqual([]);
  });

  it('leaves its hash in the block as evidence', async () => {
    const { position } = await share('old', 'SECRET-ONE of traveller 1');
    await end('Purge', 'old');
    const { collections } = world.network.block(position.block).transactions[position.tx]!.rwset;
    expect(collections.map(({ collection }) => collection)).toEqual([
      `_implicit_org_${A}`,
      `_implicit_org_${B}`,
    ]);
    for (const { writes } of collections) expect(writes[0]?.valueHash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a secret that is deleted but not purged', () => {
  it('can no longer be read, but stays in the history of its holder', async () => {
    await share('old', 'SECRET-ONE of traveller 1');
    await end('DeletePrivate', 'old');
    expect(await answer(world.ledger(B), call('ReadOwn', ['old']))).toBe('');
    expect(await world.network.privateKeys(B)).toEqual([]);
    const values = await world.network.privateValues(B);
    expect(values.map(({ kind, value }) => [kind, value])).toEqual([
      ['past', 'SECRET-ONE of traveller 1'],
    ]);
  });

  it('was never in a block nor in the store of a third party', async () => {
    await share('old', 'SECRET-ONE of traveller 1');
    const { height } = await world.ledger(A).info();
    for (let number = 0; number < height; number += 1) {
      expect(JSON.stringify(world.network.block(number))).not.toContain('SECRET-ONE');
    }
    expect(await world.network.privateValues(C)).toEqual([]);
    expect((await world.network.privateKeys(B)).length).toBe(1);
  });
});
