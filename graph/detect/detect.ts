/**
 * Runs all typologies over a graph. They look at all of it, so a large one is looked at on a thread of its own: sorting
 * and joining a million relationships would hold the event loop that serves users for seconds.
 */
import type { GraphConnection, GraphStore } from '../store.js';
import { startThread } from '../thread.js';
import { TYPOLOGIES } from './typologies.js';
import type { TypologyHit } from './typology.js';

/** Companies and people up to which a graph is looked at in place: that takes some 50 ms, about what a thread needs to start. */
const FEW = 2_000;

/** What the thread says: hit by hit, so that no message is large, then that it is done. */
export type DetectionMessage = { readonly hit: TypologyHit } | { readonly done: true };

/** Every hit of every typology. Rejects with the thread's error. */
export async function detect(graph: GraphStore): Promise<readonly TypologyHit[]> {
  if (graph.lend && (await population(graph)) > FEW)
    return graph.lend((connection) => detectOnThread(connection));
  const hits: TypologyHit[] = [];
  for (const typology of TYPOLOGIES) hits.push(...(await typology.detect(graph)));
  return hits;
}

function population(graph: GraphStore): Promise<number> {
  return graph.read((reader) => reader.population(['Company', 'Person']));
}

async function detectOnThread(connection: GraphConnection): Promise<readonly TypologyHit[]> {
  const transfer = 'grafeo' in connection ? [connection.grafeo] : [];
  const thread = startThread('detect/detection-thread', connection, transfer);
  const hits: TypologyHit[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      thread.on('message', (message: DetectionMessage) => {
        if ('hit' in message) hits.push(message.hit);
        else resolve();
      });
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error('the thread of the detectors ended too early')));
    });
    return hits;
  } finally {
    await thread.terminate();
  }
}
