/** Whom the driver asks to endorse, and what it makes of answers that differ. Peers are scripted, gRPC and TLS real. */
import { describe, expect, test } from 'vitest';
import type { ContractCall } from '../../../../network/index.js';
import { failed, value } from '../../../contracts/ledger/world.js';
import type { ChannelScript, ScriptedChannel } from './scripted-channel.js';
import { A, B, C, endorses, responds, scriptedChannel } from './scripted-channel.js';

const put: ContractCall = { name: 'probe:Put', args: ['k', 'v'] };
const secret = { transient: { secret: 'passport E1234567' } };

async function over(
  script: ChannelScript,
  story: (channel: ScriptedChannel) => Promise<void>,
): Promise<void> {
  const channel = await scriptedChannel(script);
  try {
    await story(channel);
  } finally {
    await channel[Symbol.asyncDispose]();
  }
}

describe('whom a call is shown to', () => {
  test('exactly the organisations that it names', () =>
    over({}, async ({ ledger, asked }) => {
      const { result, position } = value(
        await ledger.submit({ ...put, ...secret, endorsers: [A, C] }),
      );
      expect(result).toBe('done');
      expect(position).toEqual({ block: 1, tx: 0 });
      expect(asked).toEqual({ [A]: 1, [B]: 0, [C]: 1 });
    }));

  test('nobody, when it has transient data and names nobody', () =>
    over({}, async ({ ledger, asked }) => {
      failed(await ledger.submit({ ...put, ...secret }), 'policy');
      expect(asked).toEqual({ [A]: 0, [B]: 0, [C]: 0 });
    }));

  test('all members, when it names nobody', () =>
    over({}, async ({ ledger, asked }) => {
      value(await ledger.submit(put));
      expect(asked).toEqual({ [A]: 1, [B]: 1, [C]: 1 });
    }));

  test('only the own peer, when it is evaluated', () =>
    over({}, async ({ ledger, asked }) => {
      expect(value(await ledger.evaluate({ ...put, ...secret }))).toBe('done');
      expect(asked).toEqual({ [A]: 1, [B]: 0, [C]: 0 });
    }));

  test('only the named peer, when it is evaluated elsewhere', () =>
    over({}, async ({ ledger, asked }) => {
      value(await ledger.evaluate({ ...put, endorsers: [B] }));
      expect(asked).toEqual({ [A]: 0, [B]: 1, [C]: 0 });
    }));
});

describe('a member that does not answer', () => {
  test('is named when the call needs it', () =>
    over({}, async ({ ledger, stop }) => {
      value(await ledger.submit(put));
      await stop(C);
      const outcome = await ledger.submit({ ...put, endorsers: [A, C] });
      expect(failed(outcome, 'unreachable').organisation).toBe(C);
    }));

  test('is left out when the call names nobody', () =>
    over({}, async ({ ledger, stop, asked }) => {
      value(await ledger.submit(put));
      await stop(C);
      value(await ledger.submit(put));
      expect(asked).toEqual({ [A]: 2, [B]: 2, [C]: 1 });
    }));

  test('is named when it is no member at all', () =>
    over({}, async ({ ledger }) => {
      const outcome = await ledger.submit({ ...put, endorsers: [A, 'NobodyMSP'] });
      expect(failed(outcome, 'unreachable').organisation).toBe('NobodyMSP');
    }));

  test('is the own one: nothing is sent', () =>
    over({}, async ({ ledger, stop, asked }) => {
      await stop(A);
      const outcome = await ledger.submit({ ...put, endorsers: [B, C] });
      expect(failed(outcome, 'unreachable').organisation).toBe(A);
      expect(asked).toEqual({ [A]: 0, [B]: 0, [C]: 0 });
      await expect(ledger.info()).rejects.toThrow('qscc');
    }));
});

describe('answers that differ', () => {
  const at = (block: number) => endorses({ reads: { k: [block, 0] }, writes: { k: `${block}` } });

  test('are asked for again until the peer that is a block behind has caught up', () =>
    over(
      { peers: { [A]: () => at(5), [B]: (_, time) => at(time < 3 ? 4 : 5) } },
      async (channel) => {
        value(await channel.ledger.submit({ ...put, endorsers: [A, B] }));
        expect(channel.asked[B]).toBe(3);
      },
    ));

  test('are a conflict when it stays behind', () =>
    over({ peers: { [A]: () => at(5), [B]: () => at(4) } }, async ({ ledger, ordered }) => {
      failed(await ledger.submit({ ...put, endorsers: [A, B] }), 'conflict');
      expect(ordered).toEqual([0, 0]);
    }));

  test('are asked for again when only the peer that is behind refuses', () =>
    over(
      {
        peers: {
          [B]: (_, time) =>
            time < 3 ? responds(500, 'NOT_FOUND no agreement') : endorses({ writes: { k: 'v' } }),
          [A]: () => endorses({ writes: { k: 'v' } }),
        },
      },
      async ({ ledger }) => {
        value(await ledger.submit({ ...put, endorsers: [A, B] }));
      },
    ));

  test('are the refusal when it stays', () =>
    over({ peers: { [B]: () => responds(500, 'NOT_PARTY not yours') } }, async ({ ledger }) => {
      const outcome = await ledger.submit({ ...put, endorsers: [A, B] });
      expect(failed(outcome, 'refused')).toMatchObject({ code: 'NOT_PARTY', organisation: B });
    }));

  test('are told at once when all refuse', () =>
    over(
      {
        peers: {
          [A]: () => responds(500, 'NOT_PARTY not yours'),
          [B]: () => responds(500, 'NOT_PARTY not yours'),
        },
      },
      async ({ ledger, asked }) => {
        failed(await ledger.submit({ ...put, endorsers: [A, B] }), 'refused');
        expect(asked[A]).toBe(1);
      },
    ));

  test('are unknown when the same reads came to other writes', () =>
    over(
      { peers: { [B]: () => endorses({ writes: { k: 'other' } }) } },
      async ({ ledger, ordered }) => {
        failed(await ledger.submit({ ...put, endorsers: [A, B] }), 'unknown');
        expect(ordered).toEqual([0, 0]);
      },
    ));
});

describe.concurrent('ordering nodes', () => {
  const SUCCESS = 200;
  const [FORBIDDEN, BAD, UNAVAILABLE] = [403, 400, 503];

  test('are tried in turn until one takes the transaction', () =>
    over({ orderers: [() => UNAVAILABLE, () => SUCCESS] }, async ({ ledger, ordered }) => {
      value(await ledger.submit(put));
      const before = ordered[0];
      for (let i = 0; i < 5; i += 1) value(await ledger.submit(put));
      // The one that took the first goes on being asked first.
      expect(ordered).toEqual([before, 6]);
    }));

  test.each([
    ['breaks off', undefined],
    ['says nothing', 'silent'],
  ] as const)('are given the same transaction when one %s', (_, status) => {
    const given: string[] = [];
    const order = (txId: string) => (given.push(txId) === 1 ? status : SUCCESS);
    return over({ orderers: [order, order] }, async ({ ledger }) => {
      const { txId } = value(await ledger.submit(put));
      expect(given).toEqual([txId, txId]);
    });
  });

  test('are given it again when one took it and forgot it', () => {
    const given: string[] = [];
    const order = (txId: string) => (given.push(txId) === 1 ? 'forgotten' : SUCCESS);
    return over({ orderers: [order, order] }, async ({ ledger }) => {
      const { txId } = value(await ledger.submit(put));
      expect(given).toEqual([txId, txId]);
    });
  });

  test('without a leader are the network that warms up', () =>
    over({ orderers: [() => UNAVAILABLE, () => UNAVAILABLE] }, async ({ ledger }) => {
      failed(await ledger.submit(put), 'warming');
    }));

  test.each([
    ['denies the client', FORBIDDEN, 'policy'],
    ['refuses the transaction', BAD, 'unknown'],
  ] as const)('is not asked again when it %s', (_, status, category) =>
    over({ orderers: [() => status, () => status] }, async ({ ledger, ordered }) => {
      failed(await ledger.submit(put), category);
      expect(ordered[0]! + ordered[1]!).toBe(1);
    }),
  );

  test('that all break off leave it open whether the transaction counts', () =>
    over({ orderers: [() => undefined, () => undefined] }, async ({ ledger, ordered }) => {
      const { next } = failed(await ledger.submit(put), 'unknown');
      expect(next).toContain('may have been committed');
      // Each was tried once more before the driver gave up.
      expect(ordered).toEqual([2, 2]);
    }));
});

test('a ledger that is closed tells a waiting submission that its commit was not seen', () =>
  over({ commits: false }, async ({ ledger, ordered }) => {
    const waiting = ledger.submit(put);
    while (ordered[0]! + ordered[1]! === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await ledger[Symbol.asyncDispose]();
    expect(failed(await waiting, 'unknown').next).toContain('may have been committed');
  }));
