/**
 * The same random stories on the embedded ledger and on real Fabric, through both drivers. Long stories, few of them:
 * GUANLIAN_SEED repeats one, GUANLIAN_STORIES and GUANLIAN_STEPS make it more or longer.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playStory } from './differential-play.js';
import type { Identities, Side } from './differential-sides.js';
import { embeddedSide, found, takePast } from './differential-sides.js';
import { stories } from './differential-steps.js';
import { fabricSide, nodeIdentity } from './fabric-side.js';
import { runningNetwork } from './running-network.js';

const seed = Number(process.env['GUANLIAN_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env['GUANLIAN_STORIES'] ?? 2);
const length = Number(process.env['GUANLIAN_STEPS'] ?? 120);
/** No further story is begun after this. */
const LIMIT_MS = 240_000;

describe.each(['fabric-gateway', 'fabric-network'] as const)(
  'a random story on the embedded ledger and through %s',
  (driver) => {
    let identities: Identities;
    let embedded: Side;
    let fabric: Side;

    beforeAll(async () => {
      const network = await runningNetwork();
      const ids = network.description.organisations.map(({ mspId }) => mspId);
      identities = new Map(
        await Promise.all(
          ids.map(async (mspId) => [mspId, await nodeIdentity(network, mspId)] as const),
        ),
      );
      fabric = await fabricSide(network, driver);
      embedded = await embeddedSide('embedded', identities);
      await found(fabric, identities);
      await takePast(fabric, embedded, ids[0]!);
    });
    afterAll(async () => {
      await embedded?.[Symbol.asyncDispose]();
      await fabric?.[Symbol.asyncDispose]();
    });

    test('ends alike: outcomes, state, write sets, private hashes, events', async () => {
      process.stderr.write(`differential: GUANLIAN_SEED=${seed}\n`);
      const ends = new Set<string>();
      let committed = 0;
      const run = await fc.check(
        fc.asyncProperty(stories(length, length), async (steps) => {
          const tale = await playStory([embedded, fabric], identities, steps);
          committed += tale.committed;
          for (const label of tale.outcomes.keys()) ends.add(label.slice(label.indexOf(': ') + 2));
        }),
        { seed, numRuns, endOnFailure: true, interruptAfterTimeLimit: LIMIT_MS },
      );
      // The difference names the steps that led to it; the seed repeats all of them.
      if (run.failed) throw run.errorInstance;
      process.stderr.write(
        `differential: ${committed} transactions, ends: ${[...ends].sort().join(', ')}\n`,
      );
      expect(committed).toBeGreaterThan(length / 4);
    }, 600_000);
  },
);
