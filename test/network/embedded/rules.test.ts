/** Rules of the engine that the contract suite cannot see from outside: blocks, keys, limits, identities, silence. */
import { generateKeyPairSync } from 'node:crypto';
import { Contract } from 'fabric-contract-api';
import type { Context } from 'fabric-contract-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keySigner, openIdentity } from '../../../network/identity/index.js';
import { ProbeContract } from '../../contracts/ledger/probe-contract.js';
import { answer, call, failed, submitted, value } from '../../contracts/ledger/world.js';
import type { EmbeddedWorld } from './embedded-world.js';
import { A, B, C, identityOf, openEmbeddedWorld } from './embedded-world.js';

let world: EmbeddedWorld;
beforeEach(async () => {
  world = await openEmbeddedWorld();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

describe('blocks', () => {
  it('keep invalid transactions with their code and without effect', async () => {
    const ledger = world.ledger(A);
    await submitted(ledger, call('Put', ['key', '1']));
    const outcomes = await Promise.all([
      ledger.submit(call('Increment', ['key'])),
      ledger.submit(call('Increment', ['key'])),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const { height } = await ledger.info();
    const codes = Array.from({ length: height }, (_, n) => world.network.block(n))
      .flatMap(({ transactions }) => transactions)
      .map(({ code }) => code);
    expect(codes).toEqual(['VALID', 'VALID', 'MVCC_READ_CONFLICT']);
    expect(await answer(ledger, call('Get', ['key']))).toBe('2');
  });

  it('take transactions together that arrive together, each at its own place', async () => {
    const ledger = world.ledger(A);
    const committed = await Promise.all(
      Array.from({ length: 40 }, (_, i) => submitted(ledger, call('Put', [`k${i}`, 'x']))),
    );
    const places = committed.map(({ position: { block, tx } }) => `${block}/${tx}`);
    expect(new Set(places).size).toBe(40);
    expect((await ledger.info()).height).toBeLessThan(40);
    for (const { txId, position } of committed) {
      const { transactions } = world.network.block(position.block);
      expect(transactions[position.tx]?.txId).toBe(txId);
    }
  });

  it('tell a phantom from a changed key', async () => {
    const ledger = world.ledger(A);
    await Promise.all([
      ledger.submit(call('AppendToRange', ['p/', 'one'])),
      ledger.submit(call('AppendToRange', ['p/', 'two'])),
    ]);
    const { height } = await ledger.info();
    const last = world.network.block(height - 1).transactions.at(-1);
    expect(last?.code).toBe('PHANTOM_READ_CONFLICT');
  });

  it('count endorsers, never transient data, never private values', async () => {
    const options = { transient: { secret: 'HIDDEN' }, endorsers: [A, B] };
    const { position } = await submitted(world.ledger(A), call('Share', ['k', A, B], options));
    const [transaction] = world.network.block(position.block).transactions;
    expect(transaction?.endorsers).toEqual([A, B]);
    expect(JSON.stringify(transaction)).not.toContain('HIDDEN');
    expect(JSON.stringify(transaction)).not.toContain(Buffer.from('HIDDEN').toString('base64'));
  });

  it('do not exist beyond the newest', () => {
    expect(() => world.network.block(0)).toThrow(RangeError);
  });
});

describe('conflicts', () => {
  it('are simulated again by an ordinary connection until all increments count', async () => {
    const ledger = world.network.connect(await identityOf(world.dir, A), { retries: 50 });
    await Promise.all(
      Array.from({ length: 15 }, () => submitted(ledger, call('Increment', ['key']))),
    );
    expect(await answer(ledger, call('Get', ['key']))).toBe('15');
  });
});

describe('keys', () => {
  it.each([
    ['empty', ''],
    ['of CouchDB', '_design'],
  ])('that are %s are refused', async (_, key) => {
    failed(await world.ledger(A).submit(call('Put', [key, 'x'])), 'unknown');
    failed(await world.ledger(A).evaluate(call('Get', [key])), 'unknown');
  });

  it('are ordered by their UTF-8 bytes, as LevelDB and Fabric do', async () => {
    const keys = ['k\u{1F600}', 'k\uFF5E', 'kz', 'k'];
    for (const key of keys) await submitted(world.ledger(A), call('Put', [key, 'x']));
    const listed = await answer(world.ledger(A), call('List', ['k', '']));
    expect(JSON.parse(listed)).toEqual(['k', 'kz', 'k\uFF5E', 'k\u{1F600}']);
  });

  it('of collections that no member owns do not exist', async () => {
    const request = call('Keep', ['k', 'NobodyMSP'], {
      transient: { secret: 's' },
      endorsers: [A, B],
    });
    const { message } = failed(await world.ledger(A).submit(request), 'unknown');
    expect(message).toContain('does not exist');
  });
});

describe('a scan', () => {
  it('ends at the query limit, and then its end counts as unseen', async () => {
    const small = await openEmbeddedWorld({ queryLimit: 3 });
    try {
      const ledger = small.ledger(A);
      await submitted(ledger, call('PutMany', ['k', '5']));
      expect(JSON.parse(await answer(ledger, call('List', ['k', 'k~'])))).toHaveLength(3);
      await submitted(ledger, call('CountRange', ['k', 'k~', 'count']));
      const page = JSON.parse(await answer(ledger, call('Page', ['k', 'k~', '10', '']))) as {
        fetchedRecordsCount: number;
      };
      expect(page.fetchedRecordsCount).toBe(3);
    } finally {
      await small.close();
    }
  });
});

describe('private data', () => {
  it('of another holder cannot be read from an own peer that lacks it', async () => {
    const options = { transient: { secret: 's' }, endorsers: [A, B] };
    await submitted(world.ledger(A), call('Share', ['k', A, B], options));
    const outcome = await world.ledger(C).evaluate(call('ReadCarelessly', ['k', A]));
    expect(failed(outcome, 'unknown').message).toContain('not available on the peer');
  });

  it('of one holder needs no second organisation', async () => {
    const options = { transient: { secret: 's' }, endorsers: [A] };
    failed(await world.ledger(A).submit(call('Keep', ['k', A], options)), 'policy');
    await submitted(world.ledger(A), call('Share', ['k', A, A], { ...options, endorsers: [A, B] }));
    await submitted(world.ledger(A), call('Purge', ['k', A], { endorsers: [A] }));
    expect(await answer(world.ledger(A), call('ReadOwn', ['k']))).toBe('');
  });
});

describe('a proposal', () => {
  it('is refused after the end of its certificate', async () => {
    const { mspId } = await identityOf(world.dir, A);
    const past = { now: () => Date.UTC(2020, 0, 1) };
    const expired = await openIdentity({ dir: `${world.dir}/x`, mspId, name: 'old', clock: past });
    const ledger = world.network.connect(expired);
    const refusal = failed(await ledger.submit(call('Put', ['k', 'x'])), 'policy');
    expect(refusal.message).toContain('valid from 2019-12-31');
    failed(await ledger.evaluate(call('Get', ['k'])), 'policy');
  });

  it("is refused when it is not signed with its certificate's key", async () => {
    const identity = await identityOf(world.dir, A);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ledger = world.network.connect({ ...identity, signer: keySigner(privateKey) });
    const refusal = failed(await ledger.submit(call('Put', ['k', 'x'])), 'policy');
    expect(refusal.message).toContain('not signed with the key');
  });

  it('cannot be made by an organisation that is no member', async () => {
    const stranger = await identityOf(world.dir, 'StrangerMSP');
    expect(() => world.network.connect(stranger)).toThrow(/no member of this network/);
    const request = call('Put', ['k', 'x'], { endorsers: [A, 'StrangerMSP'] });
    const refusal = failed(await world.ledger(A).submit(request), 'unreachable');
    expect(refusal.organisation).toBe('StrangerMSP');
  });

  it('that was called off is not sent', async () => {
    const signal = AbortSignal.abort();
    await expect(world.ledger(A).submit({ ...call('Put', ['k', 'x']), signal })).rejects.toThrow();
    expect((await world.ledger(A).info()).height).toBe(0);
  });
});

class CarelessContract extends Contract {
  constructor() {
    super('careless');
  }

  /** Cuts a character in two, as `slice` does. */
  async HalfCharacter(ctx: Context): Promise<void> {
    await ctx.stub.putState('k\u{1F600}'.slice(0, 2), Buffer.from('x'));
  }

  async RichQuery(ctx: Context): Promise<void> {
    await ctx.stub.getQueryResult('{"selector":{}}');
  }

  async OtherChaincode(ctx: Context): Promise<void> {
    await ctx.stub.invokeChaincode('other', ['Get'], 'customs');
  }
}

describe('a contract that asks for what this network does not have', () => {
  it.each([
    ['HalfCharacter', /no valid UTF-8/],
    ['RichQuery', /CouchDB/],
    ['OtherChaincode', /not installed/],
  ])('is told so: %s', async (name, reason) => {
    const careless = await openEmbeddedWorld({ contracts: () => [new CarelessContract()] });
    try {
      const outcome = await careless.ledger(A).submit({ name: `careless:${name}`, args: [] });
      expect(failed(outcome, 'unknown').message).toMatch(reason);
    } finally {
      await careless.close();
    }
  });
});

class MoodyContract extends Contract {
  readonly #mood = Math.random();

  constructor() {
    super('moody');
  }

  async Result(): Promise<string> {
    return String(this.#mood);
  }

  async Write(ctx: Context): Promise<void> {
    await ctx.stub.putState('key', Buffer.from(String(this.#mood)));
  }

  async Private(ctx: Context): Promise<void> {
    await ctx.stub.putPrivateData(`_implicit_org_${A}`, 'key', Buffer.from(String(this.#mood)));
  }

  async Event(ctx: Context): Promise<void> {
    ctx.stub.setEvent('mood', Buffer.from(String(this.#mood)));
  }
}

describe('a contract that does not come to the same result everywhere', () => {
  it.each([
    ['Result', 'result'],
    ['Write', 'read/write set'],
    ['Private', 'read/write set'],
    ['Event', 'event'],
  ])('is caught: %s', async (name, part) => {
    const moody = await openEmbeddedWorld({ contracts: () => [new MoodyContract()] });
    try {
      const ledger = moody.ledger(A);
      const outcome = await ledger.submit({ name: `moody:${name}`, args: [], endorsers: [A, B] });
      const { message } = failed(outcome, 'unknown');
      expect(message).toContain('non-deterministic');
      expect(message).toContain(part);
      expect((await ledger.info()).height).toBe(0);
    } finally {
      await moody.close();
    }
  });
});

describe('the engine', () => {
  it('prints nothing, whatever a contract does', async () => {
    const out = vi.spyOn(process.stdout, 'write');
    const log = vi.spyOn(console, 'log');
    const error = vi.spyOn(console, 'error');
    const ledger = world.ledger(A);
    await submitted(ledger, call('Put', ['k', 'x']));
    failed(await ledger.submit(call('Fail', ['k', 'broken'])), 'unknown');
    expect([out.mock.calls, log.mock.calls, error.mock.calls]).toEqual([[], [], []]);
  });

  it('gives each organisation its own chaincode', async () => {
    let made = 0;
    const counted = await openEmbeddedWorld({
      contracts: () => {
        made += 1;
        return [new ProbeContract()];
      },
    });
    expect(made).toBe(3);
    await counted.close();
  });

  it('ends event streams when it closes', async () => {
    const events = world.ledger(A).events()[Symbol.asyncIterator]();
    const next = events.next();
    await world.network.close();
    expect(await next).toEqual({ value: undefined, done: true });
  });

  it('closes under load without losing an acknowledged transaction', async () => {
    const ledger = world.ledger(A);
    const attempts = Array.from({ length: 60 }, (_, i) =>
      ledger.submit(call('Put', [`k${i}`, 'x'])),
    );
    const settled = Promise.allSettled(attempts);
    await attempts[0];
    await world.reopen();
    for (const [i, attempt] of (await settled).entries()) {
      if (attempt.status === 'rejected') {
        expect(attempt.reason).toMatchObject({ code: 'LEDGER_CLOSED' });
      } else if (attempt.value.ok) {
        expect(await answer(world.ledger(A), call('Get', [`k${i}`]))).toBe('x');
      } else failed(attempt.value, 'unreachable');
    }
    failed(await ledger.submit(call('Put', ['late', 'x'])), 'unreachable');
    expect(await world.network.verifyChain()).toMatchObject({ ok: true });
  });

  it('holds events back while the own peer is down, and loses none', async () => {
    world.network.stopPeer(B);
    const events = world.ledger(B).events()[Symbol.asyncIterator]();
    const next = events.next();
    const options = { endorsers: [A, C] };
    await submitted(world.ledger(A), call('Emit', ['k', 'meanwhile'], options));
    const first = await Promise.race([next, Promise.resolve('waiting')]);
    expect(first).toBe('waiting');
    world.network.startPeer(B);
    expect((await next).value).toMatchObject({ payload: 'meanwhile' });
  });

  it('plans with whoever is up, and says so when nobody is', async () => {
    world.network.stopPeer(B);
    const { position } = await submitted(world.ledger(A), call('Put', ['k', 'x']));
    expect(world.network.block(position.block).transactions[0]?.endorsers).toEqual([A, C]);
    world.network.stopPeer(C);
    failed(await world.ledger(A).submit(call('Put', ['k', 'x'])), 'unreachable');
    expect(value(await world.ledger(A).evaluate(call('Get', ['k'])))).toBe('x');
  });
});
