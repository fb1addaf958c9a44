/** Implicit collections: who holds a secret, who can prove it, who can get at it, how it ends. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../network/index.js';
import type { Cast } from './world.js';
import { answer, call, failed, freshKey, submitted } from './world.js';

const MEGABYTE = 1024 * 1024;

export function describePrivateData(ready: () => Cast): void {
  const own = (): Ledger => ready().world.ledger(ready().owner);
  const partner = (): Ledger => ready().world.ledger(ready().recipient);
  const third = (): Ledger => ready().world.ledger(ready().stranger);

  async function share(secret: string): Promise<string> {
    const key = freshKey('share');
    const { owner, recipient } = ready();
    const options = { transient: { secret }, endorsers: [owner, recipient] };
    await submitted(own(), call('Share', [key, owner, recipient], options));
    return key;
  }

  describe('private data', () => {
    it('reaches owner and recipient on their own peers', async () => {
      const key = await share('passport E1234567');
      expect(await answer(own(), call('ReadOwn', [key]))).toBe('passport E1234567');
      expect(await answer(partner(), call('ReadOwn', [key]))).toBe('passport E1234567');
      expect(await answer(third(), call('ReadOwn', [key]))).toBe('');
    });

    it('is proved by its hash on every peer, and by nothing else', async () => {
      const key = await share('gross weight 812.5 kg');
      const hash = createHash('sha256').update('gross weight 812.5 kg').digest('hex');
      for (const ledger of [own(), partner(), third()]) {
        expect(await answer(ledger, call('PrivateHash', [key, ready().recipient]))).toBe(hash);
      }
      const unknown = await third().evaluate(call('ReadCarelessly', [key, ready().owner]));
      expect(unknown.ok ? unknown.value : '').toBe('');
    });

    it("comes out when a third party asks the recipient's peer and the contract is careless", async () => {
      // Fabric's own behaviour for implicit collections: the reason why our contracts check the client.
      const key = await share('secret');
      const elsewhere = { endorsers: [ready().recipient] };
      const careless = call('ReadCarelessly', [key, ready().recipient], elsewhere);
      expect(await answer(third(), careless)).toBe('secret');
    });

    it("is refused to a third party at the recipient's peer by a careful contract", async () => {
      const key = await share('secret');
      const elsewhere = { endorsers: [ready().recipient] };
      const outcome = await third().evaluate(call('ReadOwn', [key], elsewhere));
      expect(failed(outcome, 'refused').code).toBe('NOT_OWN_PEER');
    });

    it('is not shared when the call names no endorsers', async () => {
      const { owner, recipient } = ready();
      const key = freshKey('unnamed');
      const request = call('Share', [key, owner, recipient], { transient: { secret: 's' } });
      failed(await own().submit(request), 'policy');
      expect(await answer(own(), call('PrivateHash', [key, owner]))).toBe('');
    });

    it('is never shown to endorsers that the engine would choose, whatever the call writes', async () => {
      const key = freshKey('unasked');
      const request = call('Put', [key, 'x'], { transient: { secret: 's' } });
      failed(await own().submit(request), 'policy');
      expect(await answer(own(), call('Get', [key]))).toBe('');
    });

    it('does not count when a third party endorsed in the place of the recipient', async () => {
      const { owner, recipient, stranger } = ready();
      const key = freshKey('wrong');
      const options = { transient: { secret: 's' }, endorsers: [owner, stranger] };
      failed(await own().submit(call('Share', [key, owner, recipient], options)), 'policy');
      for (const holder of [owner, recipient]) {
        expect(await answer(own(), call('PrivateHash', [key, holder]))).toBe('');
      }
      expect(await answer(own(), call('Get', [`shared:${key}`]))).toBe('');
      // The recipient's next transaction must not wait for data that it will never get.
      await share('after the invalid one');
    });

    it('may be evaluated on the own peer before anybody else sees it', async () => {
      const { owner, recipient } = ready();
      const key = freshKey('tried');
      const options = { transient: { secret: 's' }, endorsers: [owner] };
      await answer(own(), call('Share', [key, owner, recipient], options));
      expect(await answer(own(), call('PrivateHash', [key, owner]))).toBe('');
    });

    it('takes a megabyte of transient data', async () => {
      const secret = 'x'.repeat(MEGABYTE);
      const key = await share(secret);
      expect(await answer(partner(), call('ReadOwn', [key]))).toBe(secret);
    });

    it('is found by a scan on the own peer', async () => {
      const key = await share('scanned');
      const range = [key, `${key}~`];
      const scan = call('ScanPrivate', [ready().recipient, ...range]);
      expect(JSON.parse(await answer(partner(), scan))).toEqual([key]);
      expect(JSON.parse(await answer(third(), scan))).toEqual([]);
    });

    it.each(['Purge', 'DeletePrivate'])('ends by %s for one holder only', async (name) => {
      const { owner, recipient } = ready();
      const key = await share('to be erased');
      await submitted(own(), call(name, [key, recipient], { endorsers: [owner, recipient] }));
      expect(await answer(partner(), call('ReadOwn', [key]))).toBe('');
      expect(await answer(third(), call('PrivateHash', [key, recipient]))).toBe('');
      expect(await answer(own(), call('ReadOwn', [key]))).toBe('to be erased');
    });

    it('may be shared again after it was purged', async () => {
      const { owner, recipient } = ready();
      const key = await share('to be erased');
      const both = { endorsers: [owner, recipient] };
      for (const holder of [owner, recipient]) {
        await submitted(own(), call('Purge', [key, holder], both));
      }
      expect(await answer(own(), call('ReadOwn', [key]))).toBe('');
      const again = { ...both, transient: { secret: 'shared again' } };
      await submitted(own(), call('Share', [key, owner, recipient], again));
      expect(await answer(partner(), call('ReadOwn', [key]))).toBe('shared again');
    });

    it('is not purged without its holder', async () => {
      const { owner, recipient, stranger } = ready();
      const key = await share('kept');
      const options = { endorsers: [owner, stranger] };
      failed(await own().submit(call('Purge', [key, recipient], options)), 'policy');
      expect(await answer(partner(), call('ReadOwn', [key]))).toBe('kept');
    });

    it('changes for the next reader once it is written anew', async () => {
      const { owner, recipient } = ready();
      const key = await share('first');
      const options = { transient: { secret: 'second' }, endorsers: [owner, recipient] };
      await submitted(own(), call('Share', [key, owner, recipient], options));
      expect(await answer(partner(), call('ReadOwn', [key]))).toBe('second');
    });
  });
}
