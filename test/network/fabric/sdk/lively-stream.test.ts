/** A block stream that brings nothing although the peer has more is cut off; one that has nothing to bring is not. */
import { expect, test } from 'vitest';
import { lively } from '../../../../network/fabric/sdk/lively-stream.js';

const silentMs = 20;

/** Brings so many blocks, then stays silent until it is ended. */
async function* silentAfter(count: number, from: number, signal: AbortSignal) {
  for (let number = from; number < count; number += 1) yield { number };
  await new Promise<void>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('ended')), { once: true });
  });
}

const open =
  (count: number) =>
  (from: number, signal: AbortSignal): AsyncIterable<{ number: number }> =>
    silentAfter(count, from, signal);

async function read(
  stream: AsyncIterable<{ number: number }>,
  onBlock: () => Promise<void> = async () => undefined,
): Promise<number[]> {
  const seen: number[] = [];
  try {
    for await (const { number } of stream) {
      seen.push(number);
      await onBlock();
    }
  } catch {
    seen.push(-1);
  }
  return seen;
}

test.each([
  ['has more blocks', async () => 4],
  ['does not answer', async () => Promise.reject(new Error('gone'))],
])('is cut off when the peer %s', async (_, height) => {
  const stream = lively(open(3), { height, silentMs })(1, new AbortController().signal);
  expect(await read(stream)).toEqual([1, 2, -1]);
});

test('waits as long as the peer has no more', async () => {
  let asked = 0;
  const abort = new AbortController();
  const height = async (): Promise<number> => {
    asked += 1;
    if (asked === 4) abort.abort();
    return 3;
  };
  const stream = lively(open(3), { height, silentMs })(0, abort.signal);
  expect(await read(stream)).toEqual([0, 1, 2, -1]);
  expect(asked).toBe(4);
});

test('is not taken for silent while its reader is busy', async () => {
  const abort = new AbortController();
  const height = async (): Promise<number> => 9;
  const stream = lively(open(2), { height, silentMs })(0, abort.signal);
  const slowly = () => new Promise<void>((resolve) => setTimeout(resolve, 5 * silentMs));
  expect(await read(stream, slowly)).toEqual([0, 1, -1]);
});
