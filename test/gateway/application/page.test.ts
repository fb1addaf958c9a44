/** Pages begin where the cursor says, or say why they cannot: never at the start unasked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../gateway/application/page.js';

const LETTERS = ['f', 'e', 'd', 'c', 'b', 'a'];
const byText = { of: (letter: string) => letter };
const inOrder = { ...byText, mayHaveGiven: (cursor: string) => /^[a-g]$/.test(cursor) };

const nodes = async (...question: Parameters<typeof pageOf<string>>): Promise<string> =>
  (await pageOf(...question)).items.map(({ node }) => node).join('');

describe('a page', () => {
  it('goes on after the cursor, counts everything and says whether there is more', async () => {
    const page = await pageOf(LETTERS, { first: 2, after: 'e' }, byText);
    expect(page).toEqual({
      items: ['d', 'c'].map((node) => ({ node, cursor: node })),
      ...{ hasNextPage: true, totalCount: 6 },
    });
  });

  it('is empty after the last item', async () => {
    expect(await nodes(LETTERS, { first: 2, after: 'a' }, byText)).toBe('');
    expect(await nodes(LETTERS, { first: 2, after: 'a' }, inOrder)).toBe('');
  });

  it.each([
    ['a damaged cursor', 'e!'],
    ['an empty cursor', ''],
    ['one that has gone', 'g'],
  ])('is refused for %s when only the item tells the place', async (_name, after) => {
    const page = pageOf(LETTERS, { first: 2, after }, byText);
    await expect(page).rejects.toMatchObject({
      ...{ name: 'CursorRefused', code: 'BAD_USER_INPUT' },
      message: expect.stringMatching(
        /`after` .*the list has changed since.*begin again/,
      ) as unknown,
    });
  });

  it.each(['', 'x', 'ee', '\u0000'])(
    'of a list in the order of its cursors is refused for %j, which it never gave',
    async (after) => {
      const page = pageOf(LETTERS, { first: 2, after }, inOrder);
      await expect(page).rejects.toThrow(/is no cursor of this list.*leave `after` out/);
    },
  );

  it('of such a list goes on at the place of an item that has gone', async () => {
    const left = LETTERS.filter((letter) => letter !== 'd');
    expect(await nodes(left, { first: 2, after: 'd' }, inOrder)).toBe('cb');
    expect(await nodes(left.slice(0, -1), { first: 2, after: 'a' }, inOrder)).toBe('');
  });

  it('gives each item that stays exactly once, whatever goes between two pages', async () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 10, max: 99 }), { maxLength: 20 });
    const given = { of: String, mayHaveGiven: () => true };
    await fc.assert(
      fc.asyncProperty(
        numbers,
        fc.integer({ min: 1, max: 5 }),
        fc.func(fc.boolean()),
        async (all, first, goes) => {
          let list = [...all].sort((a, b) => b - a);
          const seen: number[] = [];
          const gone = new Set<number>();
          for (let after: string | undefined; ;) {
            const page = await pageOf(list, { first, ...(after ? { after } : {}) }, given);
            seen.push(...page.items.map(({ node }) => node));
            if (!page.hasNextPage) break;
            after = page.items.at(-1)?.cursor;
            for (const one of list.filter((item) => goes(item, after))) gone.add(one);
            list = list.filter((item) => !gone.has(item));
          }
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toEqual(expect.arrayContaining(all.filter((item) => !gone.has(item))));
        },
      ),
    );
  });

  it('shows what was sent in short, and nothing that could move a terminal', async () => {
    const after = `\u001b[2J${'x'.repeat(500)}`;
    const refused = await pageOf(LETTERS, { first: 1, after }, byText).then(
      () => '',
      (cause: Error) => cause.message,
    );
    expect(refused).toContain('xxx…');
    expect(refused).not.toContain('\u001b');
    expect(refused.length).toBeLessThan(260);
  });
});
