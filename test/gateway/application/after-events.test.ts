/** Work after events: in order, once the node is well again, and never left out when the node falls in between. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppliedEvent } from '../../../gateway/application/after-events.js';
import { AfterEvents } from '../../../gateway/application/after-events.js';
import { NodeStore } from '../../../network/index.js';

const log = pino({ level: 'silent' });
const running = new AbortController().signal;
const at = (block: number): { block: number; tx: number } => ({ block, tx: 0 });
const event = (block: number, ...recordIds: string[]): AppliedEvent => ({
  position: at(block),
  recordIds,
});

describe('work after events', () => {
  let dir: string;
  let store: NodeStore;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-after-'));
    store = await NodeStore.open(dir);
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  it('is done in order, and how far it is is kept', async () => {
    const seen: string[] = [];
    await using after = new AfterEvents({
      ...{ store, log },
      work: async ([id], { block }) => void seen.push(`${String(id)}@${block}`),
    });
    expect(await after.doneUpTo()).toBeUndefined();
    await after.add([event(1, 'a'), event(2)], running);
    await after.add([event(3, 'b')], running);
    await after.idle();
    expect(seen).toEqual(['a@1', 'b@3']);
    expect(await after.doneUpTo()).toEqual(at(3));
  });

  it('is tried again after a fault, and what comes later waits for it', async () => {
    const seen: string[] = [];
    let faults = 1;
    await using after = new AfterEvents({
      ...{ store, log },
      work: async ([id = '']) => {
        if (faults-- > 0) throw new Error('the scorer is not well');
        seen.push(id);
      },
    });
    await after.add([event(1, 'a'), event(2, 'b')], running);
    await after.idle();
    expect(seen).toEqual(['a', 'b']);
  });

  it('that a stop cut short is not taken for done', async () => {
    let reached: () => void = () => undefined;
    const isReached = new Promise<void>((resolve) => (reached = resolve));
    const after = new AfterEvents({
      ...{ store, log },
      work: async ([id]) => {
        if (id !== 'b') return;
        reached();
        throw new Error('not now');
      },
    });
    await after.add([event(1, 'a')], running);
    await after.add([event(2, 'b'), event(3, 'c')], running);
    await isReached;
    await after[Symbol.asyncDispose]();
    expect(await after.doneUpTo()).toEqual(at(1));
  });

  it('makes the graph wait when very much of it waits', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await using after = new AfterEvents({ ...{ store, log }, work: () => held });
    await after.add([event(1, 'a')], running);
    let hasRoom = false;
    const many = Array.from({ length: 1_001 }, (_, i) => event(i + 2));
    const added = after.add(many, running).then(() => (hasRoom = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasRoom).toBe(false);
    release();
    await added;
    expect(await after.doneUpTo()).toEqual(at(1_002));
  });
});
