/** Who must endorse: two organisations, or those that a key or collection names. */
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../network/index.js';
import type { Cast } from './world.js';
import { answer, call, failed, freshKey, submitted } from './world.js';

export function describeEndorsement(ready: () => Cast): void {
  const own = (): Ledger => ready().world.ledger(ready().owner);
  const partner = (): Ledger => ready().world.ledger(ready().recipient);

  describe('endorsement', () => {
    it('needs two organisations for a plain key', async () => {
      const { owner, recipient, stranger } = ready();
      const key = freshKey('two');
      failed(await own().submit(call('Put', [key, 'x'], { endorsers: [owner] })), 'policy');
      expect(await answer(own(), call('Get', [key]))).toBe('');
      // Any two, the sender not among them included.
      await submitted(own(), call('Put', [key, 'x'], { endorsers: [recipient, stranger] }));
      expect(await answer(own(), call('Get', [key]))).toBe('x');
    });

    it("needs the owner for a key that is the owner's", async () => {
      const { owner, recipient, stranger } = ready();
      const key = freshKey('owned');
      await submitted(own(), call('Protect', [key, 'one', owner]));
      expect(await answer(partner(), call('ProtectedBy', [key]))).toBe(owner);
      const without = { endorsers: [recipient, stranger] };
      failed(await partner().submit(call('Put', [key, 'forged'], without)), 'policy');
      failed(
        await partner().submit(call('Protect', [key, 'forged', recipient], without)),
        'policy',
      );
      expect(await answer(own(), call('Get', [key]))).toBe('one');
      expect(await answer(own(), call('ProtectedBy', [key]))).toBe(owner);
      const withOwner = { endorsers: [owner, recipient] };
      await submitted(partner(), call('Put', [key, 'two'], withOwner));
      expect(await answer(own(), call('Get', [key]))).toBe('two');
    });

    it('is planned with the owner of a key when the call names nobody', async () => {
      const { stranger } = ready();
      const key = freshKey('planned');
      await submitted(own(), call('Protect', [key, 'one', stranger]));
      await submitted(partner(), call('Put', [key, 'two']));
      expect(await answer(own(), call('Get', [key]))).toBe('two');
      expect(await answer(own(), call('ProtectedBy', [key]))).toBe(stranger);
    });

    it('fails when the endorsers come to different results', async () => {
      const key = freshKey('disagree');
      failed(await own().submit(call('Disagree', [key])), 'unknown');
      expect(await answer(own(), call('Get', [key]))).toBe('');
    });
  });
}
