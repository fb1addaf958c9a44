import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openCypherGraphStore } from '../../../graph/cypher/cypher-graph-store.js';
import { openGrafeo } from '../../../graph/embedded/grafeo-runner.js';
import type { GraphStore } from '../../../graph/index.js';
import { differential } from './differential.js';
import { remembering } from './remembering.js';

describe('Grafeo, on random graphs', () => {
  let root: string;
  let engine: { store: GraphStore; answered: ReadonlyMap<string, number> };
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'guanlian-questions-'));
    const { runner, answered } = remembering(await openGrafeo(join(root, 'g.grafeo')));
    engine = { store: await openCypherGraphStore(runner, { eraseAfterMs: 0 }), answered };
  });
  afterAll(async () => {
    await engine.store.close();
    await rm(root, { recursive: true, force: true });
  });

  differential(() => engine, 40);
});
