/** The differential test against itself: two embedded ledgers tell every random story alike, on any past. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganisationIdentity } from '../../network/index.js';
import { openIdentity, systemClock } from '../../network/index.js';
import { playStory } from './differential-play.js';
import type { Side } from './differential-sides.js';
import { embeddedSide, found, takePast } from './differential-sides.js';
import type { Step } from './differential-steps.js';
import { stories } from './differential-steps.js';

const MEMBERS = ['AirlineMSP', 'BorderMSP', 'CustomsMSP', 'DepotMSP', 'ExpressMSP'];

describe('a random story', () => {
  let dir: string;
  const identities = new Map<string, OrganisationIdentity>();
  let sides: [Side, Side];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guanlian-identities-'));
    for (const mspId of MEMBERS) {
      identities.set(mspId, await openIdentity({ dir, mspId, name: 'node', clock: systemClock }));
    }
    // One clock is ahead: a time that is not normalised would show.
    const ahead = { now: () => Date.now() + 1_234 };
    sides = [
      await embeddedSide('embedded', identities),
      await embeddedSide('embedded, its clock ahead', identities, ahead),
    ];
    await found(sides[0], identities);
    await takePast(sides[0], sides[1], MEMBERS[0]!);
  });
  afterAll(async () => {
    for (const side of sides) await side[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  test('ends alike on two embedded ledgers, and holds all kinds of ends', async () => {
    const ends = new Set<string>();
    const run = await fc.check(
      fc.asyncProperty(stories(150, 250), async (steps) => {
        const { outcomes } = await playStory(sides, identities, steps);
        for (const label of outcomes.keys()) ends.add(label.slice(label.indexOf(': ') + 2));
      }),
      { numRuns: 3, endOnFailure: true },
    );
    if (run.failed) throw new Error(`seed ${run.seed}`, { cause: run.errorInstance });
    expect([...ends]).toEqual(expect.arrayContaining(['ok', 'refused NOT_PARTY']));
    expect(ends.size).toBeGreaterThan(10);
  }, 120_000);

  test('that ends otherwise on a ledger of other rules is told with the steps that led there', async () => {
    const late = { now: () => Date.now() + 600_000 };
    await using strict = await embeddedSide('embedded, ten minutes ahead', identities, late);
    await takePast(sides[0], strict, MEMBERS[0]!);
    const [steps] = fc.sample(stories(30, 30), 1) as [Step[]];
    await expect(playStory([sides[0], strict], identities, steps)).rejects.toThrow(
      /the ledgers differ[\s\S]*CLOCK_SKEW[\s\S]*after/,
    );
  });
});
