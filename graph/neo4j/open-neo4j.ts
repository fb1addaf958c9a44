/** Opens the graph of a node in a Neo4j database that belongs to it alone. */
import { PlatformFault } from '../../network/index.js';
import { anything, readCheckpoint } from '../cypher/checkpoint.js';
import { openCypherGraphStore } from '../cypher/cypher-graph-store.js';
import type { CypherRunner } from '../cypher/runner.js';
import type { GraphStore } from '../store.js';
import type { Neo4jOptions } from './neo4j-runner.js';
import { openNeo4j } from './neo4j-runner.js';

/** Throws PlatformFault GRAPH_UNREACHABLE, GRAPH_DENIED, GRAPH_INSECURE or GRAPH_FOREIGN with what to do. */
export async function openNeo4jGraphStore(options: Neo4jOptions): Promise<GraphStore> {
  const runner = await openNeo4j(options);
  try {
    await refuseForeign(runner, options);
    return await openCypherGraphStore(runner, { eraseAfterMs: 0 });
  } catch (cause) {
    await runner.close();
    throw cause;
  }
}

/** A rebuild empties the database: one that holds somebody else's data is not taken. */
async function refuseForeign(runner: CypherRunner, { url, database }: Neo4jOptions): Promise<void> {
  const isForeign = await runner.transaction('read', async (run) => {
    const [mark] = await run(readCheckpoint, {});
    const [row] = await run(anything, {});
    return mark === undefined && (row?.total ?? 0) > 0;
  });
  if (!isForeign) return;
  throw new PlatformFault(
    'GRAPH_FOREIGN',
    `the database ${database ?? 'neo4j'} at ${url} holds data that is not this node's; give the node a database of its own`,
  );
}
