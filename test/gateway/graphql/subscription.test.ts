/** Alerts over server-sent events: they arrive, resume by cursor, and end with client, token and server. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningNode } from '../http/running-node.js';
import { startNode } from '../http/running-node.js';
import { alertOf } from '../http/memory-application.js';

let node: RunningNode;
beforeEach(async () => {
  node = await startNode();
});
afterEach(() => node.close());

interface AlertEdge {
  readonly cursor: string;
  readonly node: { readonly id: string; readonly reasons: readonly string[] };
}

interface Stream {
  readonly status: number;
  /** The next alert, as edge. */
  next(): Promise<AlertEdge | 'complete' | 'end'>;
  stop(): void;
}

async function subscribe(token: string | undefined, after?: string): Promise<Stream> {
  const stop = new AbortController();
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    signal: stop.signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      query:
        'subscription($after: String) { alertRaised(after: $after) { cursor node { id reasons } } }',
      variables: { after },
    }),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  const next: Stream['next'] = async () => {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end < 0) {
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return 'end';
        buffer += chunk.value;
        continue;
      }
      const event = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      if (event.startsWith('event: complete')) return 'complete';
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      const { data: result, errors } = JSON.parse(data) as {
        data: { alertRaised: AlertEdge };
        errors?: unknown;
      };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return result.alertRaised;
    }
  };
  return { status: response.status, next, stop: () => stop.abort() };
}

describe('alertRaised', () => {
  it('sends what was raised before, then each new alert as it is raised', async () => {
    node.memory.raise(alertOf(1));
    const stream = await subscribe(await node.token('risk-officer'));
    expect(await stream.next()).toMatchObject({ cursor: 'alert-1', node: { id: 'alert-1' } });
    node.memory.raise(alertOf(2));
    expect(await stream.next()).toMatchObject({
      node: { id: 'alert-2', reasons: ['three companies share one address'] },
    });
    stream.stop();
  });

  it('resumes after the last cursor: nothing twice, nothing lost', async () => {
    for (const i of [1, 2, 3]) node.memory.raise(alertOf(i));
    const token = await node.token('risk-officer');
    const first = await subscribe(token);
    const seen = await first.next();
    first.stop();
    node.memory.raise(alertOf(4));
    const second = await subscribe(token, (seen as { cursor: string }).cursor);
    const rest = [await second.next(), await second.next(), await second.next()];
    expect(rest).toMatchObject([
      { cursor: 'alert-2' },
      { cursor: 'alert-3' },
      { cursor: 'alert-4' },
    ]);
    second.stop();
  });

  it('refuses a cursor that nobody gave, at once and in words', async () => {
    const response = await fetch(`${node.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await node.token('risk-officer')}`,
      },
      body: '{"query":"subscription { alertRaised(after: \\"alert-x\\") { cursor } }"}',
    });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('"code":"BAD_USER_INPUT"');
    expect(text).toContain('is no cursor of this list');
    expect(node.memory.openStreams()).toBe(0);
    expect(node.logText()).not.toContain('"level":"error"');
  });

  it('ends in the application when the client goes away', async () => {
    const stream = await subscribe(await node.token('risk-officer'));
    await vi.waitFor(() => expect(node.memory.openStreams()).toBe(1));
    stream.stop();
    await vi.waitFor(() => expect(node.memory.openStreams()).toBe(0));
  });

  it('lives no longer than the token that opened it', async () => {
    const exp = Math.floor(Date.now() / 1000) + 1;
    const stream = await subscribe(await node.token('risk-officer', { exp }));
    expect(await stream.next()).toBe('complete');
    await vi.waitFor(() => expect(node.memory.openStreams()).toBe(0));
  });

  it('ends when the node stops', async () => {
    const stream = await subscribe(await node.token('risk-officer'));
    await vi.waitFor(() => expect(node.memory.openStreams()).toBe(1));
    const ended = stream.next();
    await node.close();
    expect(await ended).toMatch(/complete|end/);
    expect(node.memory.openStreams()).toBe(0);
  });

  it('shows in the metrics while it is open', async () => {
    const gauge = async () =>
      /guanlian_subscriptions_open\{[^}]*\} (\d+)/.exec(
        await (await fetch(`${node.url}/metrics`)).text(),
      )?.[1];
    const stream = await subscribe(await node.token('risk-officer'));
    await vi.waitFor(async () => expect(await gauge()).toBe('1'));
    stream.stop();
    await vi.waitFor(async () => expect(await gauge()).toBe('0'));
  });

  it('is refused beyond sixteen streams of one caller, and others still get theirs', async () => {
    const token = await node.token('risk-officer');
    const streams = await Promise.all(Array.from({ length: 16 }, () => subscribe(token)));
    expect((await subscribe(token)).status).toBe(429);
    const other = await subscribe(await node.token('risk-officer', { sub: 'user-2' }));
    expect(other.status).toBe(200);
    for (const stream of [...streams, other]) stream.stop();
    await vi.waitFor(() => expect(node.memory.openStreams()).toBe(0));
    expect((await subscribe(token)).status).toBe(200);
  });

  it('is not answered as a plain request', async () => {
    const answer = await fetch(`${node.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${await node.token('risk-officer')}`,
      },
      body: '{"query":"subscription { alertRaised { cursor } }"}',
    });
    expect(answer.status).toBe(406);
    await vi.waitFor(() => expect(node.memory.openStreams()).toBe(0));
  });
});
