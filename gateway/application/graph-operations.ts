/** Rebuilding the graph from the ledger, and checking it against a fresh one (the graph is only a projection). */
import { accepted, refusal, refused } from '../../chaincode/index.js';
import type { GraphStore } from '../../graph/index.js';
import { openGraphStore } from '../../graph/index.js';
import type { UserOutcome } from '../application.js';
import type { Follower } from './follower.js';
import type { GraphSources } from './graph-sources.js';
import type { NodeParts } from './parts.js';
import { replay } from './projection.js';

/** What a graph is made of besides the ledger's events. */
export interface Replayed {
  readonly personSalt: string;
  readonly sources: GraphSources;
}

/** Empties the graph and replays the ledger into it; live events wait meanwhile. */
export async function rebuildGraph(
  parts: NodeParts,
  follower: Follower,
  { personSalt, sources }: Replayed,
): Promise<UserOutcome<{ records: number; digest: string }>> {
  return follower.exclusively(async () => {
    const until = follower.position;
    if (!until)
      return refused(refusal('NOT_FOUND', 'the node has seen no event of the ledger yet'));
    await parts.graph.clear();
    const replayed = await replay(parts, parts.graph, until, personSalt);
    const records = replayed + (await sources.loadInto(parts.graph));
    return accepted({ records, digest: await parts.graph.digest() });
  });
}

/** The graph's digest beside that of a graph built from the ledger. */
type Comparison = UserOutcome<{ equal: boolean; digest: string; expected: string }>;

/**
 * Compares the digest of the graph with that of a graph built from the ledger in memory. Payloads may have been purged in
 * blocks that the graph has not seen yet: a difference counts only when nothing was ahead of it.
 */
export async function verifyGraph(
  parts: NodeParts,
  follower: Follower,
  replayed: Replayed,
): Promise<Comparison> {
  const first = await compare(parts, follower, replayed);
  if (!first.ok || first.value.equal) return first;
  const { height } = await parts.ledger.info();
  if (height <= follower.seenHeight) return first;
  await follower.passed(height - 1);
  return compare(parts, follower, replayed);
}

async function compare(
  parts: NodeParts,
  follower: Follower,
  { personSalt, sources }: Replayed,
): Promise<Comparison> {
  return follower.exclusively(async () => {
    const until = follower.position;
    if (!until)
      return refused(refusal('NOT_FOUND', 'the node has seen no event of the ledger yet'));
    await using fresh: GraphStore = await openGraphStore({ dir: '', engine: 'memory' });
    await replay(parts, fresh, until, personSalt);
    await sources.loadInto(fresh);
    const [digest, expected] = [await parts.graph.digest(), await fresh.digest()];
    return accepted({ equal: digest === expected, digest, expected });
  });
}
