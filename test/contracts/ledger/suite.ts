/**
 * The contract suite of the `Ledger` port: what holds for every engine, told by the category of each outcome.
 * Rows come from what a real Fabric network did (research: fabric.md section 7, table 1).
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { describeEvents } from './events.js';
import { describePrivateData } from './private-data.js';
import { describePublicState } from './public-state.js';
import { describeEndorsement } from './endorsement.js';
import { describeUnreachablePeers } from './unreachable-peers.js';
import type { Cast, OpenWorld } from './world.js';
import { castOf } from './world.js';

/** Describes the whole contract for one adapter. */
export function describeLedgerContract(name: string, openWorld: OpenWorld): void {
  describe(`the ledger port over ${name}`, () => {
    let cast: Cast;
    beforeAll(async () => {
      cast = castOf(await openWorld());
    }, 300_000);
    afterAll(async () => {
      await cast?.world.close();
    }, 60_000);
    const ready = (): Cast => cast;
    describePublicState(ready);
    describePrivateData(ready);
    describeEndorsement(ready);
    describeEvents(ready);
    describeUnreachablePeers(ready);
  });
}
