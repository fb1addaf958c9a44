/** The contract of the graph port on a real Neo4j. */
import { inject } from 'vitest';
import { openNeo4jGraphStore } from '../../../graph/index.js';
import { graphStoreContract } from './suite.js';

graphStoreContract('Neo4j', async () => {
  const store = await openNeo4jGraphStore(inject('neo4j'));
  // One database serves all tests: each finds it empty.
  await store.clear();
  return store;
});
