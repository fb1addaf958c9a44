/** The thread on which the typologies look at a large graph (started by detect.ts, not imported). */
import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import { CypherGraph } from '../cypher/cypher-graph.js';
import { lentGrafeo } from '../embedded/grafeo-runner.js';
import { openNeo4j } from '../neo4j/neo4j-runner.js';
import type { GraphConnection } from '../store.js';
import type { DetectionMessage } from './detect.js';
import { TYPOLOGIES } from './typologies.js';

async function detectTo(port: MessagePort, connection: GraphConnection): Promise<void> {
  const say = (message: DetectionMessage): void => port.postMessage(message);
  const runner =
    'grafeo' in connection ? lentGrafeo(connection.grafeo) : await openNeo4j(connection.neo4j);
  const graph = new CypherGraph(runner);
  for (const typology of TYPOLOGIES) for (const hit of await typology.detect(graph)) say({ hit });
  say({ done: true });
}

if (parentPort) await detectTo(parentPort, workerData as GraphConnection);
