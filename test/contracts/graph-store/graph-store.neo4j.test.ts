/** The contract of the graph port on a real Neo4j. */
import { inject } from 'vitest';
import type { GraphStore } from '../../../graph/index.js';
import { openNeo4jGraphStore } from '../../../graph/index.js';
import { openNeo4j } from '../../../graph/neo4j/neo4j-runner.js';
import { graphHeadsContract } from './heads-suite.js';
import { graphHistoryContract } from './history-suite.js';
import { graphSourcesContract } from './sources-suite.js';
import { graphStoreContract } from './suite.js';

const open = async (): Promise<GraphStore> => {
  const store = await openNeo4jGraphStore(inject('neo4j'));
  // One database serves all tests: each finds it empty.
  await store.clear();
  return store;
};

graphStoreContract('Neo4j', open);
graphHistoryContract('Neo4j', open, 15);
graphSourcesContract('Neo4j', open, 10);
graphHeadsContract('Neo4j', () => openNeo4j(inject('neo4j')));
