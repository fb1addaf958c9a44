/** A question on a Neo4j whose asker has gone: it ends at once, here and on the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cypher } from '../../graph/cypher/query.js';
import type { CypherRunner } from '../../graph/cypher/runner.js';
import { openNeo4j } from '../../graph/neo4j/neo4j-runner.js';

const endless = cypher<{ most: number }, { total: number }>({
  name: 'endless',
  text: 'UNWIND range(1, $most) AS a UNWIND range(1, $most) AS b WITH a + b AS sum WHERE sum < 0 RETURN count(sum) AS total',
  parameters: ['most'],
  columns: ['total'],
});
const running = cypher<Record<never, never>, { total: number }>({
  name: 'running',
  text: "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'UNWIND range' AND NOT (currentQuery CONTAINS 'SHOW') RETURN count(*) AS total",
  parameters: [],
  columns: ['total'],
});

describe('a question on Neo4j', () => {
  let runner: CypherRunner;
  beforeAll(async () => {
    runner = await openNeo4j(inject('neo4j'));
  });
  afterAll(() => runner.close());

  const onServer = async (): Promise<number> => {
    const [row] = await runner.transaction('read', (run) => run(running, {}));
    return row?.total ?? 0;
  };
  const until = async (wanted: number): Promise<void> => {
    while ((await onServer()) !== wanted) await sleep(20);
  };

  it('ends on the server too when nobody waits for it any more', async () => {
    const gone = new AbortController();
    const asked = runner.transaction(
      'read',
      (run) => run(endless, { most: 1_000_000 }),
      gone.signal,
    );
    const answered = expect(asked).rejects.toThrow('the asker has gone');
    await until(1);
    gone.abort(new Error('the asker has gone'));
    await answered;
    await until(0);
  });

  it('is not begun for one who has gone already', async () => {
    const gone = AbortSignal.abort(new Error('gone before'));
    await expect(
      runner.transaction('read', (run) => run(endless, { most: 1_000_000 }), gone),
    ).rejects.toThrow('gone before');
    expect(await onServer()).toBe(0);
  });

  it('ends by itself after the longest time of a transaction', async () => {
    const hasty = await openNeo4j({ ...inject('neo4j'), timeoutMs: 300 });
    await expect(
      hasty.transaction('read', (run) => run(endless, { most: 1_000_000 })),
    ).rejects.toMatchObject({ code: expect.stringMatching(/Transaction/) as unknown });
    await until(0);
    await hasty.close();
  });
});
