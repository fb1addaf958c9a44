/** Public state: simulation, versions, conflicts, scans, history. */
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../network/index.js';
import type { Cast } from './world.js';
import { answer, call, failed, freshKey, submitted, takeEvents } from './world.js';

export function describePublicState(ready: () => Cast): void {
  const own = (): Ledger => ready().world.ledger(ready().owner);
  const partner = (): Ledger => ready().world.ledger(ready().recipient);

  describe('public state', () => {
    it('is written by one organisation and read by the others', async () => {
      const key = freshKey('put');
      const before = await own().info();
      const { txId, position, result } = await submitted(own(), call('Put', [key, 'value']));
      expect(txId).toMatch(/^[0-9a-f]{64}$/);
      expect(result).toBe('value');
      expect(position.block).toBeGreaterThanOrEqual(before.height);
      expect((await own().info()).height).toBeGreaterThan(position.block);
      expect(await answer(partner(), call('Get', [key]))).toBe('value');
    });

    it('gives an empty answer for a key that was never written or was deleted', async () => {
      const key = freshKey('gone');
      expect(await answer(own(), call('Get', [key]))).toBe('');
      await submitted(own(), call('Put', [key, 'x']));
      await submitted(own(), call('Delete', [key]));
      expect(await answer(own(), call('Get', [key]))).toBe('');
    });

    it('takes an empty value for a deletion', async () => {
      const key = freshKey('empty');
      await submitted(own(), call('Put', [key, 'x']));
      await submitted(own(), call('Put', [key, '']));
      expect(JSON.parse(await answer(own(), call('List', [key, `${key}~`])))).toEqual([]);
    });

    it('writes nothing when a call is only evaluated', async () => {
      const key = freshKey('evaluated');
      expect(await answer(own(), call('Put', [key, 'x']))).toBe('x');
      expect(await answer(own(), call('Get', [key]))).toBe('');
    });

    it('never shows a transaction its own writes, and keeps the last one', async () => {
      const key = freshKey('twice');
      await submitted(own(), call('Put', [key, 'old']));
      const { result } = await submitted(own(), call('PutTwiceAndRead', [key, 'one', 'two']));
      expect(result).toBe('read:old');
      expect(await answer(own(), call('Get', [key]))).toBe('two');
    });

    it('lets exactly as many increments count as were acknowledged', async () => {
      const key = freshKey('counter');
      const calls = Array.from({ length: 12 }, (_, i) =>
        (i % 2 ? own() : partner()).submit(call('Increment', [key])),
      );
      const outcomes = await Promise.all(calls);
      const lost = outcomes.filter((outcome) => !outcome.ok);
      for (const outcome of lost) failed(outcome, 'conflict');
      expect(lost.length).toBeGreaterThan(0);
      expect(await answer(own(), call('Get', [key]))).toBe(String(12 - lost.length));
    });

    it('lets blind writes of the same key all pass', async () => {
      const key = freshKey('blind');
      const outcomes = await Promise.all(
        ['a', 'b', 'c', 'd'].map((text) => own().submit(call('Put', [key, text]))),
      );
      expect(outcomes.every(({ ok }) => ok)).toBe(true);
    });

    it('refuses a count when a key appeared in the range meanwhile', async () => {
      const prefix = freshKey('phantom');
      const names = Array.from({ length: 8 }, (_, i) => `/${i}`);
      const outcomes = await Promise.all(
        names.map((name) => own().submit(call('AppendToRange', [prefix, name]))),
      );
      const lost = outcomes.filter((outcome) => !outcome.ok);
      for (const outcome of lost) failed(outcome, 'conflict');
      expect(lost.length).toBeGreaterThan(0);
      const kept = await answer(own(), call('List', [prefix, `${prefix}~`]));
      expect((JSON.parse(kept) as string[]).length).toBe(8 - lost.length);
    });

    it('counts a range when nothing changed in it', async () => {
      const prefix = freshKey('range');
      await submitted(own(), call('PutMany', [prefix, '7']));
      const args = [prefix, `${prefix}~`, freshKey('count')];
      expect((await submitted(own(), call('CountRange', args))).result).toBe('7');
    });

    it('lists a range in the same order on every peer: by the bytes of the keys', async () => {
      const { world, owner, recipient, stranger } = ready();
      const prefix = freshKey('order');
      const names = ['b', 'a', 'B', 'ab', 'a/1', 'a-1', '10', '9', 'é', '货', '😀', '～'];
      for (const half of [names.slice(0, 6), names.slice(6)]) {
        await Promise.all(half.map((name) => submitted(own(), call('Put', [prefix + name, name]))));
      }
      const sorted = names
        .map((name) => Buffer.from(prefix + name))
        .sort((a, b) => a.compare(b))
        .map(String);
      // U+10FFFF is the end of all keys.
      const list = call('List', [prefix, `${prefix}\u{10ffff}`]);
      for (const mspId of [owner, recipient, stranger]) {
        expect(JSON.parse(await answer(world.ledger(mspId), list))).toEqual(sorted);
      }
    });

    it('pages through a range with bookmarks', async () => {
      const prefix = freshKey('page');
      await submitted(own(), call('PutMany', [prefix, '5']));
      const seen: string[] = [];
      const sizes: number[] = [];
      let bookmark = '';
      do {
        const text = await answer(own(), call('Page', [prefix, `${prefix}~`, '2', bookmark]));
        const page = JSON.parse(text) as {
          keys: string[];
          bookmark: string;
          fetchedRecordsCount: number;
        };
        seen.push(...page.keys);
        sizes.push(page.fetchedRecordsCount);
        bookmark = page.bookmark;
      } while (bookmark !== '');
      expect(sizes).toEqual([2, 2, 1]);
      expect(seen).toEqual([0, 1, 2, 3, 4].map((i) => `${prefix}00${i}`));
    });

    it.each(['PageThenWrite', 'WriteThenPage', 'ScanPrivateThenWrite'])(
      'refuses to mix a read-only query with a write: %s',
      async (name) => {
        const target = freshKey('mixed');
        const args = name === 'ScanPrivateThenWrite' ? [ready().owner, target] : ['a', 'b', target];
        failed(await own().submit(call(name, args)), 'unknown');
        expect(await answer(own(), call('Get', [target]))).toBe('');
      },
    );

    it('finds composite keys by their first part, and keeps them out of plain ranges', async () => {
      const type = freshKey('type');
      await submitted(own(), call('PutComposite', [type, 'CN', '1']));
      await submitted(own(), call('PutComposite', [type, 'CN', '2']));
      await submitted(own(), call('PutComposite', [type, 'KR', '1']));
      expect(JSON.parse(await answer(own(), call('ListComposite', [type, 'CN'])))).toEqual([
        ['CN', '1'],
        ['CN', '2'],
      ]);
      const plain = JSON.parse(await answer(own(), call('List', ['', '']))) as string[];
      expect(plain.filter((key) => key.includes(type))).toEqual([]);
    });

    it('tells the history of a key, newest first, valid transactions only', async () => {
      const key = freshKey('history');
      const first = await submitted(own(), call('Put', [key, 'one']));
      const both = { endorsers: [ready().recipient] };
      failed(await own().submit(call('Put', [key, 'invalid'], both)), 'policy');
      const second = await submitted(own(), call('Put', [key, 'two']));
      const third = await submitted(own(), call('Delete', [key]));
      expect(JSON.parse(await answer(own(), call('History', [key])))).toEqual([
        { value: '', isDelete: true, txId: third.txId },
        { value: 'two', isDelete: false, txId: second.txId },
        { value: 'one', isDelete: false, txId: first.txId },
      ]);
    });
  });

  describe('what a contract answers', () => {
    it('may be a megabyte, in the answer, the state and the event', async () => {
      const key = freshKey('large');
      const large = `${key} ${'x'.repeat(1024 * 1024)}`;
      const { position } = await submitted(own(), call('Emit', [key, large]));
      expect(await answer(partner(), call('Get', [key]))).toBe(large);
      const after = { block: position.block - 1, tx: Number.MAX_SAFE_INTEGER };
      const [event] = await takeEvents(partner().events({ after }), 1, ({ payload }) =>
        payload.startsWith(key),
      );
      expect(event?.payload).toBe(large);
      const { result } = await submitted(own(), call('Put', [key, large]));
      expect(result).toBe(large);
    });

    it('keeps the stable code of a refusal and writes nothing', async () => {
      const key = freshKey('refused');
      const outcome = await own().submit(call('Fail', [key, 'NOT_PARTY only parties may']));
      const { code, message } = failed(outcome, 'refused');
      expect(code).toBe('NOT_PARTY');
      expect(message).toContain('only parties may');
      expect(await answer(own(), call('Get', [key]))).toBe('');
      const evaluated = await own().evaluate(call('Fail', [key, 'NOT_PARTY only parties may']));
      expect(failed(evaluated, 'refused').code).toBe('NOT_PARTY');
    });

    it.each([
      ['a text without a code', 'Fail', ['k', 'something broke']],
      ['a function that does not exist', 'NoSuchFunction', []],
    ])('calls %s unknown', async (_, name, args) => {
      failed(await own().submit(call(name, args)), 'unknown');
      failed(await own().evaluate(call(name, args)), 'unknown');
    });

    it('sees client, peer, attributes and channel', async () => {
      const seen = JSON.parse(await answer(own(), call('WhoAmI', []))) as Record<string, string>;
      const { channel } = await own().info();
      expect(seen).toMatchObject({ client: ready().owner, peer: ready().owner, channel });
      expect(seen.type).toBe('client');
      expect(seen.txId).toMatch(/^[0-9a-f]{64}$/);
    });
  });
}
