/** The plain HTTP routes of a node, over a real connection. */
import { connect } from 'node:net';
import { runInNewContext, Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningNode } from './running-node.js';
import { startNode } from './running-node.js';

let node: RunningNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(() => node.close());

async function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${node.url}${path}`, init);
}

async function bearer(role: Parameters<RunningNode['token']>[0]): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await node.token(role)}` };
}

describe('PUT /messages', () => {
  const put = async (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
    get('/messages', { method: 'PUT', body, headers });

  it('takes in the bytes and answers with records and findings', async () => {
    const headers = { ...(await bearer('data-officer')), 'x-file-name': 'a%20b.edi' };
    const response = await put(Buffer.from("UNB+UNOC:3'"), headers);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { records: { id: string }[] };
    expect(answer).toMatchObject({
      format: 'UN/EDIFACT CUSDEC',
      findings: [{ code: 'COUNT_WRONG' }],
    });
    const raw = await get(`/messages/${answer.records[0]?.id}/raw`, {
      headers: await bearer('risk-officer'),
    });
    expect(await raw.text()).toBe("UNB+UNOC:3'");
  });

  it.each([
    ['without a token', 401, 'UNAUTHENTICATED', async () => ({})],
    ['with a broken token', 401, 'TOKEN_MALFORMED', async () => ({ authorization: 'Bearer x y' })],
    [
      'with Basic authentication',
      401,
      'TOKEN_MALFORMED',
      async () => ({ authorization: 'Basic YTpi' }),
    ],
    ['without the scope', 403, 'FORBIDDEN', () => bearer('risk-officer')],
  ] as const)('is refused %s: %i %s', async (_name, status, code, headers) => {
    const response = await put('UNB', await headers());
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, requestId: expect.any(String) as string });
    expect(response.headers.has('www-authenticate')).toBe(status === 401);
  });

  it.each([
    ['is empty', 400, 'EMPTY_MESSAGE', ''],
    ['is in no known format', 400, 'INVALID_INPUT', '\0\0'],
  ])('is refused when it %s', async (_name, status, code, body) => {
    const response = await put(body, await bearer('data-officer'));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('is refused beyond 16 MiB, whatever length it claims', async () => {
    const headers = await bearer('data-officer');
    const tooMuch = Buffer.alloc(16 * 1024 * 1024 + 1);
    expect((await put(tooMuch, headers)).status).toBe(413);
    // More than the limit, but not endless: a client may go on sending after the answer, for ever.
    let left = 24;
    const chunked = new ReadableStream({
      pull(controller) {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(tooMuch.subarray(0, 1024 * 1024));
      },
    });
    const request = get('/messages', {
      method: 'PUT',
      body: chunked,
      headers,
      duplex: 'half',
    } as RequestInit);
    const status = await request.then((response) => response.status).catch(() => 'cut off');
    expect([413, 'cut off']).toContain(status);
  });

  it('logs neither the message nor the token', () => {
    expect(node.logText()).toContain('message-ingested');
    expect(node.logText()).not.toContain('UNB+UNOC');
    expect(node.logText()).not.toMatch(/eyJ/);
  });
});

describe('GET /messages/:recordId/raw', () => {
  it('gives the owner the bytes as a download that no browser runs', async () => {
    const response = await get('/messages/record-0000-abcdefgh/raw', {
      headers: await bearer('risk-officer'),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['a record of another organisation', 403, 'NOT_OWNER', 'record-0002-abcdefgh', 'risk-officer'],
    ['a record that is not there', 404, 'NOT_FOUND', 'record-9999-abcdefgh', 'risk-officer'],
    ['one who may not see personal data', 403, 'FORBIDDEN', 'record-0000-abcdefgh', 'data-officer'],
  ] as const)('refuses %s', async (_name, status, code, id, role) => {
    const response = await get(`/messages/${id}/raw`, { headers: await bearer(role) });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('knows no path but ids', async () => {
    const headers = await bearer('risk-officer');
    expect((await get('/messages/..%2f..%2fetc%2fpasswd/raw', { headers })).status).toBe(404);
  });
});

describe('POST /verify', () => {
  it.each([
    ['not a certificate', 'INVALID'],
    ['aaa.bbb.ccc', 'CANNOT_CHECK'],
  ])('answers 200 for every outcome: %s', async (body, outcome) => {
    const response = await get('/verify', { method: 'POST', body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      ...{ outcome, code: expect.any(String) as string, message: expect.any(String) as string },
      checks: expect.any(Array) as unknown[],
    });
  });

  it('takes at most 256 KiB', async () => {
    const body = 'a'.repeat(256 * 1024 + 1);
    expect((await get('/verify', { method: 'POST', body })).status).toBe(413);
  });

  it('is limited per address, and says when to come back', async () => {
    await using other = await startNode({
      server: { limits: { public: { capacity: 2, perSecond: 0.001 } } },
    });
    const ask = () => fetch(`${other.url}/verify`, { method: 'POST', body: 'x' });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await fetch(`${other.url}/trust-list`)).status).toBe(429);
  });
});

describe('public documents', () => {
  it('the trust list is a compact JWS', async () => {
    const response = await get('/trust-list');
    expect(response.headers.get('content-type')).toBe('application/jose');
    expect((await response.text()).split('.')).toHaveLength(3);
  });

  it('the node document names versions, endpoints and key ids', async () => {
    const document = (await (await get('/.well-known/guanlian.json')).json()) as {
      endpoints: Record<string, string>;
    };
    expect(document).toMatchObject({
      ...{ product: 'guanlian', version: '0.1.0', profile: 'development' },
      node: { name: 'xiamen', mspId: 'XiamenCustomsMSP', countryCode: 'CN' },
      keys: [{ kid: 'kid-1' }],
    });
    for (const path of Object.values(document.endpoints)) {
      const { status } = await get(path, { headers: { accept: 'application/json' } });
      expect([200, 400, 405]).toContain(status);
    }
  });

  it('the keys are public halves', async () => {
    const text = await (await get('/.well-known/jwks.json')).text();
    expect(JSON.parse(text)).toEqual({
      keys: [{ kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', kid: 'kid-1', alg: 'ES256', use: 'sig' }],
    });
    expect(text).not.toContain('never-to-be-shown');
  });
});

describe('the console page', () => {
  it('loads nothing from elsewhere, and its policy would not let it', async () => {
    const response = await get('/');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const page = await response.text();
    expect(page).toContain('Xiamen Customs');
    expect(page).toContain('DEVELOPMENT');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page).not.toMatch(/ on\w+="|style="/);
    for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]*)"/g)) {
      expect((await get(path as string)).status).toBe(200);
    }
  });

  it('carries a script that a browser can read', async () => {
    const response = await get('/console.js');
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    const text = await response.text();
    expect(() => new Script(text)).not.toThrow();
    expect(text).not.toMatch(/innerHTML|eval\(|document\.write/);
  });

  it('hands the script its samples as data', async () => {
    const page = await (await get('/')).text();
    const json = /<script type="application\/json" id="node">(.*?)<\/script>/s.exec(page)?.[1];
    const data = JSON.parse(json as string) as { samples: unknown[]; demoTokens: boolean };
    expect(data.demoTokens).toBe(true);
    expect(data.samples.length).toBeGreaterThan(2);
  });

  it('runs: the script fills in the first sample of the node', async () => {
    const page = await (await get('/')).text();
    const json = /id="node">(.*?)<\/script>/s.exec(page)?.[1] as string;
    const elements = new Map<string, Record<string, unknown>>();
    const element = (id: string): Record<string, unknown> => {
      const made = elements.get(id) ?? {
        ...{ value: '', textContent: id === 'node' ? json : '', append: () => undefined },
        ...{ addEventListener: () => undefined, classList: { add() {}, remove() {} } },
      };
      elements.set(id, made);
      return made;
    };
    const document = { getElementById: element, createElement: () => element('option') };
    element('samples')['value'] = '0';
    runInNewContext(await (await get('/console.js')).text(), { document, fetch: () => undefined });
    expect(element('query')['value']).toMatch(/^\{\s+records/);
  });
});

describe('POST /dev/token', () => {
  const ask = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    get('/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('gives a demo token that works, with a warning', async () => {
    const response = await ask({ role: 'operator' });
    const { token, warning } = (await response.json()) as { token: string; warning: string };
    expect(warning).toMatch(/DEVELOPMENT/);
    const answer = await get('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"query":"{ viewer { subject role mspId } }"}',
    });
    expect(await answer.json()).toEqual({
      data: { viewer: { subject: 'demo-operator', role: 'operator', mspId: 'XiamenCustomsMSP' } },
    });
  });

  it.each([
    [{ role: 'superuser' }, 'role'],
    [{ role: 'operator', scopes: ['personal:read'] }, 'scopes'],
    [{ role: 'operator', subject: '<script>' }, 'subject'],
    [{ role: 'operator', ttlSeconds: 1e9 }, 'ttlSeconds'],
    [[], 'object'],
  ])('refuses %j and names the field', async (body, name) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    const { code, message } = (await response.json()) as { code: string; message: string };
    expect(code).toBe('INVALID_INPUT');
    expect(message).toContain(name);
  });

  it('refuses a form, which any page could send', async () => {
    expect((await ask({ role: 'operator' }, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('refuses a page elsewhere that rebinds its own name to this machine', async () => {
    const answer = await rawRequest(
      'POST /dev/token HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\nContent-Length: 19\r\nConnection: close\r\n\r\n{"role":"operator"}',
    );
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    expect(answer).toContain('NOT_LOOPBACK');
  });
});

/** Sends bytes over a plain socket and reads until the server closes. */
function rawRequest(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(node.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('every answer', () => {
  it.each(['/', '/healthz', '/trust-list', '/nothing-here', '/graphql?query=%7B__typename%7D'])(
    'carries the standing headers: %s',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
      expect(headers.get('x-guanlian-profile')).toBe('DEVELOPMENT');
      expect(headers.has('access-control-allow-origin')).toBe(false);
      expect(headers.has('server')).toBe(false);
      expect(headers.has('x-powered-by')).toBe(false);
    },
  );

  it('takes over a request id only when it is shaped like one', async () => {
    const id = async (given: string): Promise<string | null> =>
      (await get('/healthz', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await id('trace-0123456789')).toBe('trace-0123456789');
    expect(await id('{"level":50}')).not.toBe('{"level":50}');
  });

  it('has no body for HEAD', async () => {
    const response = await get('/healthz', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it.each([
    ['GET', '/dev/token', 405, 'POST'],
    ['DELETE', '/graphql', 405, 'POST, GET'],
    ['POST', '/messages', 405, 'PUT'],
    ['GET', '/admin', 404, null],
    ['GET', '/healthz/', 404, null],
    ['GET', '//evil.example/graphql', 404, null],
  ])('%s %s is %i', async (method, path, status, allow) => {
    const response = await get(path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await response.json()).toMatchObject({
      code: status === 404 ? 'NOT_FOUND' : 'METHOD_NOT_ALLOWED',
    });
  });

  it('of a failed route tells the request id and nothing of the failure', async () => {
    node.memory.breakNext(new Error('/secret/path'));
    const response = await get('/verify', { method: 'POST', body: 'x' });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      code: 'INTERNAL',
      requestId: response.headers.get('x-request-id'),
    });
    expect(text).not.toContain('secret');
  });
});

describe('broken requests', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [
      'both lengths (request smuggling)',
      'POST /verify HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a header of 20 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_480)}\r\n\r\n`, 431],
    [
      'an absolute target',
      'GET http://evil.example/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      404,
    ],
    [
      'a Host that is none',
      'GET /healthz HTTP/1.1\r\nHost: a b<>\r\nConnection: close\r\n\r\n',
      200,
    ],
  ])('%s', async (_name, text, status) => {
    expect(await rawRequest(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});
