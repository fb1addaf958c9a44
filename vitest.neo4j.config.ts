/** Suites that need a real Neo4j, which the run resolves with Maven, starts and stops. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.neo4j.test.ts'],
    globalSetup: ['test/neo4j/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
