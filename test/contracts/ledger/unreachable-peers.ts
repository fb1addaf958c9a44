/** Parts of the network that are down: named at once, the others go on, all is found when they are back. */
import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../../network/index.js';
import type { Cast } from './world.js';
import { answer, call, eventually, failed, freshKey, submitted, value } from './world.js';

export function describeUnreachablePeers(ready: () => Cast): void {
  describe('an organisation whose peer is down', () => {
    it('is named, does not stop the others, and catches up', async () => {
      const { world, owner, recipient, stranger } = ready();
      const key = freshKey('down');
      const toRecipient = call('Share', [key, owner, recipient], {
        transient: { secret: 'late' },
        endorsers: [owner, recipient],
      });
      await world.stopPeer(recipient);
      try {
        const refusal = failed(await world.ledger(owner).submit(toRecipient), 'unreachable');
        expect(refusal.organisation).toBe(recipient);
        failed(await world.ledger(recipient).submit(call('Put', [key, 'x'])), 'unreachable');
        failed(await world.ledger(recipient).evaluate(call('Get', [key])), 'unreachable');
        const atRecipient = call('Get', [key], { endorsers: [recipient] });
        const unheard = failed(await world.ledger(owner).evaluate(atRecipient), 'unreachable');
        expect(unheard.organisation).toBe(recipient);
        const others = { endorsers: [owner, stranger] };
        await submitted(world.ledger(owner), call('Put', [key, 'meanwhile'], others));
        value(await eventually(() => world.ledger(owner).submit(call('Put', [key, 'planned']))));
      } finally {
        await world.startPeer(recipient);
      }
      value(await eventually(() => world.ledger(owner).submit(toRecipient)));
      const back = world.ledger(recipient);
      expect(value(await eventually(() => back.evaluate(call('Get', [key]))))).toBe('planned');
      expect(await answer(back, call('ReadOwn', [key]))).toBe('late');
    });

    it('misses no event and gets none twice over the same stream', async () => {
      const { world, owner, recipient, stranger } = ready();
      const key = freshKey('stream');
      const endorsers = [owner, stranger];
      const emit = async (name: string): Promise<void> => {
        const request = call('Emit', [key + name, `${key} ${name}`], { endorsers });
        value(await eventually(() => world.ledger(owner).submit(request)));
      };
      const { height } = await world.ledger(owner).info();
      const stop = new AbortController();
      const options = { after: { block: height - 1, tx: 0 }, signal: stop.signal };
      const seen: string[] = [];
      const following = follow(world.ledger(recipient).events(options), ({ payload }) => {
        if (payload.startsWith(key)) seen.push(payload.slice(key.length + 1));
      });
      await emit('before');
      await until(() => seen.length === 1);
      for (const round of ['first', 'second']) {
        await world.stopPeer(recipient);
        try {
          await emit(`${round} away`);
          await emit(`${round} away still`);
        } finally {
          await world.startPeer(recipient);
        }
        await emit(`${round} back`);
      }
      await until(() => seen.at(-1) === 'second back');
      stop.abort();
      await following;
      const times = ['away', 'away still', 'back'];
      expect(seen).toEqual([
        'before',
        ...times.map((time) => `first ${time}`),
        ...times.map((time) => `second ${time}`),
      ]);
    });
  });

  describe('an organisation whose contract does not run', () => {
    it('is named, does not stop the others, and endorses again', async ({ skip }) => {
      const { world, owner, recipient, stranger } = ready();
      if (!world.stopChaincode || !world.startChaincode) return skip(ONE_PROCESS);
      const key = freshKey('killed');
      const both = call('Put', [key, 'both'], { endorsers: [owner, recipient] });
      await world.stopChaincode(recipient);
      try {
        const refusal = failed(await world.ledger(owner).submit(both), 'unreachable');
        expect(refusal.organisation).toBe(recipient);
        const own = failed(
          await world.ledger(recipient).evaluate(call('Get', [key])),
          'unreachable',
        );
        expect(own.organisation).toBe(recipient);
        const others = { endorsers: [owner, stranger] };
        await submitted(world.ledger(owner), call('Put', [key, 'others'], others));
        // Its peer is there all the same: blocks and height come from it.
        const { height } = await world.ledger(recipient).info();
        expect(height).toBeGreaterThan(0);
      } finally {
        await world.startChaincode(recipient);
      }
      value(await eventually(() => world.ledger(owner).submit(both)));
      expect(await answer(world.ledger(recipient), call('Get', [key]))).toBe('both');
    });
  });

  describe('a network whose ordering nodes are down', () => {
    it('takes no transaction, says so, answers queries, and goes on', async ({ skip }) => {
      const { world, owner } = ready();
      if (!world.stopOrdering || !world.startOrdering) return skip(ONE_PROCESS);
      const key = freshKey('unordered');
      await submitted(world.ledger(owner), call('Put', [key, 'before']));
      const request = call('Put', [key, 'after']);
      await world.stopOrdering();
      try {
        // A connection that breaks while it is used leaves open what became of the call; it must be said.
        let closed = false;
        while (!closed) {
          const { category, next } = failed(await world.ledger(owner).submit(request));
          expect(/may have been committed/.test(next)).toBe(category === 'unknown');
          closed = category === 'unreachable' || category === 'warming';
        }
        expect(await answer(world.ledger(owner), call('Get', [key]))).toBe('before');
      } finally {
        await world.startOrdering();
      }
      value(await eventually(() => world.ledger(owner).submit(request)));
      expect(await answer(world.ledger(owner), call('Get', [key]))).toBe('after');
    });
  });
}

const ONE_PROCESS = 'this ledger runs in one process';

async function follow(
  events: AsyncIterable<LedgerEvent>,
  take: (event: LedgerEvent) => void,
): Promise<void> {
  for await (const event of events) take(event);
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 60_000, interval: 50 }).toBe(true);
}
