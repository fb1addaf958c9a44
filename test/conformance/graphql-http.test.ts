/** GraphQL over HTTP: every audit of graphql-http, against a node's real server. */
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningNode } from '../gateway/http/running-node.js';
import { startNode } from '../gateway/http/running-node.js';

describe('GraphQL over HTTP', () => {
  let node: RunningNode;
  beforeAll(async () => {
    node = await startNode();
  });
  afterAll(() => node.close());

  const audits = serverAudits({ url: () => `${node.url}/graphql`, fetchFn: fetch });

  it('has 61 audits to pass', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => ({ id: audit.id, name: audit.name, audit })))(
    '$id $name',
    async ({ audit }) => {
      const result = await audit.fn();
      expect(result).toMatchObject({ status: 'ok' });
    },
  );
});
