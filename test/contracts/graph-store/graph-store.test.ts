/** The contract on each engine of this version. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openGrafeo } from '../../../graph/embedded/grafeo-runner.js';
import { openGraphStore } from '../../../graph/index.js';
import { graphHeadsContract } from './heads-suite.js';
import { graphHistoryContract } from './history-suite.js';
import { graphSourcesContract } from './sources-suite.js';
import { graphStoreContract } from './suite.js';

let root: string;
let opened = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'guanlian-graph-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

graphStoreContract('memory', () => openGraphStore({ dir: '', engine: 'memory' }));
graphStoreContract('Grafeo', () =>
  openGraphStore({ dir: join(root, String(opened++)), engine: 'grafeo' }),
);

graphHistoryContract('memory', () => openGraphStore({ dir: '', engine: 'memory' }), 100);
graphHistoryContract(
  'Grafeo',
  () => openGraphStore({ dir: join(root, String(opened++)), engine: 'grafeo' }),
  25,
);
graphSourcesContract(
  'Grafeo',
  () => openGraphStore({ dir: join(root, String(opened++)), engine: 'grafeo' }),
  25,
);
graphHeadsContract('Grafeo', () => openGrafeo(join(root, `${opened++}.grafeo`)));
