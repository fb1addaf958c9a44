/** Answers of the engine that have piled up, and the work that each of them brings, leave others their turn. */
import { EventEmitter } from 'node:events';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EngineLine } from '../../graph/embedded/engine-line.js';
import type { EngineAnswer, EngineRequest } from '../../graph/embedded/engine-messages.js';

class Port extends EventEmitter {
  readonly asked: EngineRequest[] = [];

  postMessage(request: EngineRequest): void {
    this.asked.push(request);
  }

  answer(answer: EngineAnswer): void {
    this.emit('message', answer);
  }

  ref(): void {}

  unref(): void {}
}

const STEP = { kind: 'schema', text: '' } as const;

describe('the line to the engine', () => {
  it('hands out answers that come all at once in a turn of the event loop each', async () => {
    const port = new Port();
    const line = new EngineLine(port);
    // Long enough for a rest to be due.
    await sleep(20);
    let now = 0;
    const turns = new Set<number>();
    const asked = Array.from({ length: 10 }, async () => {
      await line.ask(STEP);
      turns.add(now);
    });
    for (const { id } of port.asked) port.answer({ id, rows: [], isLast: true });
    let isOver = false;
    const counting = async (): Promise<void> => {
      for (; !isOver; now += 1) await turn();
    };
    const counted = counting();
    await Promise.all(asked);
    isOver = true;
    await counted;
    expect(turns.size).toBe(10);
  });

  it('puts the parts of an answer together, and tells failures apart', async () => {
    const port = new Port();
    const line = new EngineLine(port);
    const [first, second] = [line.ask(STEP), line.ask(STEP)];
    port.answer({ id: 1, rows: [{ n: 1 }], isLast: false });
    port.answer({ id: 2, failure: { message: 'no', gqlStatus: '40000' } });
    port.answer({ id: 1, rows: [{ n: 2 }], isLast: true });
    expect(await first).toEqual([{ n: 1 }, { n: 2 }]);
    await expect(second).rejects.toMatchObject({ message: 'no', gqlStatus: '40000' });
    const third = line.ask(STEP);
    line.end(new Error('over'));
    await expect(third).rejects.toThrow('over');
    await expect(line.ask(STEP)).rejects.toThrow('over');
  });
});
