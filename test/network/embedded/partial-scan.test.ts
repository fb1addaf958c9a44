/** A contract that stops scanning early: its peer has read a whole batch, and that is what counts at commit. */
import { Contract } from 'fabric-contract-api';
import type { Context } from 'fabric-contract-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProbeContract } from '../../contracts/ledger/probe-contract.js';
import { answer, call, failed, submitted } from '../../contracts/ledger/world.js';
import type { EmbeddedWorld } from './embedded-world.js';
import { A, openEmbeddedWorld } from './embedded-world.js';

class ImpatientContract extends Contract {
  constructor() {
    super('impatient');
  }

  /** Takes some results of a range and writes how far it came. */
  async Take(ctx: Context, prefix: string, count: string, target: string): Promise<string> {
    const iterator = await ctx.stub.getStateByRange(prefix, `${prefix}~`);
    let last = 'none';
    for (let i = 0; i < Number(count); i += 1) {
      const step = await iterator.next();
      if (step.done) break;
      last = step.value.key;
    }
    await iterator.close();
    await ctx.stub.putState(target, Buffer.from(last));
    return last;
  }
}

let world: EmbeddedWorld;
beforeEach(async () => {
  world = await openEmbeddedWorld({
    contracts: () => [new ProbeContract(), new ImpatientContract()],
  });
  await submitted(world.ledger(A), call('PutMany', ['k', '250']));
});
afterEach(async () => {
  await world.close();
});

const take = (count: number) => ({
  name: 'impatient:Take',
  args: ['k', String(count), 'target'],
});

it.each([
  [0, 'k050x', 'conflict'],
  [1, 'k050x', 'conflict'],
  [1, 'k150x', 'ok'],
  [101, 'k150x', 'conflict'],
  [101, 'k220x', 'ok'],
  [250, 'k249x', 'conflict'],
])('taking %i of 250 while %s appears: %s', async (count, key, expected) => {
  const ledger = world.ledger(A);
  const [put, taken] = await Promise.all([
    ledger.submit(call('Put', [key, 'x'])),
    ledger.submit(take(count)),
  ]);
  expect(put.ok).toBe(true);
  if (expected === 'ok') expect(taken.ok).toBe(true);
  else failed(taken, 'conflict');
});

it('gives every result once, in order, over several batches', async () => {
  const listed = JSON.parse(await answer(world.ledger(A), call('List', ['k', 'k~']))) as string[];
  expect(listed).toEqual(Array.from({ length: 250 }, (_, i) => `k${String(i).padStart(3, '0')}`));
});
