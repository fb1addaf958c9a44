/** Rebuilding the graph from the ledger, checking it against a fresh one (the graph is only a projection), and compacting its files. */
import { accepted, refusal, refused } from '../../chaincode/index.js';
import type { GraphStore, GraphStoreDescription } from '../../graph/index.js';
import { openGraphStore } from '../../graph/index.js';
import type { UserOutcome, UserRefusal } from '../application.js';
import type { Position } from '../../network/index.js';
import type { CompactedGraphView, GraphComparisonView } from '../graph-views.js';
import type { Follower } from './follower.js';
import type { GraphSources } from './graph-sources.js';
import type { NodeParts } from './parts.js';
import { replay } from './projection.js';
import type { Rebuilding } from './rebuilding.js';
import { describeWrongHead } from './wrong-head.js';

/** What a graph is made of besides the ledger's events. */
export interface Replayed {
  readonly personSalt: string;
  readonly sources: GraphSources;
}

/** Empties the graph and replays the ledger into it; live events wait meanwhile, and questions are refused. */
export async function rebuildGraph(
  parts: NodeParts,
  follower: Follower,
  { personSalt, sources, rebuilding }: Replayed & { readonly rebuilding: Rebuilding },
): Promise<UserOutcome<{ records: number; digest: string }>> {
  return follower.exclusively(async () => {
    const until = follower.position;
    if (!until)
      return refused(refusal('NOT_FOUND', 'the node has seen no event of the ledger yet'));
    const records = await rebuilding.during(() =>
      sources.filling(async () => {
        try {
          await parts.graph.clear();
          const replayed = await replay(parts, parts.graph, until, personSalt);
          return replayed + (await sources.loadInto(parts.graph));
        } catch (cause) {
          // Half a graph must not be gone on with as if it were whole: the rest is followed from where it stands.
          follower.startOver();
          throw cause;
        }
      }),
    );
    return accepted({ records, digest: await parts.graph.digest() });
  });
}

type Comparison = UserOutcome<GraphComparisonView>;

/**
 * Compares the digest of the graph with that of a graph built from the ledger in memory, and the heads, which no digest
 * sees, with the graph's own statements. Payloads may have been purged in
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
    const expected = await expectedDigest(parts, until, { personSalt, sources });
    const digest = await parts.graph.digest();
    const { wrong: wrongHeads, example } = await parts.graph.compareHeads();
    return accepted({
      ...{ equal: digest === expected, digest, expected, wrongHeads },
      ...(example ? { wrongHead: describeWrongHead(example) } : {}),
    });
  });
}

async function expectedDigest(
  parts: NodeParts,
  until: Position,
  { personSalt, sources }: Replayed,
): Promise<string> {
  await using fresh: GraphStore = await openGraphStore({ dir: '', engine: 'memory' });
  await replay(parts, fresh, until, personSalt);
  await sources.loadInto(fresh);
  return fresh.digest();
}

/** Rewrites the files of the embedded graph without what was removed; changes wait meanwhile. */
export async function compactGraph(graph: GraphStore): Promise<UserOutcome<CompactedGraphView>> {
  const bytesBefore = (await graph.storage()).fileBytes;
  if (bytesBefore === undefined) return refused(refusalOfEngine(graph.describe().engine));
  await graph.compact();
  return accepted({ bytesBefore, bytesAfter: (await graph.storage()).fileBytes ?? 0 });
}

function refusalOfEngine(engine: GraphStoreDescription['engine']): UserRefusal {
  if (engine === 'neo4j')
    return {
      code: 'GRAPH_COMPACTS_ITSELF',
      message: 'the graph is in a Neo4j, which uses the space of what was removed again by itself',
      next: 'Nothing needs to be done; the size of its store is the affair of whoever runs the Neo4j.',
    };
  return {
    code: 'GRAPH_HAS_NO_FILES',
    message: 'the graph is kept in memory and has no files',
    next: 'Nothing needs to be done.',
  };
}
