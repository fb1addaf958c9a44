/** Suites that need a real Fabric network: one file at a time, over one network that the run brings up and takes down. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.fabric.test.ts'],
    globalSetup: ['test/fabric/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    env: { CORE_CHAINCODE_LOGGING_LEVEL: 'critical', CORE_CHAINCODE_LOGGING_SHIM: 'critical' },
  },
});
