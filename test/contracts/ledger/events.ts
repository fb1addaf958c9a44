/** Contract events: in ledger order, after any position, live, once each. */
import { describe, expect, it } from 'vitest';
import type { Ledger, LedgerEvent } from '../../../network/index.js';
import type { Cast } from './world.js';
import { call, failed, freshKey, submitted, takeEvents } from './world.js';

export function describeEvents(ready: () => Cast): void {
  const own = (): Ledger => ready().world.ledger(ready().owner);
  const partner = (): Ledger => ready().world.ledger(ready().recipient);
  const of = (key: string) => (event: LedgerEvent) => event.payload.startsWith(key);
  const emit = (key: string, name: string) =>
    submitted(own(), call('Emit', [key, `${key} ${name}`]));

  describe('events', () => {
    it('come from the beginning, in order, the last one of each transaction', async () => {
      const key = freshKey('events');
      const sent = [await emit(key, 'one'), await emit(key, 'two'), await emit(key, 'three')];
      const seen = await takeEvents(partner().events(), 3, of(key));
      expect(seen.map(({ payload }) => payload)).toEqual([
        `${key} one`,
        `${key} two`,
        `${key} three`,
      ]);
      expect(seen.map(({ txId, position }) => ({ txId, position }))).toEqual(
        sent.map(({ txId, position }) => ({ txId, position })),
      );
      expect(new Set(seen.map(({ name }) => name))).toEqual(new Set(['probe.emitted']));
      for (const { time } of seen) expect(new Date(time).toISOString()).toBe(time);
    });

    it('resume strictly after a position, also within a block, and then go on live', async () => {
      const key = freshKey('resume');
      await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => emit(key + name, name)));
      const all = await takeEvents(own().events(), 6, of(key));
      for (const [index, { position }] of all.entries()) {
        const live = `${key}live${index}`;
        const rest = takeEvents(own().events({ after: position }), 6 - index, (event) =>
          index === 0
            ? of(key)(event)
            : all.slice(index + 1).some(({ txId }) => txId === event.txId) || of(live)(event),
        );
        await emit(live, 'live');
        const seen = await rest;
        expect(seen.slice(0, 5 - index).map(({ txId }) => txId)).toEqual(
          all.slice(index + 1).map(({ txId }) => txId),
        );
        expect(seen.at(-1)?.payload).toBe(`${live} live`);
      }
    });

    it('say which blocks are read to the end, those without events too', async () => {
      const key = freshKey('blocks');
      const { position } = await emit(key, 'one');
      const quiet = await submitted(own(), call('Put', [key, 'no event']));
      const told: number[] = [];
      const abort = new AbortController();
      const onBlock = (block: number): void => {
        told.push(block);
        if (block === quiet.position.block) abort.abort();
      };
      const options = {
        after: { block: position.block - 1, tx: 0 },
        onBlock,
        signal: abort.signal,
      };
      const payloads: string[] = [];
      for await (const event of own().events(options)) {
        // Not before its events were taken.
        expect(told).not.toContain(event.position.block);
        payloads.push(event.payload);
      }
      expect(payloads).toContain(`${key} one`);
      const count = quiet.position.block - position.block + 1;
      expect(told.slice(-count)).toEqual(
        Array.from({ length: count }, (_, i) => position.block + i),
      );
    });

    it('never tell of transactions that failed or do not count', async () => {
      const key = freshKey('never');
      failed(await own().submit(call('Fail', [key, 'NOT_PARTY no'])), 'refused');
      const wrong = { endorsers: [ready().recipient] };
      failed(await own().submit(call('Emit', [key, `${key} invalid`], wrong)), 'policy');
      await emit(key, 'valid');
      const [first] = await takeEvents(own().events(), 1, of(key));
      expect(first?.payload).toBe(`${key} valid`);
    });

    it('end when the signal aborts', async () => {
      const abort = new AbortController();
      const { height } = await own().info();
      const after = { block: height, tx: 0 };
      const waiting = takeEvents(own().events({ after, signal: abort.signal }), 1, () => true);
      abort.abort();
      expect(await waiting).toEqual([]);
    });
  });
}
