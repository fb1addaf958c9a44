/** An organisation that is down: named at once, the others go on, it finds everything when it is back. */
import { describe, expect, it } from 'vitest';
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
  });
}
