/** A graph whose store can be exchanged while the node serves: calls under way finish on the old one, later ones go to the new one. */
import type { GraphStore } from './store.js';

export interface MovableGraph {
  /** What the node works with; stays the same object through every move. */
  readonly store: GraphStore;
  /** The store behind it at present. */
  readonly current: GraphStore;
  /** Puts another store behind it; resolves with the old one when nothing uses it any more. */
  moveTo(next: GraphStore): Promise<GraphStore>;
}

/** Wraps a store; every member of the port is passed on, whatever the port holds. */
export function movableGraph(first: GraphStore): MovableGraph {
  let current = first;
  const running = new Map<GraphStore, Set<Promise<unknown>>>();
  const track = (store: GraphStore, answer: unknown): unknown => {
    if (!(answer instanceof Promise)) return answer;
    const calls = running.get(store) ?? new Set<Promise<unknown>>();
    running.set(store, calls.add(answer));
    const done = (): unknown => calls.delete(answer);
    answer.then(done, done);
    return answer;
  };
  const store = new Proxy(first, {
    get(_first, name) {
      const behind = current;
      const member: unknown = Reflect.get(behind, name, behind);
      if (typeof member !== 'function') return member;
      // Stores keep their state in private fields, which only answer to the store itself.
      return (...args: unknown[]) => track(behind, Reflect.apply(member, behind, args));
    },
  });
  return {
    store,
    get current() {
      return current;
    },
    async moveTo(next) {
      const old = current;
      current = next;
      await Promise.allSettled([...(running.get(old) ?? [])]);
      running.delete(old);
      return old;
    },
  };
}
