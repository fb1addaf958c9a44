/** What a node says when it starts without a graph in its folder: only what is so. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GraphNotice } from '../../gateway/graph-opening.js';
import { openNodeGraph } from '../../gateway/graph-opening.js';
import type { GraphPlace } from '../../gateway/graph-place.js';
import {
  embeddedFolder,
  NEO4J_PLACE,
  noteElsewhere,
  rememberPlace,
} from '../../gateway/graph-place.js';

const NEO4J = NEO4J_PLACE.parse({ url: 'neo4j+s://graph.example', passwordFile: '/p' });
const SERVER = 'neo4j+s://graph.example (database neo4j)';

describe('a node that ran before and has no graph in its folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-opening-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  async function started(
    configured: GraphPlace | undefined,
    ranBefore = true,
  ): Promise<GraphNotice | undefined> {
    const log = pino({ level: 'silent' });
    const { graph, notice } = await openNodeGraph({ dir, configured, ranBefore, log, now: 0 });
    await graph.close();
    return notice;
  }

  it('configured back from memory, called its graph removed: it was in memory', async () => {
    expect(await started('memory')).toBeUndefined();
    expect(await started('grafeo')).toEqual({
      kind: 'elsewhere',
      text: 'the graph was in memory before, not in the node’s folder',
    });
    expect(await started('grafeo')).toBeUndefined();
  });

  it('configured back from a Neo4j, called its graph removed: it was in that Neo4j', async () => {
    // As a start with this place in the configuration leaves it.
    await noteElsewhere(dir, SERVER);
    expect(await started('grafeo')).toEqual({
      kind: 'elsewhere',
      text: `the graph was in ${SERVER} before, not in the node’s folder`,
    });
  });

  it('configured back after a move to a Neo4j, names the move', async () => {
    await rememberPlace(dir, NEO4J);
    expect(await started('grafeo')).toEqual({
      kind: 'elsewhere',
      text: `the last move took the graph to ${SERVER}, the configuration has it in the node’s folder`,
    });
  });

  it.each<[string, () => Promise<void>]>([
    ['that was here', async () => undefined],
    [
      'that came back by a move',
      async () => {
        await noteElsewhere(dir, SERVER);
        await rememberPlace(dir, 'embedded');
      },
    ],
  ])('says that a graph %s was left out of a backup, or removed', async (_which, before) => {
    await noteElsewhere(dir, SERVER);
    await started(undefined, false);
    await before();
    await rm(embeddedFolder(dir), { recursive: true });
    expect(await started(undefined)).toEqual({
      kind: 'gone',
      text: 'the graph was not in the node’s folder (left out of a backup, or removed)',
    });
  });

  it('says nothing at its first start', async () => {
    expect(await started(undefined, false)).toBeUndefined();
  });

  it('keeps the graph in its folder when the Neo4j it is sent to does not answer', async () => {
    await started('grafeo');
    const passwordFile = join(dir, 'password');
    await writeFile(passwordFile, 'secret', { mode: 0o600 });
    const nobody = NEO4J_PLACE.parse({ url: 'bolt://127.0.0.1:1', passwordFile });
    await expect(started(nobody)).rejects.toMatchObject({ code: 'GRAPH_UNREACHABLE' });
    // No notice: nothing had to be built anew.
    expect(await started('grafeo')).toBeUndefined();
  });
});
