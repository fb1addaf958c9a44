/** Attacks on the GraphQL endpoint: each with the status and code it must meet, none of them executed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningNode } from '../gateway/http/running-node.js';
import { startNode } from '../gateway/http/running-node.js';

let node: RunningNode;
let token: string;
beforeAll(async () => {
  node = await startNode();
  token = await node.token('data-officer');
});
afterAll(() => node.close());

interface Attack {
  readonly name: string;
  readonly status: number;
  readonly code: string;
  readonly query?: string;
  readonly variables?: unknown;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

const nested = (depth: number): string =>
  `{ __typename ${'x {'.repeat(depth)} y ${'}'.repeat(depth)} }`;
const bomb = Array.from(
  { length: 12 },
  (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
).join('\n');
const ring = Array.from(
  { length: 26 },
  (_, i) => `fragment R${i} on Query { ...R${(i + 1) % 26} ...R${(i + 1) % 26} }`,
).join('\n');

const ATTACKS: readonly Attack[] = [
  { name: 'depth 30', status: 400, code: 'QUERY_TOO_DEEP', query: nested(30) },
  { name: 'depth 600', status: 400, code: 'QUERY_TOO_DEEP', query: nested(600) },
  { name: 'depth 5000', status: 400, code: 'QUERY_TOO_LONG', query: nested(5000) },
  {
    name: 'depth through fragments',
    status: 400,
    code: 'QUERY_TOO_DEEP',
    query: `{ ...A } fragment A on Query { a { b { c { d { ...B } } } } } fragment B on T { e { f { g { h { i { j { k } } } } } } }`,
  },
  {
    name: 'introspection without end',
    status: 400,
    code: 'QUERY_TOO_DEEP',
    query: `{ __schema { types { fields { type ${'{ fields { type '.repeat(12)} { name } ${'} }'.repeat(12)} } } } }`,
  },
  {
    name: '300 aliases',
    status: 400,
    code: 'TOO_MANY_ALIASES',
    query: `{ thisNode { ${Array.from({ length: 300 }, (_, i) => `a${i}: name`).join(' ')} } }`,
  },
  {
    name: 'aliases of __typename',
    status: 400,
    code: 'TOO_MANY_ALIASES',
    query: `{ ${Array.from({ length: 21 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
  },
  {
    name: 'too many root fields',
    status: 400,
    code: 'TOO_MANY_ROOT_FIELDS',
    query: `{ ${'thisNode { name } '.repeat(11)} }`,
  },
  {
    name: 'root fields hidden in fragments',
    status: 400,
    code: 'TOO_MANY_ROOT_FIELDS',
    query: `{ ...A ...A ...A } fragment A on Query { ...B ...B ...B } fragment B on Query { thisNode { name } trustList }`,
  },
  {
    name: '900 times the same field',
    status: 400,
    code: 'TOO_MANY_FIELDS',
    query: `{ thisNode { ${'name '.repeat(900)} } }`,
  },
  {
    name: '20,000 times the same field',
    status: 400,
    code: 'QUERY_TOO_LONG',
    query: `{ thisNode { ${'name '.repeat(20_000)} } }`,
  },
  {
    name: 'more tokens than any real query',
    status: 400,
    code: 'TOO_MANY_TOKENS',
    query: `{ thisNode { ${'a '.repeat(2100)} } }`,
  },
  {
    name: 'a fragment bomb',
    status: 400,
    code: 'TOO_MANY_ROOT_FIELDS',
    query: `{ ...F0 } ${bomb} fragment F12 on Query { __typename }`,
  },
  {
    name: 'a ring of fragments',
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
    query: `{ ...R0 } ${ring}`,
  },
  {
    name: 'directives in heaps',
    status: 400,
    code: 'TOO_MANY_DIRECTIVES',
    query: `{ thisNode { name ${'@include(if: true) '.repeat(21)} } }`,
  },
  {
    name: 'more points than the caller has',
    status: 400,
    code: 'QUERY_TOO_COMPLEX',
    query:
      '{ records(first: 100) { edges { node { body fields { pointer value proved } withheld { pointer reason explanation } findings { code path message } releases { id recipient purpose } } } } }',
  },
  {
    name: 'points hidden in a variable',
    status: 400,
    code: 'QUERY_TOO_COMPLEX',
    query:
      'query($n: Int!) { records(first: $n) { edges { node { fields { pointer value proved } withheld { pointer reason explanation } findings { code path message } releases { id recipient purpose } } } } }',
    variables: { n: 100 },
  },
  {
    name: 'a page without end',
    status: 400,
    code: 'BAD_USER_INPUT',
    query: '{ records(first: 101) { totalCount } }',
  },
  {
    name: 'a negative page',
    status: 400,
    code: 'BAD_USER_INPUT',
    query: '{ records(first: -1) { totalCount } }',
  },
  {
    name: 'an unknown member of an input (mass assignment)',
    status: 400,
    code: 'BAD_USER_INPUT',
    query: 'mutation($i: ShareRecordInput!) { shareRecord(input: $i) { __typename } }',
    variables: { i: { recordId: 'r', recipient: 'X', purpose: 'p', owner: 'me' } },
  },
  { name: 'a batch', status: 400, code: 'BAD_REQUEST', body: '[{"query":"{__typename}"}]' },
  {
    name: 'a batch of 100',
    status: 400,
    code: 'BAD_REQUEST',
    body: JSON.stringify(Array.from({ length: 100 }, () => ({ query: '{__typename}' }))),
  },
  { name: 'a number as body', status: 400, code: 'BAD_REQUEST', body: '7' },
  { name: 'null as body', status: 400, code: 'BAD_REQUEST', body: 'null' },
  { name: 'broken JSON', status: 400, code: 'BAD_JSON', body: '{"query": "{ __typename }"' },
  {
    name: 'an unknown parameter',
    status: 400,
    code: 'BAD_REQUEST',
    body: '{"query":"{__typename}","x":1}',
  },
  {
    name: 'JSON 200,000 levels deep',
    status: 400,
    code: 'JSON_TOO_DEEP',
    body: `{"query":"{__typename}","variables":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
  },
  {
    name: 'a body of 2 MiB',
    status: 413,
    code: 'BODY_TOO_LARGE',
    body: JSON.stringify({
      query: '{ __typename }',
      variables: { x: 'a'.repeat(2 * 1024 * 1024) },
    }),
  },
  {
    name: 'a form (CSRF)',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    body: 'query=%7B__typename%7D',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  {
    name: 'a multipart form (CSRF)',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    body: '--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--b--\r\n',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  },
  {
    name: 'plain text (CSRF)',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    body: '{"query":"{__typename}"}',
    headers: { 'content-type': 'text/plain' },
  },
  {
    name: 'text that claims to be JSON too',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    body: '{"query":"{__typename}"}',
    headers: { 'content-type': 'text/plain, application/json' },
  },
  {
    name: 'application/graphql',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    body: '{ __typename }',
    headers: { 'content-type': 'application/graphql' },
  },
  {
    name: 'JSON in another encoding',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    body: '{"query":"{__typename}"}',
    headers: { 'content-type': 'application/json; charset=utf-16' },
  },
  {
    name: 'a compressed body',
    status: 415,
    code: 'BODY_ENCODED',
    body: '{"query":"{__typename}"}',
    headers: { 'content-encoding': 'gzip' },
  },
];

async function send(attack: Attack, accept: string): Promise<Response> {
  return fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept,
      authorization: `Bearer ${token}`,
      ...attack.headers,
    },
    body: attack.body ?? JSON.stringify({ query: attack.query, variables: attack.variables }),
  });
}

describe('an attack on the GraphQL endpoint is refused', () => {
  it.each(ATTACKS)('$name: $status $code', async (attack) => {
    const response = await send(attack, 'application/graphql-response+json');
    const text = await response.text();
    const { errors, data } = JSON.parse(text) as {
      errors: { extensions: { code: string } }[];
      data?: unknown;
    };
    expect({ status: response.status, code: errors[0]?.extensions.code }).toEqual({
      status: attack.status,
      code: attack.code,
    });
    expect(data ?? null).toBeNull();
    expect(text).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/);
  });

  it('also when the client accepts plain JSON: limits are no matter of the media type', async () => {
    const [deep] = ATTACKS;
    const response = await send(deep as Attack, 'application/json');
    expect(response.status).toBe(400);
  });

  it('and the node answers the next request as ever', async () => {
    const answer = await node.ask('{ thisNode { name } }');
    expect(answer).toMatchObject({ status: 200, data: { thisNode: { name: 'xiamen' } } });
  });
});

describe('a GET request', () => {
  const get = (query: string, rest = ''): Promise<Response> =>
    fetch(`${node.url}/graphql?query=${encodeURIComponent(query)}${rest}`, {
      headers: { authorization: `Bearer ${token}` },
    });

  it('may query', async () => {
    expect(await (await get('{ thisNode { name } }')).json()).toEqual({
      data: { thisNode: { name: 'xiamen' } },
    });
  });

  it('may not change anything', async () => {
    const response = await get('mutation { purgeRecord(recordId: "x") { __typename } }');
    expect(response.status).toBe(405);
    expect(node.logText()).not.toContain('record-purged');
  });

  it.each([
    ['broken variables', '&variables=%7B', 'BAD_JSON'],
    ['deep variables', `&variables=${'['.repeat(70)}${']'.repeat(70)}`, 'JSON_TOO_DEEP'],
  ])('is refused with %s', async (_name, rest, code) => {
    const response = await get('{ __typename }', rest);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });
});

describe('errors', () => {
  it.each([
    ['{ recordz { totalCount } }', 'records'],
    ['{ thisNode { nam } }', 'name'],
    ['{ records(frist: 1) { totalCount } }', 'first'],
    ['{ records(kind: declaratio) { totalCount } }', 'declaration'],
    ['query($i: ShareRecordInpu!) { __typename }', 'ShareRecordInput'],
  ])('suggest no names: %s', async (query, name) => {
    const { errors } = await node.ask(query, { role: 'data-officer' });
    expect(errors).toBeDefined();
    expect(JSON.stringify(errors)).not.toMatch(new RegExp(`Did you mean|"${name}"`));
  });

  it('suggest no names for variables either', async () => {
    const { errors } = await node.ask(
      'query($k: RecordKind) { records(kind: $k) { totalCount } }',
      { role: 'data-officer', variables: { k: 'declaratio' } },
    );
    expect(JSON.stringify(errors)).not.toContain('Did you mean');
  });

  it('of our own making are masked, and logged with the request id', async () => {
    node.memory.breakNext(new Error('connection to /secret/path of passenger DOE JANE failed'));
    const response = await fetch(`${node.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-request-id': 'request-4711',
      },
      body: '{"query":"{ records { totalCount } }"}',
    });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('INTERNAL_SERVER_ERROR');
    expect(text).not.toMatch(/secret|DOE|stack/);
    expect(response.headers.get('x-request-id')).toBe('request-4711');
    const line = node
      .logText()
      .split('\n')
      .find((entry) => entry.includes('"event":"fault"'));
    expect(line).toContain('request-4711');
  });
});
