/** The gateway driver against peers that answer as real ones were seen to, and against some that fail half way. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { FabricConnection } from '../../../../network/fabric/connection-profile.js';
import type { FabricConnectOptions } from '../../../../network/fabric/connect.js';
import { connectFabric } from '../../../../network/fabric/connect.js';
import { keySigner } from '../../../../network/identity/file-signer.js';
import { issueAuthority, issueClient } from '../../../../network/identity/certificate-authority.js';
import type { ContractCall, Ledger, LedgerEvent } from '../../../../network/index.js';
import { cutLine } from '../../../fabric/cut-line.js';
import { blockOf } from '../block-messages.js';
import type { Asked, Fault, GatewayScript, ScriptedGateway } from './scripted-gateway.js';
import { HOST, scriptedGateway } from './scripted-gateway.js';

const UNAVAILABLE = 14;
const ABORTED = 10;
const PRECONDITION = 9;
const VALID = 0;
const MVCC = 11;
const CALL: ContractCall = { name: 'probe:Put', args: ['k', 'v'] };
const fault = (code: number, message: string, details: Fault['details'] = []): Fault => ({
  ...{ code, message, details },
});

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function identity() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const ca = await issueAuthority({ mspId: 'AMSP', name: 'ca', privateKey, now });
  const client = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificatePem = await issueClient(
    { certificatePem: ca, privateKey },
    {
      mspId: 'AMSP',
      name: 'node',
      role: 'client',
      attributes: {},
      publicKey: client.publicKey,
      now,
    },
  );
  return { mspId: 'AMSP', certificatePem, signer: keySigner(client.privateKey) };
}

/** A ledger connected to a peer of this address. */
async function connected(
  { tlsCaPem }: Pick<ScriptedGateway, 'tlsCaPem'>,
  address: string,
  options: Pick<FabricConnectOptions, 'retries' | 'silentMs'> = {},
): Promise<Ledger> {
  const peer = { name: 'peer.a', mspId: 'AMSP', address, tlsCaPem, hostnameOverride: HOST };
  const connection: FabricConnection = {
    ...{ channel: 'customs', chaincode: 'guanlian', mspId: 'AMSP' },
    ...{ peer, peers: [peer], profile: {} },
  };
  const ledger = await connectFabric({
    connection,
    identity: await identity(),
    retries: 0,
    ...options,
  });
  open.push(ledger);
  return ledger;
}

/** A peer with a script, and a ledger connected to it. Every block of the peer holds a foreign transaction first. */
async function world(
  script: GatewayScript & { readonly read?: (attempt: number) => Fault | undefined },
  retries?: number,
) {
  const txIds: string[] = [];
  const peer = await scriptedGateway({
    ...script,
    blockWith: (_, attempt) => script.read?.(attempt) ?? ['of-somebody-else', ...txIds],
    submit: (txId, attempt) => {
      txIds.push(txId);
      return script.submit?.(txId, attempt) ?? 'taken';
    },
  });
  open.push(peer);
  return { peer, txIds, ledger: await connected(peer, peer.address, { retries: retries ?? 0 }) };
}

describe('a call to the own peer', () => {
  test('is signed as Fabric demands and evaluated by the own organisation', async () => {
    const seen: Asked[] = [];
    const { ledger } = await world({
      evaluate: (asked) => {
        seen.push(asked);
        return 'answer';
      },
    });
    for (let i = 0; i < 10; i += 1) {
      expect(await ledger.evaluate(CALL)).toEqual({ ok: true, value: 'answer' });
    }
    expect(seen).toHaveLength(10);
    for (const asked of seen) {
      expect(asked).toMatchObject({
        ...{ client: 'AMSP', isSigned: true, chaincode: 'guanlian' },
        ...{ args: ['probe:Put', 'k', 'v'], organisations: ['AMSP'] },
      });
    }
  });

  test('is evaluated by the peer of the organisation that it names', async () => {
    const { ledger } = await world({ evaluate: ({ organisations }) => organisations.join() });
    expect(await ledger.evaluate({ ...CALL, endorsers: ['BMSP'] })).toMatchObject({
      value: 'BMSP',
    });
  });

  test('carries megabytes of private inputs, to the named endorsers only', async () => {
    const { ledger } = await world({
      endorse: ({ organisations, transient }) => [...organisations, ...transient].join(),
    });
    const transient = { secret: 'x'.repeat(6_000_000) };
    const endorsers = ['AMSP', 'BMSP'];
    expect(await ledger.submit({ ...CALL, transient, endorsers })).toMatchObject({
      value: { result: 'AMSP,BMSP,secret' },
    });
  });

  test('with private inputs and no named endorsers is never sent', async () => {
    const { ledger, peer } = await world({});
    const outcome = await ledger.submit({ ...CALL, transient: { secret: 'x' } });
    expect(outcome).toMatchObject({ refusal: { category: 'policy' } });
    expect(peer.calls.endorse).toBe(0);
  });

  test('of an identity of another organisation is not even opened', async () => {
    const { peer } = await world({});
    const foreign = { ...(await identity()), mspId: 'BMSP' };
    const one = { name: 'p', mspId: 'AMSP', address: peer.address, tlsCaPem: peer.tlsCaPem };
    const connection: FabricConnection = {
      ...{ channel: 'c', chaincode: 'g', mspId: 'AMSP', peer: one, peers: [one], profile: {} },
    };
    await expect(connectFabric({ connection, identity: foreign })).rejects.toMatchObject({
      code: 'IDENTITY_FOREIGN',
    });
  });
});

describe('a transaction', () => {
  test('ends with its place in the block; those of one block share one read', async () => {
    const COUNT = 5;
    let tell = (): void => undefined;
    const all = new Promise<void>((resolve) => (tell = resolve));
    const { ledger, peer, txIds } = await world({
      endorse: () => 'result',
      submit: (_, attempt) => {
        if (attempt === COUNT) tell();
        return 'taken';
      },
      commit: async () => {
        await all;
        return { block: 41, code: VALID };
      },
    });
    const outcomes = await Promise.all(Array.from({ length: COUNT }, () => ledger.submit(CALL)));
    const places = outcomes.map((outcome) => outcome.ok && outcome.value);
    for (const [index, txId] of txIds.entries()) {
      const position = { block: 41, tx: index + 1 };
      expect(places).toContainEqual({ txId, position, result: 'result' });
    }
    expect(peer.calls.blockWith).toBe(1);
  });

  test('that was overtaken is simulated anew, as another transaction, so often and no more', async () => {
    for (const retries of [0, 2]) {
      const { ledger, txIds } = await world({ commit: () => ({ block: 7, code: MVCC }) }, retries);
      const outcome = await ledger.submit(CALL);
      expect(outcome).toMatchObject({ refusal: { category: 'conflict' } });
      expect(new Set(txIds).size).toBe(retries + 1);
    }
    const { ledger } = await world(
      { commit: (_, attempt) => ({ block: attempt, code: attempt < 3 ? MVCC : VALID }) },
      5,
    );
    expect(await ledger.submit(CALL)).toMatchObject({ value: { position: { block: 3 } } });
  });

  test('is not sent twice when its endorsement policy fails', async () => {
    const { ledger, peer } = await world({ commit: () => ({ block: 7, code: 10 }) }, 5);
    expect(await ledger.submit(CALL)).toMatchObject({ refusal: { category: 'policy' } });
    expect(peer.calls.submit).toBe(1);
  });

  test('waits while discovery fills, and is then endorsed', async () => {
    const filling = fault(PRECONDITION, 'no combination of peers can be derived which satisfy it');
    const { ledger, peer } = await world({
      endorse: (_, attempt) => (attempt < 3 ? filling : 'done'),
    });
    expect(await ledger.submit(CALL)).toMatchObject({ value: { result: 'done' } });
    expect(peer.calls.endorse).toBe(3);
  });

  test.each<[string, Fault, object]>([
    [
      'a refusal of the contract',
      fault(ABORTED, 'failed to endorse transaction, see attached details for more info', [
        { mspId: 'BMSP', message: 'chaincode response 500, NOT_OWNER only the owner may' },
      ]),
      { category: 'refused', code: 'NOT_OWNER', organisation: 'BMSP' },
    ],
    [
      'a peer that was killed',
      fault(ABORTED, 'failed to collect enough transaction endorsements', [
        { mspId: 'BMSP', address: '127.0.0.1:1', message: 'connect: connection refused' },
      ]),
      { category: 'unreachable', organisation: 'BMSP' },
    ],
    [
      'an organisation that discovery has forgotten',
      fault(UNAVAILABLE, 'failed to find any endorsing peers for org(s): BMSP'),
      { category: 'unreachable', organisation: 'BMSP' },
    ],
    [
      'an endorser that hangs',
      fault(ABORTED, 'failed to collect enough transaction endorsements', [
        {
          mspId: 'BMSP',
          message: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
        },
      ]),
      { category: 'unreachable', organisation: 'BMSP' },
    ],
    [
      'an unknown client',
      fault(ABORTED, 'failed to endorse transaction', [
        { mspId: 'AMSP', message: 'access denied: channel [customs] creator org [AMSP]' },
      ]),
      { category: 'policy', organisation: 'AMSP' },
    ],
  ])('is not handed over after %s', async (_, reported, expected) => {
    const { ledger, peer } = await world({ endorse: () => reported });
    const outcome = await ledger.submit(CALL);
    expect(outcome).toMatchObject({ refusal: expected });
    expect(String(!outcome.ok && outcome.refusal.cause)).toContain(
      reported.details?.[0]?.message ?? reported.message,
    );
    expect(peer.calls.submit).toBe(0);
  });
});

describe('handing over to the ordering nodes', () => {
  const NOBODY = 'no orderers could successfully process transaction';
  const half = fault(UNAVAILABLE, NOBODY, [
    {
      mspId: 'AMSP',
      message: 'rpc error: code = Unavailable desc = error reading from server: EOF',
    },
  ]);

  test('is found to have worked when its answer was lost', async () => {
    const { ledger, peer } = await world({ submit: () => half });
    expect(await ledger.submit(CALL)).toMatchObject({ value: { position: { block: 7, tx: 1 } } });
    expect(peer.calls).toMatchObject({ endorse: 1, submit: 1, commit: 1 });
  });

  test('that was not answered, nor its commit, says that it may have been committed', async () => {
    const { ledger, peer } = await world({
      submit: () => half,
      commit: () => fault(7, 'access denied'),
    });
    const outcome = await ledger.submit(CALL);
    expect(outcome).toMatchObject({
      refusal: {
        category: 'unknown',
        next: expect.stringMatching(/may have been committed.*idempotent/) as string,
      },
    });
    expect(peer.calls.submit).toBe(1);
  });

  test('waits for a leader, then sends a new transaction', async () => {
    // The gateway does not tell what nodes without a leader said: only that none took it.
    const { ledger, txIds } = await world({
      submit: (_, attempt) => (attempt < 3 ? fault(UNAVAILABLE, NOBODY) : 'taken'),
    });
    expect(await ledger.submit(CALL)).toMatchObject({ ok: true });
    expect(new Set(txIds).size).toBe(3);
  });

  test('is refused to a client that the channel does not accept', async () => {
    const message = 'received unsuccessful response from orderer: status=FORBIDDEN, info=no';
    const { ledger, peer } = await world({ submit: () => fault(ABORTED, message) });
    expect(await ledger.submit(CALL)).toMatchObject({ refusal: { category: 'policy' } });
    expect(peer.calls).toMatchObject({ submit: 1, commit: 0 });
  });
});

describe('the commit on the own peer', () => {
  test('is asked for again while the peer is away, its place in the block too', async () => {
    const away = fault(UNAVAILABLE, 'Connection dropped');
    const { ledger, peer } = await world({
      commit: (_, attempt) => (attempt === 1 ? away : { block: 9, code: VALID }),
      read: (attempt) => (attempt === 1 ? away : undefined),
    });
    expect(await ledger.submit(CALL)).toMatchObject({ value: { position: { block: 9, tx: 1 } } });
    expect(peer.calls).toMatchObject({ submit: 1, commit: 3, blockWith: 2 });
  });

  test('is heard of over a line that was cut meanwhile', async () => {
    const peer = await scriptedGateway({
      blockWith: () => [...txIds],
      submit: (txId) => {
        txIds.push(txId);
        return 'taken';
      },
      commit: (_, attempt) => {
        if (attempt > 1) return { block: 3, code: VALID };
        line.cut();
        return 'silent';
      },
    });
    const txIds: string[] = [];
    open.push(peer);
    const line = await cutLine(Number(peer.address.split(':')[1]));
    open.push(line);
    const ledger = await connected(peer, line.address);
    expect(await ledger.submit(CALL)).toMatchObject({ value: { position: { block: 3, tx: 0 } } });
  });
});

describe('a peer that does not answer', () => {
  async function nobody(): Promise<Ledger> {
    const { peer } = await world({});
    await peer[Symbol.asyncDispose]();
    return connected(peer, peer.address);
  }

  test('is the own one, whoever was asked through it', async () => {
    const ledger = await nobody();
    const own = { refusal: { category: 'unreachable', organisation: 'AMSP' } };
    expect(await ledger.submit(CALL)).toMatchObject(own);
    expect(await ledger.evaluate(CALL)).toMatchObject(own);
    expect(await ledger.evaluate({ ...CALL, endorsers: ['BMSP'] })).toMatchObject(own);
    await expect(ledger.info()).rejects.toThrow(/ECONNREFUSED|No connection/);
  });

  test('is the one that was to evaluate', async () => {
    const forgotten = fault(
      PRECONDITION,
      'no peers available to evaluate chaincode g in channel c',
    );
    const { ledger, peer } = await world({ evaluate: () => forgotten });
    const outcome = await ledger.evaluate({ ...CALL, endorsers: ['BMSP'] });
    expect(outcome).toMatchObject({ refusal: { category: 'unreachable', organisation: 'BMSP' } });
    expect(peer.calls.evaluate).toBe(1);
  });

  test('for now: the own one has not joined the channel again yet', async () => {
    let asked = 0;
    const filling = fault(UNAVAILABLE, 'failed to get config for channel [customs]');
    const { ledger } = await world({ evaluate: () => ((asked += 1) < 3 ? filling : 'ready') });
    expect(await ledger.evaluate(CALL)).toEqual({ ok: true, value: 'ready' });
  });
});

describe('a connection on which nothing comes any more', () => {
  const silentMs = 300;
  async function overLine(script: GatewayScript) {
    const { peer } = await world(script);
    const line = await cutLine(Number(peer.address.split(':')[1]));
    open.push(line);
    return { peer, line, ledger: await connected(peer, line.address, { silentMs }) };
  }

  test('ends its calls, and the next ones go over another', async () => {
    const { ledger, line } = await overLine({ evaluate: () => 'answer' });
    expect(await ledger.evaluate(CALL)).toMatchObject({ ok: true });
    line.mute();
    const outcomes = await Promise.all([ledger.evaluate(CALL), ledger.evaluate(CALL)]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ refusal: { category: 'unreachable', organisation: 'AMSP' } });
    }
    expect(await ledger.evaluate(CALL)).toEqual({ ok: true, value: 'answer' });
    expect(line.count).toBe(2);
  });

  test('is given up when it was taken and never answered', async () => {
    const { ledger, line } = await overLine({ evaluate: () => 'answer' });
    line.muteNext(1);
    expect(await ledger.evaluate(CALL)).toMatchObject({ refusal: { category: 'unreachable' } });
    expect(await ledger.evaluate(CALL)).toEqual({ ok: true, value: 'answer' });
  });

  test('does not lose a transaction that it was carrying', async () => {
    const { ledger, line, peer } = await overLine({
      submit: () => {
        line.mute();
        return 'taken';
      },
    });
    expect(await ledger.submit(CALL)).toMatchObject({ value: { position: { block: 7, tx: 1 } } });
    expect(peer.calls.submit).toBe(1);
  });

  test('has its event stream taken up again', async () => {
    const { ledger, line } = await overLine({
      blocks: (from) => [
        blockOf(from, [{ txId: `${from}/0`, event: { name: 'e', payload: `${from}` } }]),
      ],
    });
    const seen: string[] = [];
    for await (const { payload } of ledger.events()) {
      seen.push(payload);
      if (seen.length === 3) break;
      setTimeout(() => line.mute(), 20);
    }
    expect(seen).toEqual(['0', '1', '2']);
    expect(line.count).toBe(3);
  });

  test('is told from a peer that takes its time', async () => {
    let answered = 0;
    const { ledger, line } = await overLine({
      commit: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5 * silentMs));
        answered += 1;
        return { block: 3, code: VALID };
      },
    });
    await ledger.submit(CALL).catch(() => undefined);
    expect(answered).toBe(1);
    expect(line.count).toBe(1);
  });
});

describe('a call that nobody waits for any more', () => {
  const silent = { endorse: 'silent', submit: 'silent', commit: 'silent' } as const;

  test.each(['endorse', 'submit', 'commit'] as const)(
    'ends with its signal in the step %s',
    async (step) => {
      const { ledger, peer } = await world({ [step]: () => silent[step] });
      const stop = new AbortController();
      const submitting = ledger.submit({ ...CALL, signal: stop.signal });
      await expect.poll(() => peer.calls[step]).toBe(1);
      stop.abort(new Error('the caller left'));
      await expect(submitting).rejects.toThrow('the caller left');
    },
  );

  test('ends with its signal while it is evaluated, or is not sent at all', async () => {
    const { ledger, peer } = await world({ evaluate: () => 'silent' });
    const stop = new AbortController();
    const evaluating = ledger.evaluate({ ...CALL, signal: stop.signal });
    await expect.poll(() => peer.calls.evaluate).toBe(1);
    stop.abort(new Error('the caller left'));
    await expect(evaluating).rejects.toThrow('the caller left');
    await expect(ledger.evaluate({ ...CALL, signal: stop.signal })).rejects.toThrow('left');
    expect(peer.calls.evaluate).toBe(1);
  });

  test('ends with a fault when the ledger is closed', async () => {
    const { ledger, peer } = await world({ commit: () => 'silent' });
    const submitting = ledger.submit(CALL);
    await expect.poll(() => peer.calls.commit).toBe(1);
    const closed = expect(submitting).rejects.toMatchObject({ code: 'LEDGER_CLOSED' });
    await ledger[Symbol.asyncDispose]();
    await closed;
    await expect(ledger.evaluate(CALL)).rejects.toMatchObject({ code: 'LEDGER_CLOSED' });
  });
});

describe('events', () => {
  const story = (number: number, payload = `payload ${number}`) =>
    blockOf(number, [
      { txId: `${number}/0`, event: { name: 'e', payload } },
      { txId: `${number}/1`, code: MVCC, event: { name: 'e', payload: 'does not count' } },
      { txId: `${number}/2`, chaincode: 'other', event: { name: 'e', payload: 'foreign' } },
      { txId: `${number}/3`, event: { name: 'e', payload } },
    ]);
  const range = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => story(from + i));

  async function take(events: AsyncIterable<LedgerEvent>, count: number): Promise<string[]> {
    const taken: string[] = [];
    for await (const { txId } of events) {
      taken.push(txId);
      if (taken.length === count) break;
    }
    return taken;
  }

  test('go on behind the last one after the line was cut, however often', async () => {
    const peer = await scriptedGateway({
      blocks: (from, attempt) => {
        setTimeout(() => line.cut(), 30);
        return range(from, Math.min(from + attempt, 6));
      },
    });
    open.push(peer);
    const line = await cutLine(Number(peer.address.split(':')[1]));
    open.push(line);
    const ledger = await connected(peer, line.address);
    const seen = await take(ledger.events({ after: { block: 1, tx: 0 } }), 9);
    expect(seen).toEqual(['1/3', ...[2, 3, 4, 5].flatMap((n) => [`${n}/0`, `${n}/3`])]);
    expect(peer.calls.blocks).toBeGreaterThan(1);
  });

  test('go on when the peer comes back, also when it was not there at first', async () => {
    const first = await scriptedGateway({ blocks: (from) => range(from, 2) });
    const port = Number(first.address.split(':')[1]);
    await first[Symbol.asyncDispose]();
    const ledger = await connected(first, first.address);
    const taking = take(ledger.events(), 6);
    for (const height of [2, 3]) {
      const peer = await scriptedGateway({ blocks: (from) => range(from, height) }, port);
      await expect.poll(() => peer.calls.blocks, { timeout: 10_000 }).toBeGreaterThan(0);
      if (height === 2) await peer[Symbol.asyncDispose]();
      else open.push(peer);
    }
    expect(await taking).toEqual([0, 1, 2].flatMap((n) => [`${n}/0`, `${n}/3`]));
  });

  test('wait for a peer that has not joined the channel again yet', async () => {
    const NOT_FOUND = 404;
    const { ledger } = await world({
      blocks: (from, attempt) => (attempt < 3 ? NOT_FOUND : range(from, 1)),
    });
    expect(await take(ledger.events(), 2)).toEqual(['0/0', '0/3']);
  });

  test('take blocks of many megabytes', async () => {
    const payload = 'x'.repeat(12_000_000);
    const { ledger } = await world({ blocks: () => [story(0, payload)] });
    for await (const event of ledger.events()) {
      expect(event.payload).toHaveLength(payload.length);
      break;
    }
  });

  test('end with a fault when the peer does not give them to this client', async () => {
    const FORBIDDEN = 403;
    const { ledger } = await world({ blocks: () => FORBIDDEN });
    await expect(take(ledger.events(), 1)).rejects.toMatchObject({ code: 'EVENTS_REFUSED' });
  });

  test('end with a fault when a block cannot be read', async () => {
    const broken = story(0);
    broken.getData()?.addData(Buffer.from([0xff, 0xff]));
    const { ledger } = await world({ blocks: () => [broken] });
    await expect(take(ledger.events(), 1)).rejects.toMatchObject({ code: 'BLOCK_UNREADABLE' });
  });

  test('end when the signal aborts or the ledger is closed', async () => {
    const { ledger } = await world({ blocks: (from) => range(from, 1) });
    const stop = new AbortController();
    const stopped = ledger.events({ signal: stop.signal, onBlock: () => stop.abort() });
    expect(await take(stopped, 99)).toEqual(['0/0', '0/3']);
    const closing = { onBlock: () => void ledger[Symbol.asyncDispose]() };
    expect(await take(ledger.events(closing), 99)).toEqual(['0/0', '0/3']);
  });
});
