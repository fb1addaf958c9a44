import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementDrafts } from '../../gateway/demo/agreements.js';
import { passengerLists } from '../../gateway/demo/passengers.js';
import { SeededRandom } from '../../gateway/demo/random.js';
import { writePaxlst } from '../../gateway/formats/index.js';
import type { Node } from '../../gateway/node.js';
import {
  callerOf,
  embeddedNetwork,
  granted,
  refusedWith,
  runFederation,
} from './running-federation.js';
import type { RunningFederation } from './running-federation.js';

const AIRLINE = 'MeridianAirMSP';
const NORTH = 'NorthCustomsMSP';
const COOP = 'CooperationMSP';
const PERSONAL = ['personal:read'] as const;

describe('sharing a passenger list under an agreement', () => {
  let running: RunningFederation;
  let airline: Node;
  let north: Node;
  let coop: Node;
  let recordId: string;
  let agreementId: string;
  const officer = callerOf(AIRLINE, 'data-officer', PERSONAL);

  beforeAll(async () => {
    running = await runFederation();
    [airline, north, coop] = ['airline', 'north', 'coop'].map((name) =>
      running.federation.node(name),
    ) as [Node, Node, Node];
    const [draft] = agreementDrafts(Date.now());
    const proposed = granted(await airline.application.proposeAgreement(officer, draft!));
    agreementId = proposed.agreement.id;
  });
  afterAll(async () => running[Symbol.asyncDispose]());

  test('a message becomes a record that its owner holds whole', async () => {
    const [list] = passengerLists(new SeededRandom(7), '2026-11-23');
    const text = writePaxlst(list!, {
      sender: 'A',
      recipient: 'B',
      preparedAt: '2026-11-23T08:00:00Z',
      reference: 'R1',
    });
    const { records, format } = granted(
      await airline.application.ingest(officer, { bytes: Buffer.from(text) }),
    );
    expect(format).toBe('PAXLST');
    recordId = records[0]!.id;
    const view = await airline.application.record(officer, recordId);
    expect(view).toMatchObject({ holding: 'owner', kind: 'passengerList', body: list });
    expect(granted(await airline.application.raw(officer, recordId)).length).toBe(
      Buffer.byteLength(text),
    );
  });

  test('no share before the other party accepted', async () => {
    const share = { recordId, recipient: NORTH, purpose: 'border-security' };
    expect(refusedWith(await airline.application.share(officer, share))).toBe('AGREEMENT_MISSING');
    const named = { ...share, agreementId };
    expect(refusedWith(await airline.application.share(officer, named))).toBe('AGREEMENT_NOT_LIVE');
  });

  test('the proposer cannot accept for the other party', async () => {
    expect(refusedWith(await airline.application.acceptAgreement(officer, agreementId))).toBe(
      'AGREEMENT_STATE',
    );
    const accepted = await north.application.acceptAgreement(
      callerOf(NORTH, 'data-officer'),
      agreementId,
    );
    expect(granted(accepted).agreement.status).toBe('FINALIZED');
  });

  test('the recipient proves each field, and sees what was withheld and why', async () => {
    const share = { recordId, recipient: NORTH, purpose: 'border-security' };
    const delivery = granted(await airline.application.share(officer, share));
    expect(delivery).toMatchObject({ state: 'delivered', recipient: NORTH });
    await north.settled();
    const view = await north.application.record(callerOf(NORTH, 'risk-officer'), recordId);
    expect(view?.holding).toBe('release');
    expect(view?.fields.every((field) => field.proved)).toBe(true);
    expect(view?.fields).toHaveLength(delivery.releasedFields);
    const withheld = view?.withheld.map((field) => field.pointer) ?? [];
    expect(withheld).toContain('/travellers/0/seat');
    expect(new Set(view?.withheld.map((field) => field.reason))).toEqual(
      new Set(['NOT_IN_AGREEMENT']),
    );
    expect(JSON.stringify(view?.body)).not.toContain('"seat"');
  });

  test('a user without personal:read sees names masked', async () => {
    const view = await north.application.record(callerOf(NORTH, 'operator'), recordId);
    const masked = view?.withheld.filter((field) => field.reason === 'MASKED') ?? [];
    expect(masked.map((field) => field.pointer)).toContain('/travellers/0/name/surname');
    expect(JSON.stringify(view?.body)).not.toContain('surname');
  });

  test('the same share again is the same delivery', async () => {
    const share = { recordId, recipient: NORTH, purpose: 'border-security' };
    const again = granted(await airline.application.share(officer, share));
    const all = await airline.application.deliveries(officer, { first: 50 }, { recordId });
    expect(all.items.map((item) => item.node.id)).toEqual([again.id]);
  });

  test('one field more than agreed is refused by the contract, and the recipient never saw it', async () => {
    const share = {
      recordId,
      recipient: NORTH,
      purpose: 'risk-assessment',
      alsoRelease: ['/travellers/*/seat'],
    };
    expect(refusedWith(await airline.application.share(officer, share))).toBe('FIELD_NOT_AGREED');
    expect(await heldText(running, NORTH)).not.toContain('/seat","salt"');
  });

  test.each([
    ['a purpose that is none', { recipient: NORTH, purpose: 'curiosity' }, 'PURPOSE_NOT_AGREED'],
    [
      'a purpose outside the agreement',
      { recipient: NORTH, purpose: 'mutual-assistance', named: true },
      'PURPOSE_NOT_AGREED',
    ],
    [
      'a recipient without agreement',
      { recipient: COOP, purpose: 'border-security' },
      'AGREEMENT_MISSING',
    ],
    [
      'a recipient that is unknown',
      { recipient: 'NobodyMSP', purpose: 'border-security' },
      'AGREEMENT_MISSING',
    ],
  ])(
    '%s is refused',
    async (
      _name,
      { named, ...rest }: { recipient: string; purpose: string; named?: boolean },
      code,
    ) => {
      const share = { recordId, ...rest, ...(named ? { agreementId } : {}) };
      expect(refusedWith(await airline.application.share(officer, share))).toBe(code);
    },
  );

  test('an agreement with another recipient is not used in silence', async () => {
    const share = { recordId, recipient: COOP, purpose: 'border-security', agreementId };
    expect(refusedWith(await airline.application.share(officer, share))).toBe('NOT_PARTY');
  });

  test('only the owner shares', async () => {
    const share = { recordId, recipient: COOP, purpose: 'border-security' };
    const other = await north.application.share(callerOf(NORTH, 'data-officer'), share);
    expect(refusedWith(other)).toBe('NOT_OWNER');
  });

  test('the recipient’s peer never held what was withheld', async () => {
    const owner = await airline.application.record(officer, recordId);
    const seats = owner!.fields
      .filter((field) => field.pointer.endsWith('/seat'))
      .map((field) => field.value);
    const held = await heldText(running, NORTH);
    expect(held).toContain(recordId);
    for (const seat of seats) expect(held).not.toContain(seat);
  });

  test('a third party sees the envelope and cannot get a byte, not from the recipient’s peer either', async () => {
    await coop.settled();
    const view = await coop.application.record(callerOf(COOP, 'partner'), recordId);
    expect(view).toMatchObject({ holding: 'envelope', body: null, fields: [] });
    expect(await heldText(running, COOP)).toBe('');
    const releaseId = view!.releases[0]!.id;
    const stranger = await running.federation.ledgerOf('coop');
    const own = await stranger.evaluate({ name: 'records:ReadRelease', args: [releaseId] });
    const foreign = await stranger.evaluate({
      name: 'records:ReadRelease',
      args: [releaseId],
      endorsers: [NORTH],
    });
    expect(own).toMatchObject({ ok: false, refusal: { code: 'NOT_FOUND' } });
    expect(foreign).toMatchObject({ ok: false, refusal: { code: 'NOT_OWN_PEER' } });
  });

  test('the ledger holds no personal data', async () => {
    const blocks: string[] = [];
    for (let n = 0; n < (await airline.application.ledger()).height; n += 1) {
      blocks.push(JSON.stringify(embeddedNetwork(running).block(n)));
    }
    const list = passengerLists(new SeededRandom(7), '2026-11-23')[0]!;
    const text = blocks.join('\n') + Buffer.from(blocks.join(''), 'base64').toString('latin1');
    for (const traveller of list.travellers) {
      expect(text).not.toContain(traveller.name.surname);
      expect(text).not.toContain(traveller.documents[0]!.number);
    }
  });

  test('a recipient that is down delays only its own lane, and gets the share when it is back', async () => {
    const [, list] = passengerLists(new SeededRandom(8), '2026-11-24');
    const text = writePaxlst(list!, {
      sender: 'A',
      recipient: 'B',
      preparedAt: '2026-11-24T08:00:00Z',
      reference: 'R2',
    });
    embeddedNetwork(running).stopPeer(NORTH);
    const { records } = granted(
      await airline.application.ingest(officer, { bytes: Buffer.from(text) }),
    );
    const share = { recordId: records[0]!.id, recipient: NORTH, purpose: 'border-security' };
    const pending = granted(await airline.application.share(officer, share));
    expect(pending).toMatchObject({ state: 'pending', refusal: { code: 'UNREACHABLE' } });
    embeddedNetwork(running).startPeer(NORTH);
    await expect
      .poll(async () => granted(await airline.application.share(officer, share)).state, {
        timeout: 20_000,
        interval: 100,
      })
      .toBe('delivered');
  });

  test('a purge removes every released copy, and the chain keeps the receipt', async () => {
    const before = await airline.application.record(officer, recordId);
    const purged = granted(await airline.application.purge(officer, recordId));
    expect(purged.status).toBe('purged');
    expect(await heldText(running, NORTH)).not.toContain(recordId);
    await north.settled();
    const view = await north.application.record(callerOf(NORTH, 'risk-officer'), recordId);
    expect(view).toMatchObject({ holding: 'envelope', body: null, status: 'purged' });
    expect(view?.envelope.root).toBe(before?.envelope.root);
    expect(refusedWith(await airline.application.raw(officer, recordId))).toBe('NOT_OWNER');
    const graph = granted(await north.application.verifyGraph(callerOf(NORTH, 'operator')));
    expect(graph.equal).toBe(true);
  });
});

/** Everything that an organisation's peer holds of private data, as text; agreement terms left out. */
async function heldText(running: RunningFederation, mspId: string): Promise<string> {
  const held = await embeddedNetwork(running).privateValues(mspId);
  return held
    .map((entry) => entry.value)
    .filter((text) => text.includes('"recordId"'))
    .join('\n');
}
