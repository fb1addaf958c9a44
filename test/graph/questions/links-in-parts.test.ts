/** The links of many nodes in parts, of which the next is read while one is looked at. */
import { describe, expect, it } from 'vitest';
import type { GraphReader, Link } from '../../../graph/index.js';
import { linksInParts, partsByLinks } from '../../../graph/questions/links-in-parts.js';
import { asked } from './story.js';
import { ref } from '../../contracts/graph-store/facts.js';

const ids = ['Company:a', 'Company:b', 'Company:c', 'Company:d'];
const degree = new Map([
  ['Company:a', 1000],
  ['Company:b', 1000],
  ['Company:c', 4000],
  ['Company:d', 1],
]);

/** A reader that answers one link for each node it is asked about, and what it was asked. */
async function readerOf(answer: (key: string) => Promise<readonly Link[]>): Promise<{
  readonly reader: GraphReader;
  readonly keys: string[];
}> {
  const keys: string[] = [];
  const reader = await asked(async (real) => ({
    ...real,
    links: async (refs: Parameters<GraphReader['links']>[0]) => {
      const all = refs.map(({ key }) => key).join();
      keys.push(all);
      return answer(all);
    },
  }));
  return { reader, keys };
}

const linkOf = async (key: string): Promise<readonly Link[]> => [
  { type: 'HAS_PHONE', from: ref(`Company:${key}`), to: ref('Phone:1') },
];

describe('links in parts', () => {
  it('puts nodes together until they have enough links', () => {
    expect([...partsByLinks(ids, degree)]).toEqual([
      ['Company:a', 'Company:b'],
      ['Company:c'],
      ['Company:d'],
    ]);
  });

  it('come in order and all of them, the next part asked for before one is looked at', async () => {
    const { reader, keys } = await readerOf(linkOf);
    const seen: string[] = [];
    for await (const part of linksInParts(reader, ids, { degree })) {
      seen.push(...part.map(({ from }) => from.key));
      expect(keys.length).toBe(Math.min(3, seen.length + 1));
    }
    expect(seen).toEqual(['a,b', 'c', 'd']);
  });

  it('fail where a part cannot be read', async () => {
    const refuse = async (key: string): Promise<readonly Link[]> => {
      if (key === 'd') throw new Error('gone');
      return linkOf(key);
    };
    const { reader } = await readerOf(refuse);
    const seen: string[] = [];
    const all = async (): Promise<void> => {
      for await (const part of linksInParts(reader, ids, { degree }))
        seen.push(...part.map(({ from }) => from.key));
    };
    await expect(all()).rejects.toThrow('gone');
    expect(seen).toEqual(['a,b', 'c']);
  });

  it('leave nothing behind that fails later, when nobody wants the rest', async () => {
    const refuse = async (key: string): Promise<readonly Link[]> => {
      if (key === 'c') throw new Error('nobody hears this');
      return linkOf(key);
    };
    const { reader, keys } = await readerOf(refuse);
    for await (const part of linksInParts(reader, ids, { degree })) {
      expect(part.length).toBe(1);
      break;
    }
    // An unhandled rejection would fail the test run.
    expect(keys).toEqual(['a,b', 'c']);
  });
});
