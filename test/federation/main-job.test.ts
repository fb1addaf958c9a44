import { afterAll, beforeAll, describe } from 'vitest';
import { mainJob } from './main-job.js';
import { runFederation } from './running-federation.js';
import type { RunningFederation } from './running-federation.js';

describe('the main job on the embedded ledger', () => {
  let running: RunningFederation;
  beforeAll(async () => {
    running = await runFederation({ seed: true });
  });
  afterAll(async () => running[Symbol.asyncDispose]());

  mainJob(() => running);
});
