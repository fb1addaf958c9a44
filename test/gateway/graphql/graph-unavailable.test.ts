/** While the server of the graph is down: questions say so with a code, the log keeps why, and everything else goes on. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphQuestions } from '../../../gateway/application/graph-questions.js';
import { CypherGraph } from '../../../graph/cypher/cypher-graph.js';
import type { CypherRunner } from '../../../graph/cypher/runner.js';
import { unaskedNeo4j } from '../../../graph/neo4j/neo4j-runner.js';
import type { GraphStore } from '../../../graph/index.js';
import { PlatformFault } from '../../../network/index.js';
import { memoryApplication } from '../http/memory-application.js';
import type { RunningNode } from '../http/running-node.js';
import { startNode } from '../http/running-node.js';

const ABOUT = 'label: "Company", key: "amber"';

describe('a graph whose server is down', () => {
  let node: RunningNode;
  let runner: CypherRunner;
  let url: string;

  beforeAll(async () => {
    url = `bolt://127.0.0.1:${await closedPort()}`;
    runner = await unaskedNeo4j({ url, user: 'neo4j', password: 'never-to-be-shown' });
    const { application } = memoryApplication();
    const graph = new CypherGraph(runner) as unknown as GraphStore;
    const questions = graphQuestions({ graph, placeOf: async () => ({}) });
    const compactGraph = async (): Promise<never> => {
      throw new PlatformFault('GRAPH_DENIED', `${url} refuses user or password`);
    };
    const rebuildGraph = async (): Promise<never> => {
      throw new PlatformFault('GRAPH_BUSY', `all 20 connections to the Neo4j at ${url} are in use`);
    };
    node = await startNode({
      server: { application: { ...application, questions, compactGraph, rebuildGraph } },
    });
  });
  afterAll(async () => {
    await node.close();
    await runner.close();
  });

  it('answers a question with a stable code, what goes on and what to do, in some seconds', async () => {
    const began = performance.now();
    const answer = await node.ask(`{ neighbourhood(${ABOUT}) { truncated } }`, {
      role: 'risk-officer',
    });
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(answer).toMatchObject({
      ...{ status: 503, data: { neighbourhood: null } },
      errors: [{ path: ['neighbourhood'], extensions: { code: 'GRAPH_UNAVAILABLE' } }],
    });
    const [{ message } = { message: '' }] = answer.errors ?? [];
    for (const part of ['does not answer', 'Nothing is lost', 'records and certificates go on'])
      expect(message).toContain(part);
    for (const part of ['/readyz', 'docs/operate-graph.md']) expect(message).toContain(part);
    expect(JSON.stringify(answer)).not.toContain('127.0.0.1');
  });

  it('keeps the cause in the log, once, with the request', () => {
    const faults = node
      .logText()
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
      .map((line) => JSON.parse(line) as { requestId: string; err: Record<string, unknown> });
    expect(faults).toHaveLength(1);
    expect(faults[0]?.requestId).not.toBe('unknown');
    expect(faults[0]?.err).toMatchObject({
      ...{ code: 'GRAPH_UNAVAILABLE', cause: { code: 'ServiceUnavailable' } },
      message: expect.stringContaining(url) as unknown,
    });
    expect(node.logText()).not.toContain('never-to-be-shown');
  });

  it('answers what needs no graph beside it', async () => {
    const answer = await node.ask(
      `{ records(first: 1) { totalCount } timeline(${ABOUT}) { truncated } }`,
      { role: 'risk-officer' },
    );
    expect(answer).toMatchObject({
      ...{ status: 200, data: { records: { totalCount: 30 }, timeline: null } },
      errors: [{ path: ['timeline'], extensions: { code: 'GRAPH_UNAVAILABLE' } }],
    });
  });

  it('tells that the server is busy with a code, what goes on and what to do', async () => {
    const answer = await node.ask('mutation { rebuildGraph { __typename } }', { role: 'operator' });
    expect(answer).toMatchObject({
      status: 503,
      errors: [
        {
          message: expect.stringContaining('connections to it are in use') as unknown,
          extensions: {
            code: 'GRAPH_BUSY',
            next: expect.stringMatching(/again in some seconds.*fewer at once/) as unknown,
          },
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('127.0.0.1');
  });

  it('masks every other fault as before', async () => {
    const answer = await node.ask('mutation { compactGraph { __typename } }', { role: 'operator' });
    expect(answer).toMatchObject({
      status: 500,
      errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(JSON.stringify(answer)).not.toContain('refuses');
  });
});

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
