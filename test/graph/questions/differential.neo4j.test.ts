import { afterAll, beforeAll, describe, inject } from 'vitest';
import { openCypherGraphStore } from '../../../graph/cypher/cypher-graph-store.js';
import type { GraphStore } from '../../../graph/index.js';
import { openNeo4j } from '../../../graph/neo4j/neo4j-runner.js';
import { differential } from './differential.js';
import { remembering } from './remembering.js';

describe('Neo4j, on random graphs', () => {
  let engine: { store: GraphStore; answered: ReadonlyMap<string, number> };
  beforeAll(async () => {
    const { runner, answered } = remembering(await openNeo4j(inject('neo4j')));
    engine = { store: await openCypherGraphStore(runner, { eraseAfterMs: 0 }), answered };
  });
  afterAll(() => engine.store.close());

  differential(() => engine, 12);
});
