/** A graph whose store is exchanged while questions are under way. */
import { describe, expect, it } from 'vitest';
import { movableGraph, openGraphStore } from '../../graph/index.js';
import { change, node, record, ref } from '../contracts/graph-store/facts.js';

async function storeWith(name: string): ReturnType<typeof openGraphStore> {
  const store = await openGraphStore({ dir: '', engine: 'memory' });
  const facts = record('r', 1, { nodes: [node('Company:A', { name })] });
  await store.apply(change(1, [facts]));
  return store;
}

describe('a movable graph', () => {
  it('answers from the new store after a move, through the same object', async () => {
    const movable = movableGraph(await storeWith('before'));
    const { store } = movable;
    expect((await store.entity(ref('Company:A')))?.name).toBe('before');
    const old = await movable.moveTo(await storeWith('after'));
    expect((await store.entity(ref('Company:A')))?.name).toBe('after');
    expect((await old.entity(ref('Company:A')))?.name).toBe('before');
    expect(movable.current).not.toBe(old);
  });

  it('gives the old store back only when nothing uses it any more', async () => {
    const first = await storeWith('before');
    let finish: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const held = new Proxy(first, {
      get: (target, name) =>
        name === 'digest'
          ? async () => {
              await slow;
              return 'late';
            }
          : (Reflect.get(target, name, target) as unknown),
    });
    const movable = movableGraph(held);
    const asked = movable.store.digest();
    const order: string[] = [];
    const moved = movable.moveTo(await storeWith('after')).then(() => order.push('moved'));
    void asked.then((digest) => order.push(digest));
    expect((await movable.store.entity(ref('Company:A')))?.name).toBe('after');
    expect(order).toEqual([]);
    finish();
    await moved;
    expect(order).toEqual(['late', 'moved']);
  });

  it('passes failures on', async () => {
    const movable = movableGraph(await storeWith('x'));
    await movable.store.close();
    await expect(movable.store.counts()).rejects.toMatchObject({ code: 'GRAPH_CLOSED' });
  });
});
