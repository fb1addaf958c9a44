/** Heads compared with the statements they are kept beside: whatever is wrong with one is found, and named without its fact. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCypherGraphStore } from '../../../graph/cypher/cypher-graph-store.js';
import { cypher } from '../../../graph/cypher/query.js';
import type { CypherRunner } from '../../../graph/cypher/runner.js';
import type { GraphStore, HeadComparison } from '../../../graph/index.js';
import { change, link, node, record } from './facts.js';

const MANY = 30;
/** More heads than are read at a time. */
const HUBS = 120;
const LOCATED = link('Company:A', 'LOCATED_IN', 'Country:XA');

/** A change of heads that no store would make. */
const spoiling = (text: string) =>
  cypher<Record<never, never>, never>({ name: 'spoiling', text, parameters: [], columns: [] });

/** Registers the suite; `open` gives a runner on an empty graph. */
export function graphHeadsContract(name: string, open: () => Promise<CypherRunner>): void {
  describe(`the heads of facts on ${name}`, () => {
    let runner: CypherRunner;
    let store: GraphStore;
    beforeEach(async () => {
      runner = await open();
      store = await openCypherGraphStore(runner, { eraseAfterMs: 3_600_000 });
      await store.clear();
      const hubs = Array.from({ length: HUBS }, (_, i) => node(`Goods:P${i}`));
      const records = Array.from({ length: MANY }, (_, i) =>
        record(`r${i}`, i, {
          nodes: [node('Country:XB'), ...(i < 9 ? hubs : []), ...(i < 8 ? [node('Goods:Q')] : [])],
          relationships: [LOCATED],
        }),
      );
      await store.apply(change(MANY, records));
    });
    afterEach(async () => store.close());

    const spoil = async (text: string): Promise<HeadComparison> => {
      await runner.transaction('write', (run) => run(spoiling(text), {}));
      return store.compareHeads();
    };

    it('are right as the store keeps them, also when records come and go', async () => {
      expect(await store.compareHeads()).toEqual({ wrong: 0 });
      await store.apply(change(MANY + 1, [], ['r0', 'r1', 'r2']));
      expect(await store.compareHeads()).toEqual({ wrong: 0 });
    });

    const xb = "MATCH (h:Head {about: 'Country:XB'})";
    const first = '[["r1",1,"CustomsA",1,0]]';
    it.each([
      ['counts one record too many', `${xb} SET h.total = 31`, { wrong: 'count', kept: 31 }],
      ['names other first records', `${xb} SET h.first = '${first}'`, { wrong: 'first', kept: 30 }],
      ['cannot be read', `${xb} SET h.first = 'x'`, { wrong: 'first', kept: 30 }],
      ['is missing', `${xb} DELETE h`, { wrong: 'missing' }],
    ])('are wrong when one %s', async (_what, text, how) => {
      const example = { about: 'Country', stated: 30, ...how };
      expect(await spoil(text)).toEqual({ wrong: 1, example });
    });

    it('are wrong when that of a relationship is', async () => {
      const about = `LOCATED_IN\\nCompany:A\\nCountry:XA`;
      expect(await spoil(`MATCH (h:Head {about: '${about}'}) SET h.total = 3`)).toEqual({
        ...{ wrong: 1, example: { about: 'LOCATED_IN', wrong: 'count', kept: 3, stated: 30 } },
      });
    });

    it.each([
      ['few records state', 'Goods:Q', { about: 'Goods', stated: 8 }],
      ['nobody states', 'Goods:Z', { about: 'Goods', stated: 0 }],
      ['is none', 'Jane Doe: 1', { about: 'unknown', stated: 0 }],
    ])('are wrong when there is one of a fact that %s', async (_what, fact, example) => {
      const text = `CREATE (h:Head {about: '${fact}', total: 8, first: '[]'})`;
      expect(await spoil(text)).toEqual({
        ...{ wrong: 1, example: { wrong: 'needless', kept: 8, ...example } },
      });
    });

    it('are all counted, however many there are', async () => {
      expect(await spoil("MATCH (h:Head) WHERE h.about STARTS WITH 'Goods:' DELETE h")).toEqual({
        ...{ wrong: HUBS, example: { about: 'Goods', wrong: 'missing', stated: 9 } },
      });
      expect((await spoil('MATCH (h:Head) SET h.total = 12')).wrong).toBe(HUBS + 4);
    });
  });
}
