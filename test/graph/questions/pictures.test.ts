/** Pictures around a node, pages of its links, its timeline, and the subgraph of a case. */
import { describe, expect, it } from 'vitest';
import type { Link } from '../../../graph/index.js';
import { caseGraph, linkPage, nodeId, picture, timeline } from '../../../graph/index.js';
import { ref } from '../../contracts/graph-store/facts.js';
import { asked, toldStory } from './story.js';

const keys = (nodes: readonly { readonly key: string }[] | undefined): string[] | undefined =>
  nodes?.map(({ key }) => key);

describe('the picture around a node', () => {
  it('counts each node’s relationships in the whole graph, whatever it shows', async () => {
    const found = await asked((reader) =>
      picture(reader, { ref: ref('Phone:flat'), hops: 2, limit: 5 }),
    );
    expect(found?.nodes.map(({ key, hop, degree }) => [key, hop, degree])).toEqual([
      ['flat', 0, 2],
      ['amber', 1, 6],
      ['basil', 1, 4],
      ['park', 2, 42],
      ['undated', 2, 1],
    ]);
    expect(found?.truncated).toBe(true);
  });

  it('keeps to the relationships and labels asked for', async () => {
    const byType = await asked((reader) =>
      picture(reader, { ref: ref('Company:amber'), hops: 2, limit: 99, types: ['HAS_PHONE'] }),
    );
    expect(keys(byType?.nodes)).toEqual(['amber', 'flat', 'basil']);
    const byLabel = await asked((reader) =>
      picture(reader, {
        ref: ref('Company:amber'),
        hops: 2,
        limit: 99,
        labels: ['Consignment', 'Container'],
      }),
    );
    expect(keys(byLabel?.nodes)).toEqual(['amber', 'one', 'C1']);
  });

  it('shows a hub with its true number, does not walk through it, and says so', async () => {
    const found = await asked((reader) =>
      picture(reader, {
        ref: ref('Company:amber'),
        hops: 2,
        limit: 99,
        types: ['HAS_ADDRESS'],
        hubDegree: 20,
      }),
    );
    expect(keys(found?.nodes)).toEqual(['amber', 'park']);
    expect(found).toMatchObject({ truncated: true, hubs: [{ id: 'Address:park', degree: 42 }] });
  });

  it('of a hub shows as many as asked for', async () => {
    const found = await asked((reader) =>
      picture(reader, { ref: ref('Address:park'), hops: 1, limit: 4, hubDegree: 20 }),
    );
    expect(keys(found?.nodes)).toEqual(['park', 'amber', 'basil', 'tenant00']);
    expect(found?.truncated).toBe(true);
  });

  it('draws relationships between any two nodes shown, those of the outermost ring too', async () => {
    const found = await asked((reader) =>
      picture(reader, { ref: ref('Company:amber'), hops: 1, limit: 99 }),
    );
    expect(found?.links).toHaveLength(6);
    expect(
      await asked((reader) => picture(reader, { ref: ref('Phone:0'), hops: 1, limit: 9 })),
    ).toBe(undefined);
  });
});

describe('the pages of a node’s relationships', () => {
  it('hold each once, and stay in place while others come and go', async () => {
    const store = await toldStory();
    const seen: Link[] = [];
    const next = (): Promise<{ links: readonly Link[]; hasNext: boolean; total: number }> =>
      store.read((reader) =>
        linkPage(reader, { ref: ref('Address:park'), first: 5, after: seen.at(-1) }),
      );
    const first = await next();
    expect(first).toMatchObject({ hasNext: true, total: 42 });
    seen.push(...first.links);
    // The last one seen goes away, and so does an earlier one: the next page begins where it would have.
    await store.apply({ facts: [], remove: ['r-amber'], checkpoint: { block: 5, tx: 0 } });
    for (let more = true; more;) {
      const page = await next();
      seen.push(...page.links);
      more = page.hasNext;
    }
    expect(new Set(seen.map(({ from }) => from.key)).size).toBe(42);
    expect(seen).toHaveLength(42);
  });
});

describe('the timeline of an entity', () => {
  it('orders events by date, takes a consignment’s from its flight, and puts undated ones last', async () => {
    const found = await asked((reader) => timeline(reader, ref('Company:amber')));
    expect(found?.events.map(({ event, at, datedBy }) => [event.key, at, datedBy?.label])).toEqual([
      ['d', '2026-10-30', undefined],
      ['one', '2026-11-02', 'Flight'],
      ['undated', undefined, undefined],
    ]);
    expect(found?.events[1]?.links.map(({ type }) => type)).toEqual(['CONSIGNED_BY']);
    expect(await asked((reader) => timeline(reader, ref('Company:nobody')))).toBeUndefined();
  });
});

describe('the subgraph of a case', () => {
  it('holds the subjects, what connects them, and what nothing connects', async () => {
    const subjects = ['Company:cedar', 'Company:basil', 'Company:nobody', 'Goods:080610'].map(ref);
    const found = await asked((reader) => caseGraph(reader, { subjects, longest: 4, limit: 50 }));
    expect(found.nodes.map(({ key, isSubject }) => [key, isSubject])).toEqual([
      ['cedar', true],
      ['basil', true],
      ['one', false],
      ['C1', false],
      ['two', false],
    ]);
    expect(found.links.map(({ type, to }) => `${type} ${to.key}`)).toEqual([
      'CARRIED_IN C1',
      'CARRIED_IN C1',
      'CONSIGNED_TO cedar',
      'CONSIGNED_TO basil',
    ]);
    expect(found.unknown.map(nodeId)).toEqual(['Company:nobody', 'Goods:080610']);
    expect(found.unconnected).toEqual([]);
  });

  it('says which two are not connected within the length', async () => {
    const subjects = ['Company:cedar', 'Company:basil'].map(ref);
    const found = await asked((reader) => caseGraph(reader, { subjects, longest: 2, limit: 50 }));
    expect(found.unconnected).toEqual([['Company:cedar', 'Company:basil']]);
    expect(found.truncated).toBe(false);
  });
});

describe('a question whose asker has gone', () => {
  it('ends with the reason instead of reading on', async () => {
    const store = await toldStory();
    const gone = new AbortController();
    const question = store.read(
      async (reader) => {
        await reader.nodes([ref('Company:amber')]);
        gone.abort(new Error('the client has gone'));
        return reader.nodes([ref('Company:amber')]);
      },
      { signal: gone.signal },
    );
    await expect(question).rejects.toThrow('the client has gone');
  });
});
