/** The server itself: ports, timeouts, health against readiness, metrics, production. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { HttpServer } from '../../../gateway/http/server.js';
import { createHttpServer, TIMEOUTS } from '../../../gateway/http/server.js';
import { createLog } from '../../../gateway/observe/log.js';
import { PortBusy } from '../../../gateway/http/port-busy.js';
import type { NodeReadings } from '../../../gateway/observe/metrics.js';
import { createMetrics } from '../../../gateway/observe/metrics.js';
import { memoryApplication } from './memory-application.js';
import { startNode } from './running-node.js';

/** A server with nothing behind it, for what happens before any request. */
function bareServer(): HttpServer {
  return createHttpServer({
    application: memoryApplication().application,
    ...{ profile: 'development', version: '0' },
    tokens: { verify: () => Promise.reject(new Error('unused')), forget: () => undefined },
    log: createLog({ node: 'bare', level: 'silent' }),
    metrics: createMetrics({ node: 'bare', processMetrics: false }),
    readiness: async () => [],
  });
}

describe('a busy port', () => {
  it('is a fault that names the port and the repair', async () => {
    await using node = await startNode();
    const port = Number(new URL(node.url).port);
    const failure = await bareServer()
      .listen(port, '127.0.0.1')
      .catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(PortBusy);
    expect(failure).toMatchObject({ code: 'PORT_BUSY', port });
    expect((failure as Error).message).toMatch(new RegExp(`Port ${port} .* --port`));
  });

  it('is told apart from a host that is not of this machine', async () => {
    await expect(bareServer().listen(0, '192.0.2.1')).rejects.toMatchObject({
      code: 'HOST_UNKNOWN',
    });
  });
});

describe('a slow client (slowloris)', () => {
  it.each([
    ['never ends its headers', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['never ends its body', 'POST /verify HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na'],
  ])('that %s is cut off', async (_name, text) => {
    const timeouts = { headers: 50, request: 50 };
    await using node = await startNode({ server: { limits: { timeouts } } });
    const { hostname, port } = new URL(node.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const answer: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => answer.push(chunk));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Buffer.concat(answer).toString()).toMatch(/^(HTTP\/1.1 408 |$)/);
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
  });

  it('meets these limits by default', () => {
    expect(TIMEOUTS.headers).toBeLessThanOrEqual(10_000);
    expect(TIMEOUTS.request).toBeLessThanOrEqual(60_000);
    expect(TIMEOUTS.idle).toBeLessThanOrEqual(300_000);
  });
});

describe('health and readiness', () => {
  it('are two things: a node that lost its ledger is healthy and not ready', async () => {
    const checks = [
      { name: 'ledger', ready: false, message: 'no peer of this organisation answers' },
      { name: 'store', ready: true, message: 'open' },
    ];
    await using node = await startNode({ readiness: async () => checks });
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${node.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      ready: false,
      checks: [...checks, { name: 'server', ready: true, message: 'serving' }],
    });
  });

  it('a check that fails by itself means not ready, and the log says why', async () => {
    await using node = await startNode({ readiness: () => Promise.reject(new Error('disk gone')) });
    expect((await fetch(`${node.url}/readyz`)).status).toBe(503);
    expect(node.logText()).toContain('disk gone');
  });

  it('a ready node says so', async () => {
    await using node = await startNode();
    expect(await (await fetch(`${node.url}/readyz`)).json()).toMatchObject({ ready: true });
  });
});

describe('/metrics', () => {
  const readings: NodeReadings = {
    ...{ ledgerHeight: 42, outboxPending: 2, outboxOldestSeconds: 7.5 },
    ...{ retentionBacklog: 1, keys: [{ kid: 'k1', secondsLeft: 86_400 }] },
    nextCertificateSecondsLeft: -5,
    graph: {
      ...{ entities: 5, relationships: 7, lag: { blocks: 3, seconds: 1.5 }, wasDamaged: true },
      ...{ file: { bytes: 4096, erasing: true }, rewrittenAt: 5000 },
      memory: { usedBytes: 900, limitBytes: 1000 },
    },
  };
  const nodeWith = (read: () => Promise<NodeReadings>) =>
    startNode({
      server: { metrics: createMetrics({ node: 'xiamen', readings: read, processMetrics: false }) },
    });

  it('show what an operator watches, each with the name of the node', async () => {
    await using node = await nodeWith(async () => readings);
    await fetch(`${node.url}/healthz`);
    const text = await (await fetch(`${node.url}/metrics`)).text();
    for (const [series, value] of [
      ['guanlian_ledger_height_blocks{node="xiamen"}', 42],
      ['guanlian_projection_lag_blocks{node="xiamen"}', 3],
      ['guanlian_projection_lag_seconds{node="xiamen"}', 1.5],
      ['guanlian_graph_entities{node="xiamen"}', 5],
      ['guanlian_graph_relationships{node="xiamen"}', 7],
      ['guanlian_graph_file_bytes{node="xiamen"}', 4096],
      ['guanlian_graph_erasure_pending{node="xiamen"}', 1],
      ['guanlian_graph_rewritten_timestamp_seconds{node="xiamen"}', 5],
      ['guanlian_graph_damaged{node="xiamen"}', 1],
      ['guanlian_graph_memory_bytes{node="xiamen"}', 900],
      ['guanlian_graph_memory_limit_bytes{node="xiamen"}', 1000],
      ['guanlian_outbox_pending{node="xiamen"}', 2],
      ['guanlian_outbox_oldest_age_seconds{node="xiamen"}', 7.5],
      ['guanlian_retention_backlog_records{node="xiamen"}', 1],
      ['guanlian_key_expiry_seconds{kid="k1",node="xiamen"}', 86_400],
      ['guanlian_certificate_expiry_seconds{node="xiamen"}', -5],
      ['guanlian_readings_ok{node="xiamen"}', 1],
    ]) {
      expect(text).toContain(`${series} ${value}\n`);
    }
    expect(text).toMatch(/guanlian_http_request_duration_seconds_count\{.*route="\/healthz".*\} 1/);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.filter((line) => !line.includes('node="xiamen"'))).toEqual([]);
  });

  it('still answer when the node cannot read itself, and say that', async () => {
    await using node = await nodeWith(() => Promise.reject(new Error('store closed')));
    const response = await fetch(`${node.url}/metrics`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('guanlian_readings_ok{node="xiamen"} 0');
  });

  it('measure GraphQL by kind of operation and outcome', async () => {
    await using node = await startNode();
    await node.ask('{ thisNode { name } }');
    await node.ask('{ records { totalCount } }');
    await node.ask('mutation { rebuildGraph { __typename } }', { role: 'operator' });
    await vi.waitFor(async () => {
      const text = await (await fetch(`${node.url}/metrics`)).text();
      const count = (operation: string, outcome: string): string | undefined =>
        new RegExp(
          `guanlian_graphql_request_duration_seconds_count\\{(?=.*operation="${operation}")(?=.*outcome="${outcome}").*\\} (\\d+)`,
        ).exec(text)?.[1];
      expect([count('query', 'ok'), count('query', 'refused'), count('mutation', 'ok')]).toEqual([
        ...['1', '1', '1'],
      ]);
    });
  });

  it('in production are for operators', async () => {
    await using node = await startNode({ profile: 'production' });
    expect((await fetch(`${node.url}/metrics`)).status).toBe(401);
    const headers = { authorization: `Bearer ${await node.token('operator')}` };
    expect((await fetch(`${node.url}/metrics`, { headers })).status).toBe(200);
  });
});

describe('in production', () => {
  it('the server refuses to start with a development issuer', async () => {
    await expect(
      startNode({
        profile: 'production',
        server: {
          issuer: {
            jwks: { keys: [] },
            trusted: { issuer: 'x', keys: { keys: [] } },
            issue: async () => '',
          },
        },
      }),
    ).rejects.toMatchObject({ code: 'DEV_ISSUER_IN_PRODUCTION' });
  });

  it('answers tell browsers to come back over TLS only, and nothing of development', async () => {
    await using node = await startNode({ profile: 'production' });
    const { headers } = await fetch(`${node.url}/`);
    expect(headers.get('strict-transport-security')).toMatch(/max-age/);
    expect(headers.has('x-guanlian-profile')).toBe(false);
  });
});

describe('closing', () => {
  it('lets a running request finish, then frees the port', async () => {
    const node = await startNode();
    const { port } = new URL(node.url);
    const running = node.ask('{ records { totalCount } }', { role: 'data-officer' });
    expect((await running).status).toBe(200);
    await node.close();
    await expect(fetch(`${node.url}/healthz`)).rejects.toThrow();
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(Number(port), '127.0.0.1', resolve));
    expect((probe.address() as AddressInfo).port).toBe(Number(port));
    await new Promise((resolve) => probe.close(resolve));
  });
});
