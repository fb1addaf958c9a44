/** A hub answers from its head: its statements are not read again by any question, and by a change only when the head loses some. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCypherGraphStore } from '../../graph/cypher/cypher-graph-store.js';
import { openGrafeo } from '../../graph/embedded/grafeo-runner.js';
import type { GraphStore, RecordFacts, Sources } from '../../graph/index.js';
import { MOST_SOURCES } from '../../graph/index.js';
import { change, node, record, ref } from '../contracts/graph-store/facts.js';
import { remembering } from './questions/remembering.js';

const MANY = 200;
const HUB = ref('Country:XB');

describe('the head of a hub', () => {
  let dir: string;
  let store: GraphStore;
  let answered: Map<string, number>;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-heads-'));
    const remembered = remembering(await openGrafeo(join(dir, 'g.grafeo')));
    answered = remembered.answered;
    store = await openCypherGraphStore(remembered.runner, { eraseAfterMs: 3_600_000 });
    await store.apply(
      change(
        MANY,
        Array.from({ length: MANY }, (_, i) => naming(i, i)),
      ),
    );
    answered.clear();
  });
  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  const naming = (i: number, at: number): RecordFacts =>
    record(`r${i}`, at, { nodes: [node('Country:XB')] });
  const sources = async (most: number): Promise<readonly Sources[]> =>
    store.read((reader) => reader.sources([HUB], most));
  const read = (): number =>
    (answered.get('sourcesOfFacts') ?? 0) + (answered.get('firstSources') ?? 0);

  it('answers how many there are and which came first, without their statements', async () => {
    const [found] = await sources(MOST_SOURCES);
    expect(found?.total).toBe(MANY);
    expect(found?.records.map(({ recordId }) => recordId)).toEqual(
      Array.from({ length: MOST_SOURCES }, (_, i) => `r${i}`),
    );
    expect(read()).toBe(0);
  });

  it.each([
    ['a record comes', [naming(MANY, MANY)], []],
    ['a late one goes', [], ['r150']],
    ['a late one is corrected', [naming(150, MANY)], []],
    ['all come again as they were', Array.from({ length: MANY }, (_, i) => naming(i, i)), []],
  ])('is carried on when %s', async (_what, facts, remove) => {
    await store.apply(change(MANY + 1, facts, remove));
    expect(read()).toBe(0);
  });

  it.each([
    ['goes', [], ['r3']],
    ['is corrected', [naming(3, MANY)], []],
  ])('is read again, and no more than it holds, when one of the first %s', async (...given) => {
    const [, facts, remove] = given;
    await store.apply(change(MANY + 1, facts, remove));
    expect(read()).toBe(MOST_SOURCES);
    const [found] = await sources(1000);
    expect(found?.records.length).toBe(MANY - remove.length);
    expect(found?.records[3]?.recordId).toBe('r4');
  });
});
