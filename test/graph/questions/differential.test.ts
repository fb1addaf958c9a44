import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openCypherGraphStore } from '../../../graph/cypher/cypher-graph-store.js';
import { openGrafeo } from '../../../graph/embedded/grafeo-runner.js';
import type { GraphStore } from '../../../graph/index.js';
import { differential, remembering } from './differential.js';

describe('Grafeo, on random graphs', () => {
  let root: string;
  let engine: { store: GraphStore; names: ReadonlySet<string> };
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'guanlian-questions-'));
    const { runner, names } = remembering(await openGrafeo(join(root, 'g.grafeo')));
    engine = { store: await openCypherGraphStore(runner, { eraseAfterMs: 0 }), names };
  });
  afterAll(async () => {
    await engine.store.close();
    await rm(root, { recursive: true, force: true });
  });

  differential(() => engine, 40);
});
