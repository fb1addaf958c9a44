/** Paths between two nodes: against a search that simply tries everything, and as an investigator meets them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connections, EntityRef, Link } from '../../../graph/index.js';
import { byText, connect, nodeId, openGraphStore } from '../../../graph/index.js';
import { change, link, record, ref } from '../../contracts/graph-store/facts.js';
import { asked } from './story.js';

const spelled = (paths: Connections | undefined): string[] | undefined =>
  paths?.paths.map(({ nodes }) => nodes.map(({ key }) => key).join(' '));

const between = (from: string, to: string, more = {}): Promise<Connections | undefined> =>
  asked((reader) =>
    connect(reader, { from: ref(from), to: ref(to), paths: 9, longest: 4, ...more }),
  );

describe('how two are connected', () => {
  it('gives the shortest paths first, the least common things first, and not over the country both are in', async () => {
    const found = await between('Company:amber', 'Company:basil');
    expect(spelled(found)).toEqual([
      'amber flat basil',
      'amber park basil',
      'amber one C1 two basil',
    ]);
    expect(found?.truncated).toBe(false);
  });

  it('goes over classifications when that is asked for', async () => {
    const found = await between('Company:amber', 'Company:basil', { without: [], longest: 2 });
    expect(spelled(found)).toEqual(['amber XA basil', 'amber flat basil', 'amber park basil']);
  });

  it('names all links of each step', async () => {
    const [path] = (await between('Company:amber', 'Company:basil', { types: ['HAS_PHONE'] }))!
      .paths;
    const type = ({ type: of, from }: Link): string => `${from.key} ${of}`;
    expect(path?.steps.map((step) => step.map(type))).toEqual([
      ['amber HAS_PHONE'],
      ['basil HAS_PHONE'],
    ]);
  });

  it('does not walk through a hub, says so, and still finds one that both stand beside', async () => {
    const around = await between('Company:tenant01', 'Company:amber', { hubDegree: 20 });
    expect(spelled(around)).toEqual(['tenant01 park amber']);
    expect(around).toMatchObject({ truncated: true, hubs: [{ id: 'Address:park', degree: 42 }] });
    const beyond = await between('Company:tenant01', 'Phone:flat', { hubDegree: 20 });
    expect(beyond).toMatchObject({ paths: [], truncated: true });
  });

  it('tells no hub that the question leaves out anyway', async () => {
    const store = await openGraphStore({ dir: '', engine: 'memory' });
    const relationships = Array.from({ length: 9 }, (_, i) =>
      link(`Company:c${i}`, 'LOCATED_IN', 'Country:XA'),
    );
    await store.apply(change(1, [record('r', 1, { relationships })]));
    const ask = (more: object): Promise<Connections | undefined> =>
      store.read((reader) =>
        connect(reader, {
          ...{ from: ref('Company:c1'), to: ref('Company:c2'), paths: 9, longest: 4 },
          ...{ hubDegree: 5, ...more },
        }),
      );
    expect(await ask({})).toMatchObject({ paths: [], hubs: [], truncated: false });
    expect(await ask({ without: [] })).toMatchObject({
      hubs: [{ id: 'Country:XA', degree: 9 }],
      truncated: true,
    });
  });

  it('finds the way from a hub to something, from the other side', async () => {
    const found = await between('Address:park', 'Company:cedar', { hubDegree: 10 });
    expect(spelled(found)).toEqual(['park amber one cedar']);
  });

  it('begins between two hubs with the first links of one of them', async () => {
    const found = await between('Address:park', 'Company:amber', { hubDegree: 2 });
    expect(spelled(found)).toContain('park amber');
    expect(found?.truncated).toBe(true);
  });

  it('is undefined when one of them is unknown, and empty for one and the same', async () => {
    expect(await between('Company:amber', 'Company:nobody')).toBeUndefined();
    expect(await between('Company:amber', 'Company:amber')).toMatchObject({ paths: [] });
  });
});

const NODES = Array.from({ length: 8 }, (_, i) => `Company:${i}`);
const links = fc.array(
  fc.tuple(
    fc.constantFrom(...NODES),
    fc.constantFrom('SOLD_TO', 'SOLD_BY'),
    fc.constantFrom(...NODES),
  ),
  { minLength: 4, maxLength: 22 },
);

/** Every simple path of at most `longest` steps, by trying. */
function everyPath(
  edges: readonly (readonly [string, string, string])[],
  ends: { readonly from: string; readonly to: string; readonly longest: number },
): string[] {
  const found: string[][] = [];
  const walk = (path: string[]): void => {
    const here = path.at(-1)!;
    if (here === ends.to) return void found.push(path);
    if (path.length > ends.longest) return;
    const beside = edges.flatMap(([a, , b]) => (a === here ? [b] : b === here ? [a] : []));
    for (const next of new Set(beside)) if (!path.includes(next)) walk([...path, next]);
  };
  walk([ends.from]);
  const distinct = [...new Map(edges.map((edge) => [edge.join(' '), edge])).values()];
  const degree = (id: string): number => distinct.filter(([a, , b]) => a === id || b === id).length;
  const common = (path: string[]): number => path.slice(1, -1).reduce((n, id) => n * degree(id), 1);
  const text = (path: readonly string[]): string => path.join(' ');
  return found
    .sort((a, b) => a.length - b.length || common(a) - common(b) || byText(text(a), text(b)))
    .map(text);
}

describe('the search from both ends', () => {
  it('finds exactly the k shortest simple paths that trying everything finds', async () => {
    let connected = 0;
    await fc.assert(
      fc.asyncProperty(
        links,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        async (edges, paths, longest) => {
          const store = await openGraphStore({ dir: '', engine: 'memory' });
          const relationships = edges.map(([from, type, to]) => link(from, type as 'SOLD_TO', to));
          await store.apply(change(1, [record('r', 1, { relationships })]));
          const [from, to] = [edges[0]![0], edges.at(-1)![2]];
          const found = await store.read((reader) =>
            connect(reader, { from: ref(from), to: ref(to), paths, longest }),
          );
          const path = (nodes: readonly EntityRef[]): string => nodes.map(nodeId).join(' ');
          const expected = from === to ? [] : everyPath(edges, { from, to, longest });
          expect(found?.paths.map(({ nodes }) => path(nodes))).toEqual(expected.slice(0, paths));
          const steps = (text: string): number => text.split(' ').length;
          const last = steps(expected.slice(0, paths).at(-1) ?? '');
          const others = expected.filter((text) => steps(text) <= last).length > paths;
          expect(found?.truncated).toBe(others);
          connected += found!.paths.length;
        },
      ),
      { numRuns: 300 },
    );
    expect(connected).toBeGreaterThan(300);
  });
});
