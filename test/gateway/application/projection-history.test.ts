/**
 * The projection can be trusted: whatever story the ledger tells and wherever the node falls, the live graph, one rebuilt from
 * the ledger and the questions about the past agree, and nothing that was purged is in any of them.
 */
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeMeant } from '../../../gateway/application/known-at.js';
import type { NodeParts } from '../../../gateway/application/parts.js';
import { changeOf, indexEvent, replay } from '../../../gateway/application/projection.js';
import type { EntityRef, GraphStore } from '../../../graph/index.js';
import { openGraphStore } from '../../../graph/index.js';
import type { LedgerEvent } from '../../../network/index.js';
import { NodeStore } from '../../../network/index.js';
import type { Step } from './ledger-story.js';
import { LedgerStory, OWN, steps } from './ledger-story.js';

const SALT = 'salt of this node';
/** Where the node falls while it takes up an event, once each. */
const FALLS = ['nowhere', 'before the graph', 'after the graph'] as const;
const declaration = (record: number): EntityRef => ({
  label: 'Declaration',
  key: `26XB0000000000001${record}`,
});

let root: string;
let opened = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'guanlian-projection-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

interface Subject extends AsyncDisposable {
  readonly parts: NodeParts;
  readonly story: LedgerStory;
}

async function subject(engine: 'memory' | 'grafeo'): Promise<Subject> {
  const dir = join(root, String(opened++));
  const store = await NodeStore.open(join(dir, 'store'));
  const graph = await openGraphStore({ dir: join(dir, 'graph'), engine });
  const story = new LedgerStory();
  const identity = {
    mspId: OWN,
    name: 'north',
    displayName: 'North',
    countryCode: 'XB',
    roles: [],
  };
  const known = { identity, store, graph, log: pino({ level: 'silent' }), ledger: story.ledger() };
  return {
    story,
    parts: known as unknown as NodeParts,
    [Symbol.asyncDispose]: async () => {
      await graph.close();
      await store.close();
    },
  };
}

/** Takes up an event as the follower does, and again after a fall. */
async function take(
  { parts, story }: Subject,
  event: LedgerEvent,
  fall: (typeof FALLS)[number],
): Promise<void> {
  const now: NodeParts = { ...parts, ledger: story.ledger() as NodeParts['ledger'] };
  const through = async (): Promise<void> => {
    const { facts, remove } = await changeOf(now, event, SALT);
    await parts.graph.apply({ facts, remove, checkpoint: event.position });
  };
  await indexEvent(now, event);
  if (fall === 'before the graph') await indexEvent(now, event);
  await through();
  if (fall === 'nowhere') return;
  await indexEvent(now, event);
  await through();
}

async function rebuilt({ parts, story }: Subject): Promise<GraphStore> {
  const graph = await openGraphStore({ dir: '', engine: 'memory' });
  const now: NodeParts = { ...parts, ledger: story.ledger() as NodeParts['ledger'] };
  const last = story.events.at(-1);
  if (last) await replay(now, graph, last.position, SALT);
  return graph;
}

async function tellAll(
  node: Subject,
  said: readonly Step[],
  falls: readonly (typeof FALLS)[number][],
): Promise<void> {
  for (const [i, step] of said.entries()) {
    const event = node.story.tell(step);
    if (event) await take(node, event, falls[i % falls.length] ?? 'nowhere');
  }
}

const step = (kind: Step['kind'], more: Partial<Step> = {}): Step => ({
  ...{ kind, record: 0, parts: ['/id', '/importer'], name: 'Acme' },
  ...more,
});

describe('the projection of a recipient', () => {
  it.each([['memory', 40] as const, ['grafeo', 12] as const])(
    'is the same live, after falls and rebuilt, on %s',
    async (engine, numRuns) => {
      await fc.assert(
        fc.asyncProperty(
          steps,
          fc.array(fc.constantFrom(...FALLS), { minLength: 1, maxLength: 5 }),
          async (said, falls) => {
            await using node = await subject(engine);
            await tellAll(node, said, falls);
            await using again = await rebuilt(node);
            expect(await node.parts.graph.digest()).toBe(await again.digest());
            expect(await node.parts.graph.purges()).toEqual(await again.purges());
          },
        ),
        { numRuns },
      );
    },
  );

  it('answers at any block what it answered when it stood there, unless that was purged since', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (said) => {
        await using node = await subject('memory');
        const { graph } = node.parts;
        const kept = said.filter(({ kind }) => kind !== 'withdraw');
        const then: [number, unknown][] = [];
        for (const one of kept) {
          const event = node.story.tell(one);
          if (!event) continue;
          await take(node, event, 'nowhere');
          const known = [0, 1, 2].map((record) => graph.entity(declaration(record)));
          then.push([event.position.block, await Promise.all(known)]);
        }
        for (const [block, answers] of then) {
          const knownAt = { block, tx: 0 };
          const asked = [0, 1, 2].map((record) => graph.entity(declaration(record), { knownAt }));
          expect(await Promise.all(asked)).toEqual(answers);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('dates each fact by the block that brought it, not by the clock', async () => {
    await using node = await subject('memory');
    await tellAll(
      node,
      [
        step('commit'),
        step('agree'),
        step('release'),
        step('release', { parts: ['/id', '/exporter'] }),
      ],
      ['nowhere'],
    );
    const { graph, store } = node.parts;
    const [source] = await graph.sources(declaration(0));
    expect(source).toMatchObject({ recordId: 'record-number-0000', revision: 1 });
    expect(source?.knownFrom).toEqual({ block: 3, tx: 0 });
    const exporters = async (time: string): Promise<number | undefined> => {
      const meant = await placeMeant(store, { time });
      const query = { ref: declaration(0), hops: 1, limit: 99, ...meant };
      const found = await graph.neighbourhood(query);
      return found?.relationships.filter(({ type }) => type === 'EXPORTED_BY').length;
    };
    expect(await exporters('2026-11-01T00:02:59Z')).toBeUndefined();
    expect(await exporters('2026-11-01T00:03:00Z')).toBe(0);
    expect(await exporters('2026-11-01T00:04:00Z')).toBe(1);
    expect(await exporters('2020-01-01T00:00:00Z')).toBeUndefined();
  });

  it('takes back exactly what a withdrawn release brought, also from the past', async () => {
    await using node = await subject('memory');
    const story = [step('commit'), step('release', { parts: ['/id', '/importer'] })];
    await tellAll(node, story, ['nowhere']);
    await tellAll(node, [step('release', { parts: ['/id', '/exporter'] })], ['nowhere']);
    await tellAll(node, [step('withdraw')], ['nowhere']);
    const { graph } = node.parts;
    const query = { ref: declaration(0), hops: 1, limit: 99 };
    const types = (await graph.neighbourhood(query))?.relationships.map(({ type }) => type);
    expect(types).toContain('EXPORTED_BY');
    expect(types).not.toContain('IMPORTED_BY');
    expect(await graph.entity(declaration(0), { knownAt: { block: 2, tx: 0 } })).toBeUndefined();
    expect(await graph.purges()).toMatchObject([
      { reason: 'withdrawn', knownFrom: { block: 2 }, position: { block: 4 } },
    ]);
  });

  it('ends what a correction supersedes, and shows the correction once it is released', async () => {
    await using node = await subject('memory');
    const { graph } = node.parts;
    const importers = async (block?: number): Promise<unknown> => {
      const at = block === undefined ? {} : { knownAt: { block, tx: 0 } };
      const query = { ref: declaration(0), hops: 1, limit: 99, ...at };
      const found = await graph.neighbourhood(query);
      return found?.nodes.filter(({ label }) => label === 'Company').map(({ name }) => name);
    };
    await tellAll(node, [step('commit'), step('release')], ['nowhere']);
    await tellAll(node, [step('revise', { name: 'Bolt' })], ['nowhere']);
    expect(await importers()).toBeUndefined();
    await tellAll(node, [step('release')], ['after the graph']);
    expect(await importers()).toEqual(['Bolt Import']);
    expect(await importers(3)).toBeUndefined();
    expect(await importers(2)).toEqual(['Acme Import']);
  });

  it('tells who shares with whom, and where that stood before', async () => {
    await using node = await subject('memory');
    await tellAll(node, [step('agree', { parts: ['/id'] }), step('agree')], ['nowhere']);
    const ref: EntityRef = { label: 'Agreement', key: 'agreement-number-0' };
    const { graph } = node.parts;
    expect((await graph.entity(ref))?.properties).toMatchObject({ status: 'FINALIZED' });
    const before = await graph.entity(ref, { knownAt: { block: 1, tx: 0 } });
    expect(before?.properties).toMatchObject({ status: 'OFFERED' });
  });
});
