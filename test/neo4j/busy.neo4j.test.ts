/** A Neo4j that answers, with every connection to it in use: whoever asks then is told that it is busy, not that it is away. */
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { readCheckpoint } from '../../graph/cypher/checkpoint.js';
import type { CypherRunner } from '../../graph/cypher/runner.js';
import { CONNECTIONS, openNeo4j } from '../../graph/neo4j/neo4j-runner.js';

let runner: CypherRunner;
beforeEach(async () => {
  runner = await openNeo4j(inject('neo4j'));
});
afterEach(async () => runner.close());

it('is busy while all connections are in use, and answers when one comes free', async () => {
  let free = (): void => undefined;
  const held = new Promise<void>((resolve) => (free = resolve));
  const ask = (): Promise<unknown> => runner.transaction('read', (run) => run(readCheckpoint, {}));
  let holding = 0;
  const all = Array.from({ length: CONNECTIONS }, () =>
    runner.transaction('read', async (run) => {
      await run(readCheckpoint, {});
      holding += 1;
      await held;
    }),
  );
  await expect.poll(() => holding, { timeout: 10_000 }).toBe(CONNECTIONS);
  await expect(ask()).rejects.toMatchObject({
    code: 'GRAPH_BUSY',
    message: expect.stringMatching(/all 20 connections .* are in use/) as unknown,
  });
  free();
  await Promise.all(all);
  await ask();
});
