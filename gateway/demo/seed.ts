/** Seeds the federation: messages written by our own generator go the way that real messages go. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgreementStatus } from '../../chaincode/index.js';
import type { Caller } from '../application.js';
import { SCOPES } from '../application.js';
import type { AgreementView, UserOutcome } from '../application.js';
import { MAX_PAGE } from '../application/page.js';
import type { Node } from '../node.js';
import { writePaxlst, writeWcoDeclaration, writeXfwb } from '../formats/index.js';
import { agreementDrafts } from './agreements.js';
import { demoApplication, demoInspection } from './application-form.js';
import { declarations } from './declarations.js';
import { passengerLists } from './passengers.js';
import { SeededRandom } from './random.js';
import { waybills } from './waybills.js';

const SEED = 20_261_123;
const KNOWN_WITHIN_MS = 60_000;
const KNOWN_POLL_MS = 50;

/** Writes agreements, messages, shares and one certificate. Throws on any refusal: the seed must fit the rules. */
export async function seedFederation(node: (name: string) => Node, now: number): Promise<void> {
  const random = new SeededRandom(SEED);
  const today = new Date(now).toISOString().slice(0, 10);
  await seedAgreements(node, now);
  const [airline, trader, north] = [node('airline'), node('trader'), node('north')];
  const lists = passengerLists(random, today).map((list, i) =>
    writePaxlst(list, {
      sender: 'MERIDIAN',
      recipient: 'NORTHCUSTOMS',
      preparedAt: new Date(now).toISOString(),
      reference: `PAX${i + 1}`,
    }),
  );
  await Promise.all([
    ingestAndShare(airline, lists, [
      { recipient: 'NorthCustomsMSP', purpose: 'border-security' },
      { recipient: 'SouthCustomsMSP', purpose: 'health-protection' },
    ]),
    ingestAndShare(airline, waybills(random, today).map(writeXfwb), [
      { recipient: 'NorthCustomsMSP', purpose: 'risk-assessment' },
    ]),
    ingestAndShare(trader, declarations(random, today).map(writeWcoDeclaration), [
      { recipient: 'NorthCustomsMSP', purpose: 'risk-assessment' },
    ]),
    ingestAndShare(
      north,
      [JSON.stringify(demoInspection(now))],
      [{ recipient: 'CooperationMSP', purpose: 'mutual-recognition' }],
    ),
    north.application
      .applyForCertificate({ ...caller(north), subject: 'lotus-clerk' }, demoApplication(now))
      .then(demand),
  ]);
}

/** The seed acts for the organisation itself, with every scope. */
function caller(node: Node): Caller {
  return {
    subject: 'seed',
    mspId: node.config.mspId,
    role: 'data-officer',
    scopes: new Set(SCOPES),
  };
}

async function seedAgreements(node: (name: string) => Node, now: number): Promise<void> {
  const byMsp = new Map(
    ['north', 'south', 'airline', 'trader', 'coop'].map((name) => [
      node(name).config.mspId,
      node(name),
    ]),
  );
  await Promise.all(
    agreementDrafts(now).map(async (draft) => {
      const [provider, consumer] = [byMsp.get(draft.provider), byMsp.get(draft.consumer)];
      if (!provider || !consumer)
        throw new Error(`no node of ${draft.provider} or ${draft.consumer}`);
      const { agreement } = demand<AgreementView>(
        await provider.application.proposeAgreement(caller(provider), draft),
      );
      await untilKnown(consumer, agreement.id, 'OFFERED');
      demand(await consumer.application.acceptAgreement(caller(consumer), agreement.id));
      await untilKnown(provider, agreement.id, 'FINALIZED');
    }),
  );
}

/** Waits until a member's own peer has the agreement too: peers take up a block each in their own time. */
async function untilKnown(node: Node, id: string, status: AgreementStatus): Promise<void> {
  const deadline = Date.now() + KNOWN_WITHIN_MS;
  while (Date.now() < deadline) {
    const { items } = await node.application.agreements(caller(node), { first: MAX_PAGE });
    const found = items.find(({ node: { agreement } }) => agreement.id === id)?.node;
    if (found?.terms !== undefined && found.agreement.status === status) return;
    await sleep(KNOWN_POLL_MS);
  }
  throw new Error(`${node.config.name} does not know the agreement ${id} as ${status}`);
}

async function ingestAndShare(
  node: Node,
  messages: readonly string[],
  shares: readonly { recipient: string; purpose: string }[],
): Promise<void> {
  await Promise.all(
    messages.map(async (message) => {
      const bytes = Buffer.from(message);
      const { records } = demand(await node.application.ingest(caller(node), { bytes }));
      for (const { id } of records) {
        for (const share of shares) {
          demand(await node.application.share(caller(node), { recordId: id, ...share }));
        }
      }
    }),
  );
}

function demand<T>(outcome: UserOutcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`the seed was refused: ${outcome.refusal.code} ${outcome.refusal.message}`);
}
