/** A Neo4j that was there and is lost: cut off, or frozen with its connections open. The node knows in seconds, and again when it is back. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readCheckpoint } from '../../graph/cypher/checkpoint.js';
import type { CypherRunner } from '../../graph/cypher/runner.js';
import { openNeo4j } from '../../graph/neo4j/neo4j-runner.js';

describe('a Neo4j behind a line that fails', () => {
  let line: Server;
  let port: number;
  let pairs: [Socket, Socket][];
  let runner: CypherRunner;

  /** Another line to the same server; what comes in passes on. */
  const through = (near: Socket): void => {
    const far = connect(Number(serverUrl().port), serverUrl().hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    pairs.push([near, far]);
  };

  beforeEach(async () => {
    pairs = [];
    line = createServer(through);
    await listen(0);
    ({ port } = line.address() as AddressInfo);
    runner = await openNeo4j({ ...inject('neo4j'), url: `bolt://127.0.0.1:${port}` });
    await ask();
  });
  afterEach(async () => {
    await cut();
    await runner.close();
  });

  const listen = (on: number): Promise<void> =>
    new Promise((resolve) => line.listen(on, '127.0.0.1', resolve));
  const cut = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => line.close(() => resolve()));
    for (const socket of pairs.splice(0).flat()) socket.destroy();
    await closed;
  };
  const ask = (): Promise<unknown> => runner.transaction('read', (run) => run(readCheckpoint, {}));
  const isUnavailable = async (): Promise<void> => {
    const began = performance.now();
    await expect(ask()).rejects.toMatchObject({ code: 'GRAPH_UNAVAILABLE' });
    expect(performance.now() - began).toBeLessThan(12_000);
  };

  it('is unavailable while it is cut off, and answers when it is back', async () => {
    await cut();
    await isUnavailable();
    await listen(port);
    await ask();
  });

  it('is unavailable while it is frozen, and answers when it is back', async () => {
    await sleep(1_500);
    for (const [near] of pairs) near.unpipe().pause();
    line.removeAllListeners('connection');
    await isUnavailable();
    await cut();
    line.on('connection', through);
    await listen(port);
    await ask();
  });
});

/** Where the server of this run is; the URL class knows hosts and ports of http. */
function serverUrl(): URL {
  return new URL(inject('neo4j').url.replace(/^\w+/, 'http'));
}
