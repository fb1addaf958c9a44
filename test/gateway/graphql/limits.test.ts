/** What a refused document is told: which limit it passes, by how much, and what to ask less of. */
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDocument, DOCUMENT_LIMITS } from '../../../gateway/graphql/limits.js';
import type { RunningNode } from '../http/running-node.js';
import { startNode } from '../http/running-node.js';

const times = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const types = (depth: number): string => `${'type { '.repeat(depth)} name ${'}'.repeat(depth)}`;

const EVERYTHING =
  '{ edges { node { fields { pointer value proved } withheld { pointer reason explanation } findings { code path message } releases { id recipient purpose } } } }';

describe('a document that passes a limit', () => {
  it.each<[string, number, number, RegExp, string]>([
    ['QUERY_TOO_DEEP', 12, 10, /nest/i, `{ ${'a { '.repeat(11)} b ${'}'.repeat(11)} }`],
    ['QUERY_TOO_DEEP', 21, 18, /nest/i, `{ __schema { types { fields { ${types(17)} } } } }`],
    ['TOO_MANY_ALIASES', 21, 20, /requests/, `{ a { ${times(21, (i) => `a${i}: b`)} } }`],
    ['TOO_MANY_ROOT_FIELDS', 11, 10, /requests/, `{ ${times(11, (i) => `f${i}`)} }`],
    ['TOO_MANY_FIELDS', 601, 600, /fields/, `{ a { ${times(600, () => 'b')} } }`],
    ['TOO_MANY_DIRECTIVES', 21, 20, /@include/, `{ a ${times(21, () => '@skip(if: false)')} }`],
  ])('is told with %s that it has %i and may have %i', (code, asked, limit, next, text) => {
    const error = checkDocument(parse(text), DOCUMENT_LIMITS);
    expect(error?.extensions).toMatchObject({
      ...{ code, asked, limit, http: { status: 400 } },
      next: expect.stringMatching(next) as unknown,
    });
    expect(error?.message).toContain(String(asked));
    expect(error?.message).toContain(`at most ${limit}`);
  });
});

describe('an operation', () => {
  let node: RunningNode;
  beforeAll(async () => {
    node = await startNode();
  });
  afterAll(() => node.close());

  it('of too many points is told how many, the limit, where most go and what to ask less of', async () => {
    const query = `{
      thisNode { name }
      many: records(first: 100) ${EVERYTHING}
    }`;
    const { status, errors } = await node.ask(query, { role: 'data-officer' });
    expect(status).toBe(400);
    const [{ message, extensions } = { message: '', extensions: {} }] = errors ?? [];
    const { asked, limit } = extensions as { asked: number; limit: number };
    expect(extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 10_000 });
    expect(asked).toBeGreaterThan(limit);
    expect(message).toMatch(
      new RegExp(`costs ${asked} points.*at most ${limit}.*\`many\` costs \\d+ of them`),
    );
    expect(extensions['next']).toMatch(/`first` or `limit`.*`after`.*lists inside lists/);
  });

  it('of too many points in fragments is told the fragment', async () => {
    const query = `{ thisNode { name } ...Much }
      fragment Much on Query { records(first: 100) ${EVERYTHING} }`;
    const { errors } = await node.ask(query, { role: 'data-officer' });
    expect(errors?.[0]?.message).toMatch(/`\.\.\.Much` costs \d+ of them/);
  });

  it('of too many words is told the limit and what to do', async () => {
    const { errors } = await node.ask(`{ thisNode { ${'a '.repeat(2100)} } }`, {
      role: 'data-officer',
    });
    expect(errors?.[0]?.extensions).toMatchObject({
      ...{ code: 'TOO_MANY_TOKENS', limit: 2000 },
      next: expect.stringContaining('variables') as unknown,
    });
  });
});
