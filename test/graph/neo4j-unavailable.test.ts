/** A Neo4j that does not answer, without a Neo4j: its port is closed, or something there stays silent. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../graph/cypher/checkpoint.js';
import type { CypherRunner } from '../../graph/cypher/runner.js';
import { unaskedNeo4j } from '../../graph/neo4j/neo4j-runner.js';
import { busy, unavailable } from '../../graph/neo4j/neo4j-faults.js';
import { PlatformFault } from '../../network/index.js';

/** Longest wait for an answer that there is none, ms: the driver's own pauses vary by a fifth. */
const SOME_SECONDS = 8_000;
const PASSWORD = 'never-to-be-shown';

describe('a Neo4j that does not answer', () => {
  let server: Server;
  let sockets: Socket[];
  let port: number;
  beforeEach(async () => {
    sockets = [];
    server = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => closePort());

  async function closePort(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  const open = (scheme: string): Promise<CypherRunner> =>
    unaskedNeo4j({ url: `${scheme}://127.0.0.1:${port}`, user: 'neo4j', password: PASSWORD });

  it.each([
    ['bolt', 'read', 'closed'],
    ['bolt', 'write', 'closed'],
    ['neo4j', 'read', 'closed'],
    ['bolt', 'read', 'silent'],
  ] as const)('%s, %s, a port that is %s: says so in seconds', async (scheme, mode, state) => {
    if (state === 'closed') await closePort();
    const runner = await open(scheme);
    const began = performance.now();
    const fault = await runner
      .transaction(mode, (run) => run(readCheckpoint, {}))
      .catch((cause: unknown) => cause as PlatformFault);
    expect(performance.now() - began).toBeLessThan(SOME_SECONDS);
    expect(fault).toBeInstanceOf(PlatformFault);
    expect(fault).toMatchObject({
      code: 'GRAPH_UNAVAILABLE',
      message: expect.stringMatching(
        /^the Neo4j at .* does not answer \(.*\); start it/,
      ) as unknown,
      cause: { name: 'Neo4jError' },
    });
    expect((fault as PlatformFault).message).not.toContain(PASSWORD);
    await runner.close();
  });

  it('is not waited for by one who has gone', async () => {
    await closePort();
    const runner = await open('bolt');
    const gone = AbortSignal.timeout(50);
    const began = performance.now();
    await expect(
      runner.transaction('read', (run) => run(readCheckpoint, {}), gone),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - began).toBeLessThan(1_000);
    await runner.close();
  });
});

describe('what a Neo4j answers', () => {
  const answered = (code: string, message = 'said by the server'): Error =>
    Object.assign(new Error(message), { name: 'Neo4jError', code });

  it.each([
    ['ServiceUnavailable', undefined],
    ['SessionExpired', undefined],
    ['Neo.TransientError.General.DatabaseUnavailable', undefined],
    ['N/A', 'Connection acquisition timed out in 5000 ms. Pool status: …'],
  ])('%s is none', (code, message) => {
    const cause = answered(code, message);
    expect(unavailable('bolt://x', cause)).toMatchObject({ code: 'GRAPH_UNAVAILABLE', cause });
  });

  const waited = (active: number): Error =>
    answered(
      'N/A',
      `Connection acquisition timed out in 5000 ms. Pool status: Active conn count = ${active}, Idle conn count = 0.`,
    );

  it('is that it is busy only when every connection is in use: a new one would have been tried', () => {
    expect(busy('bolt://x', waited(20), 20)).toMatchObject({ code: 'GRAPH_BUSY' });
    const silent = waited(19);
    expect(busy('bolt://x', silent, 20)).toBeUndefined();
    expect(unavailable('bolt://x', silent)).toMatchObject({ code: 'GRAPH_UNAVAILABLE' });
    const other = new Error(waited(20).message);
    expect(busy('bolt://x', other, 20)).toBeUndefined();
  });

  it.each([
    answered('Neo.ClientError.Statement.SyntaxError'),
    answered('Neo.ClientError.Security.Unauthorized'),
    answered('N/A', 'You cannot begin a transaction on a session with an open transaction'),
    new Error('ServiceUnavailable'),
    Object.assign(new Error('ours'), { code: 'ServiceUnavailable' }),
    'ServiceUnavailable',
  ])('%s is an answer, or nothing of its own', (cause) => {
    expect(unavailable('bolt://x', cause)).toBeUndefined();
  });
});
